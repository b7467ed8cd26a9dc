//! Runs the examples as processes.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod authorize;
mod foreign;
mod one_file;
mod provider;
mod quickstart;
mod sign;
// Other test binaries use parts of this folder, so it is beside them.
#[allow(dead_code, reason = "other binaries use more of it")]
#[path = "../support/mod.rs"]
mod support;
// All test binaries that log use this module.
#[cfg(feature = "tracing")]
#[allow(dead_code, reason = "`tests/it` uses more of it")]
#[path = "../support/watch/mod.rs"]
mod watch;
