//! The nonce store in a real Redis: several servers at once, and servers and Redis that crash and
//! restart.
//!
//! If there is no `redis-server`, each test prints its name and passes. If the environment variable
//! `TOWER_OAUTH1_REDIS` is `required`, it fails.

#![cfg(feature = "redis")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod clocks;
mod crashes;
// `tests/programs` uses this module too, so it is outside this folder.
#[allow(dead_code, reason = "the other binaries use more of it")]
#[path = "../support/example/mod.rs"]
mod example;
// `tests/databases` uses these modules too, so they are outside this folder.
#[path = "../support/fail_over.rs"]
mod fail_over;
mod failures;
mod moved;
mod nodes;
// Other test binaries use it too, so it is outside this folder.
#[path = "../support/port.rs"]
mod port;
#[allow(dead_code, reason = "`tests/databases` uses more of it")]
#[path = "../support/relay.rs"]
mod relay;
mod replicas;
#[cfg(feature = "testing")]
mod rules;
mod server;
// All test binaries that log use this module.
#[cfg(feature = "tracing")]
#[allow(dead_code, reason = "`tests/it` uses more of it")]
#[path = "../support/watch/mod.rs"]
mod watch;
