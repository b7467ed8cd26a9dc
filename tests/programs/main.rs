//! Runs the examples as processes.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod authorize;
mod one_file;
mod provider;
mod quickstart;
mod sign;
// Other test binaries use parts of this folder, so it is beside them.
#[path = "../support/mod.rs"]
mod support;
