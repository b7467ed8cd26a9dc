//! The stores of `examples/shared/database/` and the example `provider` with them, in SQLite and in
//! a real Postgres.
//!
//! Each scenario runs with both databases. Several providers share a Postgres, or a Postgres and a
//! Redis for the nonces. If there is no Postgres, its tests print their names and pass. If the
//! environment variable `TOWER_OAUTH1_POSTGRES` is `required`, they fail. The same is true for
//! Redis and `TOWER_OAUTH1_REDIS`.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod abandoned;
mod cancelled;
mod cluster;
mod crashes;
mod dance;
#[allow(dead_code, reason = "these tests use parts of it")]
#[path = "../../examples/shared/database/mod.rs"]
mod database;
mod disk;
#[cfg(feature = "testing")]
mod documented;
mod durability;
// `tests/programs` uses these modules too, so they are outside this folder.
#[allow(dead_code, reason = "the other binaries use more of it")]
#[path = "../support/example/mod.rs"]
mod example;
// `tests/redis` uses these modules too.
#[path = "../support/fail_over.rs"]
mod fail_over;
mod failures;
mod full;
mod layer;
mod limits;
mod load;
mod moved;
mod nodes;
mod pair;
mod pings;
// The public tests for stores use this function too, and it is not public itself.
#[path = "../../src/grant/testing/polled.rs"]
mod polled;
#[path = "../support/port.rs"]
mod port;
#[allow(dead_code, reason = "other binaries use more of it")]
#[path = "../support/postgres.rs"]
mod postgres;
mod races;
mod read_only;
#[allow(dead_code, reason = "`tests/redis` uses more of it")]
#[path = "../redis/server.rs"]
mod redis_server;
#[allow(dead_code, reason = "`tests/redis` uses more of it")]
#[path = "../support/relay.rs"]
mod relay;
mod replicas;
#[cfg(feature = "testing")]
mod rules;
mod schema;
mod secrets;
mod seeds;
mod slow;
mod start;
mod store;
mod sweeping;
mod told;
// All test binaries that log use this module.
#[cfg(feature = "tracing")]
#[allow(dead_code, reason = "`tests/it` uses more of it")]
#[path = "../support/watch/mod.rs"]
mod watch;

/// Writes each scenario as a test with SQLite and a test with Postgres.
macro_rules! with_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                super::$name(&mut crate::store::Store::sqlite()).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $name() {
                if let Some(mut store) = crate::store::Store::postgres(&[]) {
                    super::$name(&mut store).await;
                }
            })+
        }
    };
}
use with_both;
