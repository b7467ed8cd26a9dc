//! Tests of the public API, by topic.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[cfg(feature = "tracing")]
mod events;
mod flow;
mod grant;
mod messages;
mod no_leaks;
mod properties;
mod provider;
mod repository;
#[cfg(feature = "reqwest")]
mod reqwest_client;
mod sign;
mod support;
mod vectors;
mod verify;
// Other test binaries use this module too, so it is outside this folder.
#[path = "../support/watch/mod.rs"]
mod watch;
