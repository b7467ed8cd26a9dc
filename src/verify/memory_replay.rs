//! Nonces in memory: bounded, and forgotten when their time is over.

use std::collections::hash_map::{Entry, RandomState};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::replay_store::{Claimed, NonceClaim, ReplayStore};

/// Remembers nonces in the memory of one process.
///
/// - **A restart forgets.** A request that was seen before the restart is taken once more, as long as
///   its timestamp is in the window. Where that matters, and where several processes or machines
///   receive the same clients' requests, use a store that they share (feature `redis`).
/// - **It is bounded.** Each nonce takes about 50 bytes, whatever its length, from its request until
///   its timestamp leaves the window. When there is room for no more, claims fail, which the layer
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
    /// How many nonces there are of each client, by its hash.
    of_client: HashMap<u64, usize>,
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

impl MemoryReplayStore {
    /// A store of so many nonces. Of these, one client may have an eighth.
    ///
    /// They are spread over parts of the store by chance, and the first part may be full when some
    /// hundredths of the whole are still free.
    pub fn new(capacity: usize) -> Self {
        let shards = (capacity / SMALLEST_SHARD).clamp(1, MOST_SHARDS);
        Self {
            shards: (0..shards).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
            capacity,
            share: capacity / 8,
        }
    }

    /// How many nonces one client may have in the window, about.
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
        let key = claim.key();
        let client = self.hasher.hash_one(claim.client());
        let shards = self.shards.len();
        let shard = self.hasher.hash_one(key) % shards as u64;
        let mut shard = lock(&self.shards[usize::try_from(shard).unwrap_or_default()]);
        shard.sweep(claim.now());
        if claim.until() <= shard.forgotten {
            return Err(MemoryReplayError::ClockWentBack);
        }
        let limits = (self.capacity / shards, self.share.div_ceil(shards));
        shard.claim(claim, key, client, limits)
    }
}

impl Shard {
    fn claim(
        &mut self,
        claim: &NonceClaim<'_>,
        key: [u8; 20],
        client: u64,
        (capacity, share): (usize, usize),
    ) -> Result<Claimed, MemoryReplayError> {
        let of_client = self.of_client.get(&client).copied().unwrap_or_default();
        let bucket = self.buckets.entry(claim.timestamp() / BUCKET).or_default();
        match bucket.claimed.entry(key) {
            Entry::Occupied(_) => return Ok(Claimed::Again),
            Entry::Vacant(_) if self.length >= capacity => return Err(MemoryReplayError::Full),
            Entry::Vacant(_) if of_client >= share => return Err(MemoryReplayError::ShareUsedUp),
            Entry::Vacant(free) => free.insert(client),
        };
        bucket.until = bucket.until.max(claim.until());
        self.of_client.insert(client, of_client + 1);
        self.length += 1;
        Ok(Claimed::First)
    }

    /// Drops the buckets of which no timestamp can be in the window any more.
    fn sweep(&mut self, now: u64) {
        if now == self.swept {
            return;
        }
        self.swept = now;
        let (of_client, length) = (&mut self.of_client, &mut self.length);
        let forgotten = &mut self.forgotten;
        self.buckets.retain(|_, bucket| {
            if bucket.until >= now {
                return true;
            }
            *forgotten = bucket.until.max(*forgotten);
            *length -= bucket.claimed.len();
            for client in bucket.claimed.values() {
                if let Entry::Occupied(mut count) = of_client.entry(*client) {
                    *count.get_mut() -= 1;
                    if *count.get() == 0 {
                        count.remove();
                    }
                }
            }
            false
        });
    }
}

fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
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
