//! Rules about the time for which a store keeps grants in progress.

use std::time::Duration;

use super::sample::{approval, key, new_client, pending_until};
use crate::grant::pending::PendingGrant;
use crate::grant::store::GrantStore;
use crate::verify::testing::{Passed, Rule};

/// The lifetime of a grant, in seconds.
const LIFETIME: u64 = 600;
const HOUR: u64 = 3600;
const DAY: u64 = 86_400;

/// Inserts a grant that is issued now, and removes it again. A store may sweep when it inserts.
async fn let_it_sweep<G: GrantStore>(rule: Rule, store: &G, client: &str, now: u64) {
    let grant = pending_until(client, now, now + LIFETIME);
    rule.succeeds("insert", store.insert(grant.clone())).await;
    rule.succeeds("remove", store.remove(key(&grant))).await;
}

/// Tests that the store keeps a grant until its end, whether it is approved or not. After its end,
/// the grant is refused: the store returns `None`, or the grant with the end that it had.
///
/// `pass` lets this much time pass for the store. If you cannot set the clock of the store, make
/// its grants older: subtract the time from `issued_at` and `expires_at`. If another task or
/// process sweeps the store, `pass` also runs it:
///
/// ```
/// use std::sync::Arc;
/// use tower_oauth1::grant::{MemoryGrantStore, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let store = MemoryGrantStore::new(Arc::default());
/// // This store takes the time from the grants that are inserted.
/// testing::live_grants_are_kept(&store, async |_, _| {}, async |_| {}).await;
/// # }
/// ```
///
/// More than a day passes. Use a store of its own for this function.
///
/// A store breaks this rule if it sweeps grants by their age, or grants that are not approved.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn live_grants_are_kept<G: GrantStore>(
    store: &G,
    insert_client: impl AsyncFn(String, String),
    pass: impl AsyncFn(Duration),
) {
    let rule = Rule("live_grants_are_kept");
    let (client, mut passed) = (new_client(&insert_client).await, Passed::none());
    let (began, ends) = (passed.now(), [LIFETIME, HOUR, DAY]);
    let mut grants = Vec::new();
    for (end, is_approved) in ends.iter().flat_map(|end| [(end, false), (end, true)]) {
        let grant = pending_until(&client, began, began + end);
        rule.succeeds("insert", store.insert(grant.clone())).await;
        if is_approved {
            let approved = store.approve(key(&grant), approval());
            rule.succeeds("approve", approved).await;
        }
        let state = if is_approved {
            "an approved grant"
        } else {
            "a grant"
        };
        grants.push((
            format!("{state} that ends after {end} seconds"),
            grant,
            is_approved,
        ));
    }
    for seconds in ends.iter().flat_map(|end| [end - 60, end + 60]) {
        passed.until(seconds, &pass).await;
        let_it_sweep(rule, store, &client, passed.now()).await;
        for (name, grant, is_approved) in &grants {
            let found = rule.succeeds("find", store.find(key(grant))).await;
            let is_same = |found: &PendingGrant| {
                found.approval().is_some() == *is_approved
                    && passed.is_same(Some(found.expires_at()), Some(grant.expires_at()))
            };
            let is_live = passed.now() <= grant.expires_at();
            rule.check(
                found.is_some() || !is_live,
                format_args!(
                    "after {seconds} seconds, `find` returned `None` for {name}. Delete a grant \
                     only if its `expires_at` has passed, however old it is"
                ),
            );
            rule.check(
                found.as_ref().is_none_or(is_same),
                format_args!(
                    "after {seconds} seconds, `find` returned another end or another approval for \
                     {name}. Sweeping must not change a grant"
                ),
            );
        }
    }
}

/// Tests that the store keeps a grant for a minute after its end, so that a late client learns the
/// reason, and drops it later: the number of grants stays bounded.
///
/// `pass` lets this much time pass for the store, and runs what sweeps it: see
/// [`live_grants_are_kept`]. `count` returns the number of grants in progress.
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
    let (mut passed, before) = (Passed::none(), count().await);
    let mut seconds = 0;
    for round in 1..=4 {
        let now = passed.now();
        let new = || pending_until(&client, now, now + LIFETIME);
        let grants: Vec<_> = (0..BATCH).map(|_| new()).collect();
        for grant in &grants {
            rule.succeeds("insert", store.insert(grant.clone())).await;
        }
        let kept = count().await.saturating_sub(before);
        rule.check(
            round > 1 || kept == BATCH,
            format_args!(
                "`count` rose by {kept} after {BATCH} grants were inserted. It must return the \
                 number of grants in progress"
            ),
        );
        rule.check(
            kept <= 2 * BATCH,
            format_args!(
                "after {} grants, {kept} are kept, although all but {BATCH} ended more \
                than a day ago. Sweep the store",
                round * BATCH
            ),
        );
        seconds += LIFETIME + 60;
        passed.until(seconds, &pass).await;
        let_it_sweep(rule, store, &client, passed.now()).await;
        for grant in &grants {
            let found = rule.succeeds("find", store.find(key(grant))).await;
            rule.check(
                found.is_some(),
                "a grant was dropped within a minute after its end. Keep it for some minutes \
                 longer, so that a late client learns that its grant has expired",
            );
        }
        seconds += DAY;
        passed.until(seconds, &pass).await;
    }
}
