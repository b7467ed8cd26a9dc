//! A replay store in memory. Its size is bounded, and it drops nonces when they expire.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Mutex;

use super::memory_error::MemoryReplayError;
use super::memory_shard::{Counts, Shard, lock};
use super::replay::{Claimed, NonceClaim, ReplayStore};

/// A store of used nonces in the memory of one process.
///
/// - **The store is lost on restart.** After a restart, a copy of an earlier request is accepted
///   once more while its timestamp is inside the window. If this matters, or if several processes
///   or machines receive requests of the same clients, use a shared store (feature `redis`).
/// - **The size is bounded.** Each nonce takes 40 to 80 bytes, whatever its length. It is kept from
///   its request until its timestamp leaves the window. A full hash table doubles, so the memory
///   grows in steps. If the store is full, claims fail and the layer responds with 503.
/// - **A wrong clock lets no copy in.** The store remembers the timestamps of the nonces that it
///   dropped. If the clock of the server goes back, claims with these timestamps fail, and all
///   others succeed. Nonces of a clock that was ahead stay in the store until their time comes. If
///   the store needs their place, it drops them and remembers their timestamps too.
/// - **One client cannot fill the store.** While the store is less than half full, a client may
///   have any number of nonces. While it is at least half full, claims of a client that has its
///   [share](Self::share_per_client) or more fail, and the claims of other clients still succeed.
///
/// Set the capacity with this rule: **capacity = requests per second × (past + future window in
/// seconds) × 2**. The window is 300 + 300 seconds by default. So 800 requests per second need a
/// capacity of 960 000. The capacity is twice the number of nonces that are kept, because a store
/// that is half full limits each client to its share. Below this rate, the share has no effect.
/// Above this rate, the share decides which claims fail.
///
/// Claims of different nonces rarely wait for each other. A claim does no I/O.
///
/// ```
/// use tower_oauth1::verify::MemoryReplayStore;
///
/// // 500 requests per second * (300 + 300) seconds * 2
/// let replay = MemoryReplayStore::new(600_000);
/// ```
pub struct MemoryReplayStore {
    shards: Box<[Mutex<Shard>]>,
    counts: Counts,
    /// The hash key is random, so that a client cannot choose nonces that all go into one shard.
    hasher: RandomState,
    capacity: usize,
    share: usize,
}

/// The smallest number of nonces for which a shard is worth its overhead.
const SMALLEST_SHARD: usize = 4096;
/// The largest number of shards.
const MOST_SHARDS: usize = 64;

impl MemoryReplayStore {
    /// Creates a store for `capacity` nonces: requests per second × (past + future window in
    /// seconds) × 2. While the store is at least half full, one client may use an eighth of it.
    ///
    /// The store has several parts, and a nonce goes to a random part. So one part may be full when
    /// a few percent of the whole store are still free.
    pub fn new(capacity: usize) -> Self {
        let shards = (capacity / SMALLEST_SHARD).clamp(1, MOST_SHARDS);
        Self {
            shards: (0..shards).map(|_| Mutex::default()).collect(),
            counts: Counts::new(shards),
            hasher: RandomState::new(),
            capacity,
            share: capacity.div_ceil(8),
        }
    }

    /// Sets how many nonces one client may have in the store while the store is at least half full.
    /// Default: an eighth of the capacity, rounded up.
    ///
    /// While the store is less than half full, a client may have any number of nonces. So a single
    /// client can use half of the store. Set a larger share if a client needs more, or a larger
    /// capacity.
    #[must_use]
    pub fn share_per_client(mut self, nonces: usize) -> Self {
        self.share = nonces;
        self
    }

    /// Returns the number of nonces in the store.
    pub fn len(&self) -> usize {
        self.counts.all()
    }

    /// Returns whether the store has no nonces.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn claim_now(&self, claim: &NonceClaim<'_>) -> Result<Claimed, MemoryReplayError> {
        let key = claim.key();
        let number = self.hasher.hash_one(key) % self.shards.len() as u64;
        let shard = &self.shards[usize::try_from(number).unwrap_or_default()];
        let first = self.claim_once(claim, key, shard);
        match first {
            Err(MemoryReplayError::Full) => lock(shard).sweep_future(claim.now(), &self.counts),
            Err(MemoryReplayError::ShareUsedUp) => {
                // Expired nonces in other shards may still count against the share, because a shard
                // is swept only when it is used.
                for shard in &self.shards {
                    let mut shard = lock(shard);
                    shard.sweep(claim.now(), &self.counts);
                    shard.sweep_future(claim.now(), &self.counts);
                }
            }
            _ => return first,
        }
        self.claim_once(claim, key, shard)
    }

    fn claim_once(
        &self,
        claim: &NonceClaim<'_>,
        key: [u8; 20],
        shard: &Mutex<Shard>,
    ) -> Result<Claimed, MemoryReplayError> {
        let mut shard = lock(shard);
        shard.sweep(claim.now(), &self.counts);
        let client = self.hasher.hash_one(claim.client_identifier());
        let take_share = || {
            let is_half_full = self.counts.all() >= self.capacity.div_ceil(2);
            let share = if is_half_full { self.share } else { usize::MAX };
            self.counts.take(client, share)
        };
        shard.claim(
            claim,
            key,
            client,
            self.capacity / self.shards.len(),
            take_share,
        )
    }
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
