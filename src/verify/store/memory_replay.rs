//! A replay store in memory. Its size is bounded, and it drops nonces when they expire.

use std::collections::hash_map::{Entry, RandomState};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::replay::{Claimed, NonceClaim, ReplayStore};

/// A store of used nonces in the memory of one process.
///
/// - **The store is lost on restart.** After a restart, a copy of an earlier request is accepted
///   once more while its timestamp is inside the window. If this matters, or if several processes
///   or machines receive requests of the same clients, use a shared store (feature `redis`).
/// - **The size is bounded.** Each nonce takes 40 to 80 bytes, whatever its length. It is kept from
///   its request until its timestamp leaves the window. A full hash table doubles, so the memory
///   grows in steps. If the store is full, claims fail and the layer responds with 503. The store
///   never drops a nonce early. Set a capacity of twice the requests of a whole window, past and
///   future.
/// - **One client cannot fill the store.** If a client has used up its
///   [share](Self::share_per_client), its claims fail, and the claims of other clients still
///   succeed.
///
/// Claims of different nonces rarely wait for each other. A claim does no I/O.
///
/// ```
/// use tower_oauth1::verify::MemoryReplayStore;
///
/// // 500 requests per second * 600 seconds * 2. One client may use half of it.
/// let replay = MemoryReplayStore::new(600_000).share_per_client(300_000);
/// ```
pub struct MemoryReplayStore {
    shards: Box<[Mutex<Shard>]>,
    clients: Clients,
    /// The hash key is random, so that a client cannot choose nonces that all go into one shard.
    hasher: RandomState,
    capacity: usize,
    share: usize,
}

/// Error returned when [`MemoryReplayStore`] does not accept a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryReplayError {
    /// The store, or the part of it that must hold this nonce, is full.
    #[error("the replay store is full; set a larger capacity in `MemoryReplayStore::new`")]
    Full,
    /// The client has used up its share of the store. See
    /// [`share_per_client`](MemoryReplayStore::share_per_client).
    #[error("the client has used up its share of the replay store")]
    ShareUsedUp,
    /// The clock of the server went back to a time whose nonces were already dropped.
    #[error("the clock of the server went back to a time whose nonces were already dropped")]
    ClockWentBack,
}

/// The length of a bucket, in seconds. Timestamps in the same period share a bucket, which is
/// dropped as a whole.
const BUCKET: u64 = 32;
/// The smallest number of nonces for which a shard is worth its overhead.
const SMALLEST_SHARD: usize = 4096;
/// The largest number of shards.
const MOST_SHARDS: usize = 64;

/// A part of the store, with its own lock.
#[derive(Default)]
struct Shard {
    /// The buckets by timestamp. The timestamp is part of the key, so two claims of the same key
    /// always use the same bucket.
    buckets: BTreeMap<u64, Bucket>,
    /// The number of nonces in all buckets.
    length: usize,
    /// The time of the last sweep, which drops expired buckets.
    swept: u64,
    /// The last second at which a dropped nonce was still inside the window. A claim with the same
    /// or an earlier `until` may be a copy of a dropped nonce, so it fails.
    forgotten: u64,
}

/// The nonces whose timestamps are in one period of [`BUCKET`] seconds.
#[derive(Default)]
struct Bucket {
    /// The hash of the client for each claimed key.
    claimed: HashMap<[u8; 20], u64>,
    /// The last second at which any timestamp of this bucket is inside the window.
    until: u64,
}

/// The number of nonces of each client, by the hash of the client.
///
/// Lock order: a thread that holds the lock of a `Shard` may take one of these locks. A thread that
/// holds one of these locks must not lock a `Shard`, because this could deadlock.
struct Clients(Box<[Mutex<HashMap<u64, usize>>]>);

impl Clients {
    /// Locks the part that holds this client.
    fn shard(&self, client: u64) -> MutexGuard<'_, HashMap<u64, usize>> {
        let shard = client % self.0.len() as u64;
        lock(&self.0[usize::try_from(shard).unwrap_or_default()])
    }

    /// Adds one nonce of this client. Returns `false`, without adding, if the share is used up.
    fn take(&self, client: u64, share: usize) -> bool {
        let mut shard = self.shard(client);
        let count = shard.get(&client).copied().unwrap_or_default();
        if count < share {
            shard.insert(client, count + 1);
        }
        count < share
    }

    /// Removes one nonce of this client.
    fn release(&self, client: u64) {
        if let Entry::Occupied(mut count) = self.shard(client).entry(client) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

impl MemoryReplayStore {
    /// Creates a store for `capacity` nonces. One client may use an eighth of them.
    ///
    /// The store has several parts, and a nonce goes to a random part. So one part may be full when
    /// a few percent of the whole store are still free.
    pub fn new(capacity: usize) -> Self {
        let shards = (capacity / SMALLEST_SHARD).clamp(1, MOST_SHARDS);
        Self {
            shards: (0..shards).map(|_| Mutex::default()).collect(),
            clients: Clients((0..shards).map(|_| Mutex::default()).collect()),
            hasher: RandomState::new(),
            capacity,
            share: capacity.div_ceil(8),
        }
    }

    /// Sets how many nonces one client may have in the store. Default: an eighth of the capacity.
    #[must_use]
    pub fn share_per_client(mut self, nonces: usize) -> Self {
        self.share = nonces;
        self
    }

    /// Returns the number of nonces in the store.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).length).sum()
    }

    /// Returns whether the store has no nonces.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn claim_now(&self, claim: &NonceClaim<'_>) -> Result<Claimed, MemoryReplayError> {
        let first = self.claim_once(claim);
        if first != Err(MemoryReplayError::ShareUsedUp) {
            return first;
        }
        // Expired nonces in other shards may still count against the share, because a shard is
        // swept only when it is used. Sweep all shards and try again.
        for shard in &self.shards {
            lock(shard).sweep(claim.now(), &self.clients);
        }
        self.claim_once(claim)
    }

    fn claim_once(&self, claim: &NonceClaim<'_>) -> Result<Claimed, MemoryReplayError> {
        let key = claim.key();
        let shards = self.shards.len();
        let shard = self.hasher.hash_one(key) % shards as u64;
        let mut shard = lock(&self.shards[usize::try_from(shard).unwrap_or_default()]);
        shard.sweep(claim.now(), &self.clients);
        if claim.until() <= shard.forgotten {
            return Err(MemoryReplayError::ClockWentBack);
        }
        let client = self.hasher.hash_one(claim.client_identifier());
        let take_share = || self.clients.take(client, self.share);
        shard.claim(claim, key, client, self.capacity / shards, take_share)
    }
}

impl Shard {
    fn claim(
        &mut self,
        claim: &NonceClaim<'_>,
        key: [u8; 20],
        client: u64,
        capacity: usize,
        take_share: impl FnOnce() -> bool,
    ) -> Result<Claimed, MemoryReplayError> {
        let bucket = self.buckets.entry(claim.timestamp() / BUCKET).or_default();
        match bucket.claimed.entry(key) {
            Entry::Occupied(_) => return Ok(Claimed::Again),
            Entry::Vacant(_) if self.length >= capacity => return Err(MemoryReplayError::Full),
            Entry::Vacant(_) if !take_share() => return Err(MemoryReplayError::ShareUsedUp),
            Entry::Vacant(free) => free.insert(client),
        };
        bucket.until = bucket.until.max(claim.until());
        self.length += 1;
        Ok(Claimed::First)
    }

    /// Drops the buckets in which all timestamps have left the window. Does nothing if it already
    /// ran in this second.
    fn sweep(&mut self, now: u64, clients: &Clients) {
        if now == self.swept {
            return;
        }
        self.swept = now;
        let (length, forgotten) = (&mut self.length, &mut self.forgotten);
        self.buckets.retain(|_, bucket| {
            if bucket.until >= now {
                return true;
            }
            *forgotten = bucket.until.max(*forgotten);
            *length -= bucket.claimed.len();
            bucket
                .claimed
                .values()
                .for_each(|client| clients.release(*client));
            false
        });
    }
}

fn lock<T>(shard: &Mutex<T>) -> MutexGuard<'_, T> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ReplayStore for MemoryReplayStore {
    type Error = MemoryReplayError;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, MemoryReplayError> {
        self.claim_now(claim)
    }
}

impl fmt::Debug for MemoryReplayStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryReplayStore")
            .field("capacity", &self.capacity)
            .field("share", &self.share)
            .finish_non_exhaustive()
    }
}
