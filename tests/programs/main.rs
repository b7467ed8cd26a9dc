//! Runs the examples as processes.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod authorize;
mod example;
#[path = "../it/support/header.rs"]
mod header;
mod provider;
mod quickstart;
mod sign;
