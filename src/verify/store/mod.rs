//! Stores of clients, tokens and nonces.

pub(super) mod credentials;
pub(super) mod memory_credentials;
pub(super) mod memory_replay;
#[cfg(feature = "redis")]
pub(super) mod redis_replay;
pub(super) mod replay;
