//! The token dance through the public API, over HTTP services that are closures.

mod answers;
mod callbacks;
mod dance;
mod endpoints;
mod extensions;
mod hostile;
mod judge;
mod one_zero;
mod problems;
mod provider;
mod services;
mod settings;
mod slow;
mod stacks;
#[cfg(feature = "serde")]
mod stored;
mod vectors;
mod wire;
