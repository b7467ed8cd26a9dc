//! Stores of clients, tokens and nonces.

pub(super) mod credentials;
mod expiring;
mod forgotten;
pub(super) mod memory_credentials;
pub(super) mod memory_error;
pub(super) mod memory_replay;
mod memory_shard;
#[cfg(feature = "redis")]
pub(super) mod redis_replay;
#[cfg(feature = "redis")]
mod redis_replicas;
pub(super) mod replay;
