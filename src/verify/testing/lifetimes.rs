//! Rules about the time for which a replay store keeps an entry.

use std::time::Duration;

use super::claims::{WINDOW, again, claim, first};
use super::rule::{Rule, unique, unused_second};
use crate::verify::store::replay::ReplayStore;

const DAY: u64 = 86_400;
const HOUR: u64 = 3600;
/// What to do if the store has forgotten an entry too early.
const KEEP: &str = "Keep an entry until both its `lifetime` and its `until` have passed, by the \
                    clock of the store";

/// Tests that the store keeps an entry until *both* its
/// [`lifetime`](crate::verify::NonceClaim::lifetime) and its
/// [`until`](crate::verify::NonceClaim::until) have passed by the clock of the store, also if the
/// clock of the server was a day ahead or behind when the entry was stored.
///
/// `pass` lets this much time pass for the store. If you cannot set the clock of the store, make
/// its entries older, such as with `UPDATE nonces SET expires_at = expires_at - $1`. A store whose
/// only clock is [`NonceClaim::now`](crate::verify::NonceClaim::now) needs nothing:
///
/// ```
/// use tower_oauth1::verify::{MemoryReplayStore, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let store = MemoryReplayStore::new(10_000);
/// testing::entries_outlive_the_window(&store, async |_| {}).await;
/// # }
/// ```
///
/// Two days pass. Use a store of its own for this function.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn entries_outlive_the_window<R: ReplayStore>(store: &R, pass: impl AsyncFn(Duration)) {
    let rule = Rule("entries_outlive_the_window");
    let mut time = unused_second();
    for (name, server_clock, timestamp, waits) in [
        ("a request of the present", 0, 0, [0, WINDOW - 1]),
        (
            "a request whose clock is fast",
            0,
            300,
            [WINDOW, WINDOW - 1],
        ),
        (
            "a request to a server whose clock is a day ahead",
            DAY,
            DAY,
            [DAY, WINDOW - 1],
        ),
    ] {
        let (client, timestamp) = (unique("client"), time + timestamp);
        let original = claim(&client, timestamp, "nonce", time + server_clock);
        first(rule, store, &original, name).await;
        for wait in waits {
            pass(Duration::from_secs(wait)).await;
            time += wait;
            let copy = claim(&client, timestamp, "nonce", time);
            let why = format!("a copy of {name}, inside the window,");
            again(rule, store, &copy, &why, KEEP).await;
        }
    }
    // The clock of the server is behind, and stays so.
    let (client, server) = (unique("client"), time - DAY);
    let timestamp = server + WINDOW;
    let original = claim(&client, timestamp, "nonce", server);
    let name = "a request to a server whose clock is a day behind";
    first(rule, store, &original, name).await;
    let left = 2 * WINDOW - 1;
    pass(Duration::from_secs(left)).await;
    let copy = claim(&client, timestamp, "nonce", server + left);
    again(
        rule,
        store,
        &copy,
        &format!("a copy of {name}, inside the window,"),
        KEEP,
    )
    .await;
}

/// Tests that the store drops expired entries: the number of entries stays bounded.
///
/// `pass` lets this much time pass for the store: see [`entries_outlive_the_window`]. If another
/// task or process sweeps the store, `pass` also runs it. `count` returns the number of entries.
///
/// ```
/// use tower_oauth1::verify::{MemoryReplayStore, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let store = MemoryReplayStore::new(4_000);
/// testing::expired_entries_are_dropped(&store, async |_| {}, async || store.len()).await;
/// # }
/// ```
///
/// The store must drop an entry within an hour after its end. It may do so at the first claims
/// after this hour. Five hours pass. Use a store of its own for this function.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn expired_entries_are_dropped<R: ReplayStore>(
    store: &R,
    pass: impl AsyncFn(Duration),
    count: impl AsyncFn() -> usize,
) {
    const BATCH: usize = 64;
    let rule = Rule("expired_entries_are_dropped");
    let (client, mut time, before) = (unique("client"), unused_second(), count().await);
    for round in 1..=4 {
        for n in 0..BATCH {
            let nonce = n.to_string();
            let claim = claim(&client, time, &nonce, time);
            first(rule, store, &claim, "a new claim").await;
        }
        let kept = count().await.saturating_sub(before);
        rule.check(
            round > 1 || kept == BATCH,
            format_args!(
                "`count` rose by {kept} after {BATCH} claims. It must return the number of entries"
            ),
        );
        rule.check(
            kept <= 2 * BATCH,
            format_args!(
                "after {} claims, {kept} are kept, although all but {BATCH} ended more \
                than an hour ago. Sweep the store",
                round * BATCH
            ),
        );
        let wait = 2 * WINDOW + HOUR;
        pass(Duration::from_secs(wait)).await;
        time += wait;
    }
}
