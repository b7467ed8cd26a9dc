//! Nonces in memory: bounded, and forgotten when their time is over.

use std::collections::hash_map::{Entry, RandomState};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::replay::{Claimed, NonceClaim, ReplayStore};

/// Remembers nonces in the memory of one process.
///
/// - **A restart forgets.** A request that was seen before the restart is taken once more, as long as
///   its timestamp is in the window. Where that matters, and where several processes or machines
///   receive the same clients' requests, use a store that they share (feature `redis`).
/// - **It is bounded.** Each nonce takes 40 to 80 bytes, whatever its length, from its request
///   until its timestamp leaves the window: a table that is full doubles. When there is room for no more, claims fail, which the layer
///   answers with 503: nothing is forgotten before its time. So give it room for twice the requests
///   of a whole window, past and future.
/// - **No client fills it for all.** A client that used up its
///   [share](Self::share_per_client) is refused while the others go on.
///
/// Claims of different nonces hardly wait for one another, and none waits for anything but memory.
///
/// ```
/// use tower_oauth1::verify::MemoryReplayStore;
///
/// // 500 requests a second, a window of 600 seconds, twice; one client may make half of them.
/// let replay = MemoryReplayStore::new(600_000).share_per_client(300_000);
/// ```
pub struct MemoryReplayStore {
    shards: Box<[Mutex<Shard>]>,
    clients: Clients,
    /// Keyed by chance, so that nobody can choose nonces that all go into one shard.
    hasher: RandomState,
    capacity: usize,
    share: usize,
}

/// Why [`MemoryReplayStore`] does not take a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryReplayError {
    /// There is no room for another nonce.
    #[error("the replay store is full; give it room for the requests of a whole timestamp window")]
    Full,
    /// The client has as many nonces in the window as one client may have.
    #[error("the client has used up its share of the replay store")]
    ShareUsedUp,
    /// The server's clock went back, behind what was already forgotten.
    #[error("the clock went back to a time whose nonces are forgotten")]
    ClockWentBack,
}

/// Timestamps of so many seconds share a bucket, which is forgotten as a whole.
const BUCKET: u64 = 32;
/// A shard is worth its overhead from so many nonces on.
const SMALLEST_SHARD: usize = 4096;
const MOST_SHARDS: usize = 64;

#[derive(Default)]
struct Shard {
    /// By timestamp, which is part of the key: two claims of one key look into the same bucket.
    buckets: BTreeMap<u64, Bucket>,
    length: usize,
    /// When buckets were last looked at, and those dropped whose time was over.
    swept: u64,
    /// The last second at which something that was dropped was in the window.
    forgotten: u64,
}

#[derive(Default)]
struct Bucket {
    /// The client's hash by the claim's key.
    claimed: HashMap<[u8; 20], u64>,
    /// The last second at which one of its timestamps is in the window.
    until: u64,
}

/// How many nonces there are of each client, by its hash. A lock of these is taken with one of a
/// shard's held, and never the other way.
struct Clients(Box<[Mutex<HashMap<u64, usize>>]>);

impl Clients {
    fn shard(&self, client: u64) -> MutexGuard<'_, HashMap<u64, usize>> {
        let shard = client % self.0.len() as u64;
        lock(&self.0[usize::try_from(shard).unwrap_or_default()])
    }

    /// Counts one more, up to the share.
    fn take(&self, client: u64, share: usize) -> bool {
        let mut shard = self.shard(client);
        let count = shard.get(&client).copied().unwrap_or_default();
        if count < share {
            shard.insert(client, count + 1);
        }
        count < share
    }

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
    /// A store of so many nonces. Of these, one client may have an eighth.
    ///
    /// They are spread over parts of the store by chance, and the first part may be full when some
    /// hundredths of the whole are still free.
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

    /// How many nonces one client may have in the window.
    #[must_use]
    pub fn share_per_client(mut self, nonces: usize) -> Self {
        self.share = nonces;
        self
    }

    /// How many nonces are remembered now.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).length).sum()
    }

    /// Whether no nonce is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn claim_now(&self, claim: &NonceClaim<'_>) -> Result<Claimed, MemoryReplayError> {
        let first = self.claim_once(claim);
        if first != Err(MemoryReplayError::ShareUsedUp) {
            return first;
        }
        // Some of the share may be nonces whose time is over, in shards that nobody looked at since.
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
        let is_free = || self.clients.take(client, self.share);
        shard.claim(claim, key, client, self.capacity / shards, is_free)
    }
}

impl Shard {
    fn claim(
        &mut self,
        claim: &NonceClaim<'_>,
        key: [u8; 20],
        client: u64,
        capacity: usize,
        is_free: impl FnOnce() -> bool,
    ) -> Result<Claimed, MemoryReplayError> {
        let bucket = self.buckets.entry(claim.timestamp() / BUCKET).or_default();
        match bucket.claimed.entry(key) {
            Entry::Occupied(_) => return Ok(Claimed::Again),
            Entry::Vacant(_) if self.length >= capacity => return Err(MemoryReplayError::Full),
            Entry::Vacant(_) if !is_free() => return Err(MemoryReplayError::ShareUsedUp),
            Entry::Vacant(free) => free.insert(client),
        };
        bucket.until = bucket.until.max(claim.until());
        self.length += 1;
        Ok(Claimed::First)
    }

    /// Drops the buckets of which no timestamp can be in the window any more.
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
