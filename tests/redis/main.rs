//! Nonces in a real Redis: several servers at once, and servers and Redis that die and come back.
//!
//! Where there is no `redis-server` each test says so, by name, and passes; with
//! `TOWER_OAUTH1_REDIS=required` in the environment it fails.

#![cfg(feature = "redis")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod crashes;
#[allow(dead_code, reason = "the tests of the examples use the rest")]
#[path = "../programs/example/mod.rs"]
mod example;
mod failures;
mod nodes;
mod server;
