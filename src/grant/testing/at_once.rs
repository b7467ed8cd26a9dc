//! Rules of stores of grants in progress, with calls at the same time.

use super::sample::{approval, check_stored, granted, key, new_client, pending};
use crate::grant::approval::Approval;
use crate::grant::pending::PendingGrant;
use crate::grant::store::GrantStore;
use crate::verify::CredentialStore;
use crate::verify::testing::{Rule, Task, Together};

/// Tests that of many decisions about a grant at the same time, in one task, exactly one is made:
/// first with approvals only, then with approvals and removals.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn decisions_at_once<G: GrantStore>(
    store: &G,
    insert_client: impl AsyncFn(String, String),
) {
    decisions(store, &insert_client, Together::Joined).await;
}

/// Tests that many tries at the same time, in one task, are all counted: each call returns another
/// number.
///
/// A store breaks this rule if it reads the number first and writes it later. A client could then
/// guess verifiers without limit.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn tries_at_once<G: GrantStore>(store: &G, insert_client: impl AsyncFn(String, String)) {
    tries(store, &insert_client, Together::Joined).await;
}

/// Tests that of many exchanges of a grant at the same time, in one task, exactly one returns
/// `true`, and that only its token is stored.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn exchanges_at_once<G: GrantStore, C: CredentialStore>(
    store: &G,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    exchanges(store, credentials, &insert_client, Together::Joined).await;
}

/// Tests the same rules as [`decisions_at_once`], [`tries_at_once`] and [`exchanges_at_once`], with
/// calls on threads. Use it for stores that do not wait between their steps, such as stores in
/// memory.
///
/// `block_on` runs a [`Task`] to its end on the current thread: see
/// [`claims_on_threads`](crate::verify::testing::claims_on_threads).
///
/// # Panics
///
/// Panics if the store breaks one of these rules, or returns an error.
pub async fn grants_on_threads<G: GrantStore, C: CredentialStore>(
    store: &G,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
    block_on: impl Fn(Task<'_>) + Sync,
) {
    let threads = Together::Threads(&block_on);
    decisions(store, &insert_client, threads).await;
    tries(store, &insert_client, threads).await;
    exchanges(store, credentials, &insert_client, threads).await;
}

async fn decisions<G: GrantStore>(
    store: &G,
    insert_client: &impl AsyncFn(String, String),
    together: Together<'_>,
) {
    let rule = Rule("decisions_at_once");
    let client = new_client(insert_client).await;
    for with_removals in together.rounds().flat_map(|_| [false, true]) {
        let removes = |n: usize| with_removals && n % 2 == 1;
        let grant = pending(&client);
        rule.succeeds("insert", store.insert(grant.clone())).await;
        let temporary = key(&grant);
        let decide = |n: usize| async move {
            if removes(n) {
                return store.remove(temporary).await;
            }
            let approval = Approval::new(n.to_string(), n.to_string());
            store.approve(temporary, approval).await
        };
        let decided = together.call(rule, "approve` or `remove", decide).await;
        let made: Vec<_> = (0..decided.len()).filter(|n| decided[*n]).collect();
        rule.check(
            made.len() == 1,
            format_args!(
                "{} of {} decisions about one grant at the same time returned `true`. \
                Decide in one atomic step",
                made.len(),
                decided.len()
            ),
        );
        let found = rule.succeeds("find", store.find(temporary)).await;
        let owner = found
            .as_ref()
            .and_then(PendingGrant::approval)
            .map(Approval::resource_owner);
        let expected = made.first().filter(|n| !removes(**n)).map(usize::to_string);
        rule.check(
            owner == expected.as_deref() && found.is_some() == expected.is_some(),
            "`find` does not return the decision that returned `true`. Decide in one atomic step",
        );
    }
}

/// Inserts an approved grant, and returns it.
async fn approved<G: GrantStore>(rule: Rule, store: &G, client: &str) -> PendingGrant {
    let grant = pending(client);
    rule.succeeds("insert", store.insert(grant.clone())).await;
    let is_approved = rule
        .succeeds("approve", store.approve(key(&grant), approval()))
        .await;
    rule.check(
        is_approved,
        "`approve` returned `false` for a new grant. Return whether a row was changed",
    );
    grant
}

async fn tries<G: GrantStore>(
    store: &G,
    insert_client: &impl AsyncFn(String, String),
    together: Together<'_>,
) {
    let rule = Rule("tries_at_once");
    let client = new_client(insert_client).await;
    for _ in together.rounds() {
        let grant = approved(rule, store, &client).await;
        let temporary = key(&grant);
        let count = |_| store.count_try(temporary);
        let counted = together.call(rule, "count_try", count).await;
        let mut counted: Vec<_> = counted.into_iter().flatten().collect();
        counted.sort_unstable();
        let all = u32::try_from(together.calls()).unwrap_or(u32::MAX);
        rule.check(
            counted.iter().copied().eq(1..=all),
            format_args!(
                "{all} tries at the same time returned {counted:?}. Add one and read the \
                sum in one atomic step"
            ),
        );
    }
}

async fn exchanges<G: GrantStore, C: CredentialStore>(
    store: &G,
    credentials: &C,
    insert_client: &impl AsyncFn(String, String),
    together: Together<'_>,
) {
    let rule = Rule("exchanges_at_once");
    let client = new_client(insert_client).await;
    for _ in together.rounds() {
        let pending = approved(rule, store, &client).await;
        let temporary = key(&pending);
        let grants: Vec<_> = (0..together.calls()).map(|_| granted(&client)).collect();
        let exchange = |n: usize| store.exchange(temporary, grants[n].clone());
        let results = together.call(rule, "exchange", exchange).await;
        let mut exchanged = 0;
        for (is_exchanged, grant) in results.into_iter().zip(&grants) {
            exchanged += usize::from(is_exchanged);
            check_stored(rule, credentials, "exchange", grant, is_exchanged).await;
        }
        rule.check(
            exchanged == 1,
            format_args!(
                "{exchanged} of {} exchanges of one grant at the same time returned \
                `true`. Remove the grant and store the token in one atomic step",
                grants.len()
            ),
        );
    }
}
