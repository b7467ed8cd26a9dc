//! Rules about the time for which a store keeps grants in progress.

use std::time::Duration;

use super::sample::{key, new_client, pending_at};
use crate::grant::store::GrantStore;
use crate::verify::testing::{Rule, now};

/// The lifetime of a grant, in seconds.
const LIFETIME: u64 = 600;
const DAY: u64 = 86_400;

/// Tests that the store keeps a grant until its end and a minute more, and drops it later: the
/// number of grants stays bounded.
///
/// `pass` lets this much time pass for the store. If you cannot set its clock, make its grants
/// older: subtract the time from `issued_at` and `expires_at`. If another task or process sweeps
/// the store, `pass` also runs it. `count` returns the number of grants in progress.
///
/// The store must drop a grant within a day after its end, at the latest when grants are inserted
/// after this day. Four days pass. Use a store of its own for this function.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn expired_grants_are_dropped<G: GrantStore>(
    store: &G,
    insert_client: impl AsyncFn(String, String),
    pass: impl AsyncFn(Duration),
    count: impl AsyncFn() -> usize,
) {
    const BATCH: usize = 16;
    let rule = Rule("expired_grants_are_dropped");
    let client = new_client(&insert_client).await;
    let (mut time, before) = (now(), count().await);
    for round in 1..=4 {
        let grants: Vec<_> = (0..BATCH).map(|_| pending_at(&client, time)).collect();
        for grant in &grants {
            rule.succeeds("insert", store.insert(grant.clone())).await;
        }
        let kept = count().await.saturating_sub(before);
        rule.check(
            round > 1 || kept == BATCH,
            format_args!("`count` rose by {kept} after {BATCH} grants were inserted"),
        );
        rule.check(
            kept <= 2 * BATCH,
            format_args!(
                "after {} grants, {kept} are kept, although all but {BATCH} ended more \
                than a day ago. Sweep the store",
                round * BATCH
            ),
        );
        for (wait, when) in [(LIFETIME, "before its end"), (60, "a minute after its end")] {
            pass(Duration::from_secs(wait)).await;
            time += wait;
            // The insertion lets a store sweep.
            let other = pending_at(&client, time);
            rule.succeeds("insert", store.insert(other.clone())).await;
            rule.succeeds("remove", store.remove(key(&other))).await;
            for grant in &grants {
                let found = rule.succeeds("find", store.find(key(grant))).await;
                rule.check(found.is_some(), format_args!("a grant was dropped {when}"));
            }
        }
        pass(Duration::from_secs(DAY)).await;
        time += DAY;
    }
}
