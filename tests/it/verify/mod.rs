//! The server's side: the verifier, the layer over it, and the nonces in memory.

mod replay_store;
mod server;
mod verifier;
