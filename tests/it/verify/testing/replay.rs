//! Replay stores, right and wrong.

use tower_oauth1::verify::testing::{
    Task, a_nonce_is_claimed_once, claims_at_once, claims_on_threads, clock_steps,
    different_claims, entries_outlive_the_window, expired_entries_are_dropped, odd_and_long_claims,
    replay_store,
};
use tower_oauth1::verify::{MemoryReplayStore, NoReplayProtection};

use super::wrong_replay::{Mistake, Store};
use crate::support::rule::{assert_broken, broken, broken_in_a_run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_in_memory_keeps_all_rules() {
    for capacity in [4_000, 1_000_000] {
        let store = MemoryReplayStore::new(capacity);
        replay_store(&store).await;
        replay_store(&store).await;
        let runtime = tokio::runtime::Handle::current();
        claims_on_threads(&store, |task| runtime.block_on(task)).await;
        let store = MemoryReplayStore::new(capacity);
        entries_outlive_the_window(&store, async |_| {}).await;
    }
    let store = MemoryReplayStore::new(4_000);
    expired_entries_are_dropped(&store, async |_| {}, async || store.len()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_without_a_mistake_keeps_all_rules() {
    let store = Store::new(Mistake::None);
    replay_store(&store).await;
    let runtime = tokio::runtime::Handle::current();
    claims_on_threads(&store, |task| runtime.block_on(task)).await;
    let pass = async |time| store.pass(time).await;
    entries_outlive_the_window(&store, pass).await;
    expired_entries_are_dropped(&store, pass, async || store.len()).await;
}

/// A test of all rules finds each mistake by the rule that it breaks.
#[test]
fn each_mistake_breaks_its_rule() {
    for (mistake, rule) in [
        (Mistake::Fails, "a_nonce_is_claimed_once"),
        (Mistake::NeverRemembers, "a_nonce_is_claimed_once"),
        (Mistake::LooksThenWrites, "claims_at_once"),
        (Mistake::KeyWithoutToken, "different_claims"),
        (Mistake::JoinedKey, "different_claims"),
        (Mistake::LowerCaseKey, "different_claims"),
        (Mistake::ShortKey, "odd_and_long_claims"),
        (Mistake::TrimmedKey, "odd_and_long_claims"),
        (Mistake::ServerClock, "clock_steps"),
        (Mistake::UntilOnly, "clock_steps"),
    ] {
        assert_broken(rule, replay_store(&Store::new(mistake)));
    }
    assert_broken(
        "a_nonce_is_claimed_once",
        replay_store(&NoReplayProtection::new()),
    );
}

/// Each function finds the mistakes against its own rule, also if it is called alone.
#[test]
fn each_function_can_be_called_alone() {
    let store = Store::new;
    let rule = "a_nonce_is_claimed_once";
    assert_broken(
        rule,
        a_nonce_is_claimed_once(&store(Mistake::NeverRemembers)),
    );
    assert_broken(
        "claims_at_once",
        claims_at_once(&store(Mistake::LooksThenWrites)),
    );
    assert_broken(
        "different_claims",
        different_claims(&store(Mistake::JoinedKey)),
    );
    assert_broken(
        "odd_and_long_claims",
        odd_and_long_claims(&store(Mistake::ShortKey)),
    );
    assert_broken("clock_steps", clock_steps(&store(Mistake::ServerClock)));
}

#[test]
fn mistakes_that_need_time_break_their_rules() {
    let store = Store::new(Mistake::LifetimeOnly);
    let test = entries_outlive_the_window(&store, async |time| store.pass(time).await);
    assert_broken("entries_outlive_the_window", test);
    let store = Store::new(Mistake::UntilOnly);
    let test = entries_outlive_the_window(&store, async |time| store.pass(time).await);
    assert_broken("entries_outlive_the_window", test);
    let store = Store::new(Mistake::NeverDrops);
    let pass = async |time| store.pass(time).await;
    let test = expired_entries_are_dropped(&store, pass, async || store.len());
    assert_broken("expired_entries_are_dropped", test);
    // A count that counts nothing finds nothing.
    let store = Store::new(Mistake::None);
    let test = expired_entries_are_dropped(&store, async |_| {}, async || 0);
    assert_broken("expired_entries_are_dropped", test);
}

/// The race without a wait needs threads.
#[test]
fn threads_find_a_race_without_a_wait() {
    let store = Store::new(Mistake::TwoLocks);
    run(claims_at_once(&store));
    let (rule, _) = broken_in_a_run(|| claims_on_threads(&store, |task| run(task)));
    assert_eq!(rule, "claims_at_once");
}

/// A function that does not run a task to its end is a mistake in the test.
#[test]
#[should_panic(expected = "runs a task to its end")]
fn a_function_that_drops_tasks_is_refused() {
    let drops = |task: Task<'_>| drop(task);
    run(claims_on_threads(&Store::new(Mistake::None), drops));
}

/// The message has the rule, the reason, and the messages of all errors.
#[test]
fn the_message_says_what_is_wrong() {
    let (_, message) = broken(replay_store(&Store::new(Mistake::Fails)));
    assert_eq!(
        message,
        "the store breaks the rule `a_nonce_is_claimed_once`: `claim` returned an error: the \
         database did not respond: the disk is full. Return an error only if the store fails, and \
         not for what it does not contain"
    );
    let (_, message) = broken(replay_store(&Store::new(Mistake::LooksThenWrites)));
    assert_eq!(
        message,
        "the store breaks the rule `claims_at_once`: 16 of 16 claims of one nonce at the same time \
         returned `First`. Claim in one atomic step, such as an INSERT on a unique column"
    );
}

/// Runs a future to its end without tokio.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}
