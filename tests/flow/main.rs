//! The token dance through the public API, over HTTP services that are closures.
#![allow(
    clippy::unwrap_used,
    reason = "a helper of a test may panic as the test may"
)]

mod answers;
mod callbacks;
mod dance;
mod endpoints;
mod extensions;
mod hostile;
mod judge;
mod one_zero;
mod provider;
mod services;
mod settings;
mod stacks;
mod vectors;
mod wire;
