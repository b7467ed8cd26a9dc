//! Nonces in a real Redis: several servers at once, and servers and Redis that die and come back.
//!
//! Where there is no `redis-server` each test says so, by name, and passes; with
//! `TOWER_OAUTH1_REDIS=required` in the environment it fails.

#![cfg(feature = "redis")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod crashes;
#[path = "../support/example.rs"]
mod example;
mod failures;
mod nodes;
#[allow(dead_code, reason = "shared with another test")]
#[path = "../provider_example/process.rs"]
mod process;
mod server;
