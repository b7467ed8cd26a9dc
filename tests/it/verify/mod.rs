//! The server: the verifier, the layer around it, and the nonce store in memory.

mod replay_store;
mod server;
#[cfg(feature = "testing")]
mod testing;
mod verifier;
