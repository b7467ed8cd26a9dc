//! A part of the replay store in memory, and the number of nonces of each client.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::forgotten::Forgotten;
use super::memory_error::MemoryReplayError;
use super::replay::{Claimed, NonceClaim};

/// The length of a bucket, in seconds. Timestamps in the same period share a bucket, which is
/// dropped as a whole.
const BUCKET: u64 = 32;

/// A part of the store, with its own lock.
#[derive(Default)]
pub(super) struct Shard {
    /// The buckets by timestamp. The timestamp is part of the key, so two claims of the same key
    /// always use the same bucket.
    buckets: BTreeMap<u64, Bucket>,
    /// The number of nonces in all buckets.
    length: usize,
    /// The time of the last sweep, which drops expired buckets.
    swept: u64,
    /// The longest time for which a timestamp stays inside the window, in seconds. Layers that
    /// share the store may have different windows.
    past: u64,
    /// The longest lifetime of a claim, in seconds. A nonce whose timestamp is further in the
    /// future comes from a clock that was ahead.
    lifetime: u64,
    /// The timestamps of dropped nonces. A claim with one of them may be a copy, so it fails.
    forgotten: Forgotten,
}

/// The nonces whose timestamps are in one period of [`BUCKET`] seconds.
struct Bucket {
    /// The hash of the client for each claimed key.
    claimed: HashMap<[u8; 20], u64>,
    /// The earliest and the latest timestamp of the nonces.
    first: u64,
    last: u64,
}

impl Default for Bucket {
    fn default() -> Self {
        Self {
            claimed: HashMap::new(),
            first: u64::MAX,
            last: 0,
        }
    }
}

impl Shard {
    /// Claims a nonce. `key` is its key, and `client` the hash of its client. `take_share` counts
    /// the nonce, or returns `false` if the client must not have another one.
    pub(super) fn claim(
        &mut self,
        claim: &NonceClaim<'_>,
        key: [u8; 20],
        client: u64,
        capacity: usize,
        take_share: impl FnOnce() -> bool,
    ) -> Result<Claimed, MemoryReplayError> {
        let timestamp = claim.timestamp();
        let bucket = self.buckets.entry(timestamp / BUCKET).or_default();
        match bucket.claimed.entry(key) {
            Entry::Occupied(_) => return Ok(Claimed::Again),
            Entry::Vacant(_) if self.forgotten.contains(timestamp) => {
                return Err(MemoryReplayError::ClockWentBack);
            }
            Entry::Vacant(_) if self.length >= capacity => return Err(MemoryReplayError::Full),
            Entry::Vacant(_) if !take_share() => return Err(MemoryReplayError::ShareUsedUp),
            Entry::Vacant(free) => free.insert(client),
        };
        bucket.first = bucket.first.min(timestamp);
        bucket.last = bucket.last.max(timestamp);
        self.past = self.past.max(claim.until().saturating_sub(timestamp));
        self.lifetime = self.lifetime.max(claim.lifetime().as_secs());
        self.length += 1;
        Ok(Claimed::First)
    }

    /// Drops the buckets in which all timestamps have left the window. Does nothing if it already
    /// ran in this second.
    pub(super) fn sweep(&mut self, now: u64, counts: &Counts) {
        if now == self.swept {
            return;
        }
        self.swept = now;
        let past = self.past;
        self.drop_buckets(now, counts, |bucket| bucket.last.saturating_add(past) < now);
    }

    /// Drops the buckets in which all timestamps are in the future, outside the window. They come
    /// from a clock that was ahead, and would stay in the store until their time comes.
    pub(super) fn sweep_future(&mut self, now: u64, counts: &Counts) {
        let end = now.saturating_add(self.lifetime);
        let latest = self.buckets.last_key_value();
        if latest.is_none_or(|(_, bucket)| bucket.first <= end) {
            return;
        }
        self.drop_buckets(now, counts, |bucket| bucket.first > end);
    }

    fn drop_buckets(&mut self, now: u64, counts: &Counts, is_dropped: impl Fn(&Bucket) -> bool) {
        let (length, forgotten) = (&mut self.length, &mut self.forgotten);
        self.buckets.retain(|_, bucket| {
            if bucket.claimed.is_empty() {
                return false;
            }
            if !is_dropped(bucket) {
                return true;
            }
            forgotten.add(bucket.first, bucket.last, now);
            *length -= bucket.claimed.len();
            let clients = bucket.claimed.values();
            clients.for_each(|client| counts.release(*client));
            false
        });
    }
}

/// The number of nonces in the store, in all and of each client, by the hash of the client.
///
/// Lock order: a thread that holds the lock of a `Shard` may take one of these locks. A thread that
/// holds one of these locks must not lock a `Shard`, because this could deadlock.
pub(super) struct Counts {
    clients: Box<[Mutex<HashMap<u64, usize>>]>,
    all: AtomicUsize,
}

impl Counts {
    /// Creates counts with this number of locks.
    pub(super) fn new(locks: usize) -> Self {
        Self {
            clients: (0..locks).map(|_| Mutex::default()).collect(),
            all: AtomicUsize::new(0),
        }
    }

    /// Returns the number of nonces of all clients.
    pub(super) fn all(&self) -> usize {
        self.all.load(Ordering::Relaxed)
    }

    /// Locks the part that holds this client.
    fn shard(&self, client: u64) -> MutexGuard<'_, HashMap<u64, usize>> {
        let shard = client % self.clients.len() as u64;
        lock(&self.clients[usize::try_from(shard).unwrap_or_default()])
    }

    /// Adds one nonce of this client. Returns `false`, without adding, if the share is used up.
    pub(super) fn take(&self, client: u64, share: usize) -> bool {
        let mut shard = self.shard(client);
        let count = shard.get(&client).copied().unwrap_or_default();
        let is_free = count < share;
        if is_free {
            shard.insert(client, count + 1);
            self.all.fetch_add(1, Ordering::Relaxed);
        }
        is_free
    }

    /// Removes one nonce of this client.
    fn release(&self, client: u64) {
        if let Entry::Occupied(mut count) = self.shard(client).entry(client) {
            self.all.fetch_sub(1, Ordering::Relaxed);
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

pub(super) fn lock<T>(shard: &Mutex<T>) -> MutexGuard<'_, T> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}
