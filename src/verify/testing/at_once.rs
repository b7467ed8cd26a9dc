//! Claims of one nonce at the same time.

use super::claims::{STORE, again, claim};
use super::rule::{Rule, unique, unused_second};
use super::together::{Task, Together};
use crate::verify::store::replay::{Claimed, ReplayStore};

/// Tests that of many claims of one nonce at the same time, in one task, exactly one returns
/// [`First`](Claimed::First).
///
/// A store breaks this rule if it looks first and writes later.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn claims_at_once<R: ReplayStore>(store: &R) {
    claims(store, Together::Joined).await;
}

/// Tests the same rule as [`claims_at_once`], with claims on threads. Use it for stores that do not
/// wait between their steps, such as stores in memory.
///
/// `block_on` runs a [`Task`] to its end on the current thread. It is the function `block_on` of an
/// async runtime with several threads. With tokio:
///
/// ```
/// use tower_oauth1::verify::{MemoryReplayStore, testing};
///
/// #[tokio::main] // or `#[tokio::test(flavor = "multi_thread")]`
/// async fn main() {
///     let (store, runtime) = (MemoryReplayStore::new(10_000), tokio::runtime::Handle::current());
///     testing::claims_on_threads(&store, |task| runtime.block_on(task)).await;
/// }
/// ```
///
/// The function blocks the current thread while the threads run.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn claims_on_threads<R: ReplayStore>(store: &R, block_on: impl Fn(Task<'_>) + Sync) {
    claims(store, Together::Threads(&block_on)).await;
}

async fn claims<R: ReplayStore>(store: &R, together: Together<'_>) {
    let rule = Rule("claims_at_once");
    let now = unused_second();
    for _ in together.rounds() {
        let client = unique("client");
        let claim = &claim(&client, now, "nonce", now);
        let claimed = together.call(rule, "claim", |_| store.claim(claim)).await;
        let firsts = claimed.iter().filter(|claimed| **claimed == Claimed::First);
        let firsts = firsts.count();
        rule.check(
            firsts == 1,
            format_args!(
                "{firsts} of {} claims of one nonce at the same time returned `First`. \
                 Claim in one atomic step, such as an INSERT on a unique column",
                claimed.len()
            ),
        );
        again(rule, store, claim, "a claim after all of them", STORE).await;
    }
}
