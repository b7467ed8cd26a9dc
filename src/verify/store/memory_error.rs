//! The error of the replay store in memory.

/// Error returned when [`MemoryReplayStore`](crate::verify::MemoryReplayStore) does not accept a
/// claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryReplayError {
    /// The store, or the part of it that must hold this nonce, is full.
    #[error("the replay store is full; set a larger capacity in `MemoryReplayStore::new`")]
    Full,
    /// The store is at least half full, and the client has used up its share. See
    /// [`share_per_client`](crate::verify::MemoryReplayStore::share_per_client).
    #[error(
        "the client has used up its share of the replay store; set a larger capacity, or a larger share with `MemoryReplayStore::share_per_client`"
    )]
    ShareUsedUp,
    /// The store has already dropped nonces with this timestamp, so the request may be a copy. The
    /// clock of the server was ahead, and then went back. Requests with later timestamps succeed.
    #[error(
        "nonces of this timestamp were already dropped, because the clock of the server was ahead and went back"
    )]
    ClockWentBack,
}
