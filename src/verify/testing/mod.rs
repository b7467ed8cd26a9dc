//! Tests for stores of your own (feature `testing`): does a [`ReplayStore`] or a
//! [`CredentialStore`] keep the rules of its trait?
//!
//! Call these functions in the tests of your store. Each function tests one rule, and panics with
//! the name of the rule and the reason if the store breaks it. [`replay_store`] and
//! [`credential_store`] test all rules that need nothing but the store:
//!
//! ```
//! use tower_oauth1::verify::{MemoryReplayStore, testing};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! // In the tests of a server, with `#[tokio::test]`:
//! let store = MemoryReplayStore::new(10_000); // or the store of your database
//! testing::replay_store(&store).await;
//! # }
//! ```
//!
//! The functions do not need an empty store. Each call uses new random identifiers, so the tests
//! can run again with the same database. They leave some hundreds of entries in it. Do not run
//! them with the database of a service that is in use.
//!
//! The functions work with every async runtime. [`grant::testing`](crate::grant::testing) has the
//! tests for the stores of grants and tokens.
//!
//! # A store that keeps all rules
//!
//! This replay store in memory is short, and a start for your own:
//!
//! ```
//! use std::collections::HashMap;
//! use std::convert::Infallible;
//! use std::sync::Mutex;
//! use tower_oauth1::protocol::{Clock, SystemClock};
//! use tower_oauth1::verify::{Claimed, NonceClaim, ReplayStore, testing};
//!
//! /// The keys of the claims, and the last second for which each one is kept.
//! #[derive(Default)]
//! struct Nonces(Mutex<HashMap<[u8; 20], u64>>);
//!
//! impl ReplayStore for Nonces {
//!     type Error = Infallible;
//!
//!     async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, Infallible> {
//!         let now = SystemClock.unix_seconds();
//!         let end = (now + claim.lifetime().as_secs()).max(claim.until()) + 60;
//!         let mut ends = self.0.lock().unwrap();
//!         ends.retain(|_, end| now <= *end);
//!         let old = ends.insert(claim.key(), end);
//!         Ok(if old.is_none() { Claimed::First } else { Claimed::Again })
//!     }
//! }
//!
//! # #[tokio::main] async fn main() {
//! let (store, runtime) = (Nonces::default(), tokio::runtime::Handle::current());
//! testing::replay_store(&store).await;
//! testing::claims_on_threads(&store, |task| runtime.block_on(task)).await;
//! # let pass = async |time: std::time::Duration| {
//! #     let seconds = time.as_secs();
//! #     store.0.lock().unwrap().values_mut().for_each(|end| *end = end.saturating_sub(seconds));
//! # };
//! # testing::entries_outlive_the_window(&store, pass).await;
//! # let count = async || store.0.lock().unwrap().len();
//! # testing::expired_entries_are_dropped(&store, pass, count).await;
//! # }
//! ```
//!
//! A store of clients and tokens is in
//! [`grant::testing`](crate::grant::testing#a-store-that-keeps-all-rules).
//!
//! # What the tests cannot find
//!
//! - **Races without a wait.** A function such as [`claims_at_once`] makes many calls in one task.
//!   The calls take turns where a call waits, for example for a database. So it finds a store that
//!   looks, waits and then writes. It does not find a store that looks and writes under two locks
//!   and does not wait between them. [`claims_on_threads`] makes the calls on threads, many times.
//!   It finds such a race in most runs. Run it alone (`--test-threads=1`): if other tests use the
//!   processor, it finds fewer.
//! - **Entries and tokens that end too early, by the clock of the store.** [`replay_store`] and
//!   [`credential_store`] cannot move the clock of a database. [`entries_outlive_the_window`],
//!   [`expired_entries_are_dropped`] and [`live_tokens_are_kept`] test this. They need a function
//!   that lets time pass for the store.
//! - **Crashes.** No function stops the database. A claim must be on the disk before the store
//!   returns.
//! - **Several servers.** Two stores that share a database are tested together if the store that
//!   you pass sends its calls to both in turn.
//!
//! [`ReplayStore`]: super::ReplayStore
//! [`CredentialStore`]: super::CredentialStore

mod all_claims;
mod at_once;
mod claims;
mod clocks;
mod credentials;
mod lifetimes;
mod live_tokens;
mod odd_credentials;
mod passed;
mod rule;
mod together;
mod usable;

pub use all_claims::replay_store;
pub use at_once::{claims_at_once, claims_on_threads};
pub use claims::{a_nonce_is_claimed_once, different_claims, odd_and_long_claims};
pub use clocks::clock_steps;
pub use credentials::{
    credential_store, known_credentials, states_of_tokens, tokens_of_other_clients,
    unknown_credentials,
};
pub use lifetimes::{entries_outlive_the_window, expired_entries_are_dropped};
pub use live_tokens::live_tokens_are_kept;
pub use odd_credentials::odd_and_long_credentials;
pub use together::Task;

pub(crate) use passed::Passed;
pub(crate) use rule::{Rule, now, odd_identifiers, unique};
pub(crate) use together::Together;
