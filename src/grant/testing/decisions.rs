//! Rules about how a store changes grants in progress, one call after the other.

use super::sample::{approval, check_stored, granted, key, new_client, pending};
use crate::grant::approval::Approval;
use crate::grant::pending::PendingGrant;
use crate::grant::store::GrantStore;
use crate::verify::CredentialStore;
use crate::verify::testing::Rule;

/// Tests that a grant is decided once: an approval cannot be replaced or removed, and a removed
/// grant cannot be approved.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn one_decision<G: GrantStore>(store: &G, insert_client: impl AsyncFn(String, String)) {
    let rule = Rule("one_decision");
    let client = new_client(&insert_client).await;
    let (approved, removed) = (pending(&client), pending(&client));
    for grant in [&approved, &removed] {
        rule.succeeds("insert", store.insert(grant.clone())).await;
    }
    let approve = async |grant: &PendingGrant, owner: &str| {
        let approval = Approval::new(owner, owner);
        rule.succeeds("approve", store.approve(key(grant), approval))
            .await
    };
    let remove =
        async |grant: &PendingGrant| rule.succeeds("remove", store.remove(key(grant))).await;
    let is_first = approve(&approved, "jane").await;
    rule.check(
        is_first,
        "`approve` returned `false` for a new grant. Return whether a row was changed",
    );
    let is_second = approve(&approved, "mallory").await;
    rule.check(
        !is_second,
        "`approve` returned `true` for an approved grant. Change only a grant that is not \
         approved",
    );
    let is_removed = remove(&approved).await;
    rule.check(
        !is_removed,
        "`remove` returned `true` for an approved grant. Remove only a grant that is not approved",
    );
    let found = rule.succeeds("find", store.find(key(&approved))).await;
    let owner = found
        .as_ref()
        .and_then(PendingGrant::approval)
        .map(Approval::resource_owner);
    rule.check(
        owner == Some("jane"),
        "`find` does not return the first approval of a grant. A later decision must not change it",
    );

    rule.check(
        remove(&removed).await,
        "`remove` returned `false` for a new grant. Return whether a row was deleted",
    );
    let found = rule.succeeds("find", store.find(key(&removed))).await;
    rule.check(
        found.is_none(),
        "`find` returned a grant for which `remove` had returned `true`. Delete the grant",
    );
    rule.check(
        !remove(&removed).await,
        "`remove` returned `true` for a removed grant. Return whether a row was deleted",
    );
    let is_approved = approve(&removed, "jane").await;
    rule.check(
        !is_approved,
        "`approve` returned `true` for a removed grant. Return whether a row was changed",
    );
}

/// Tests that tries are counted from one, for approved grants only, and that
/// [`find`](GrantStore::find) returns their number.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn tries_are_counted<G: GrantStore>(
    store: &G,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("tries_are_counted");
    let client = new_client(&insert_client).await;
    let (grant, other) = (pending(&client), pending(&client));
    for grant in [&grant, &other] {
        rule.succeeds("insert", store.insert(grant.clone())).await;
    }
    let tries = rule
        .succeeds("count_try", store.count_try(key(&grant)))
        .await;
    rule.check(
        tries.is_none(),
        "`count_try` counted a try of a grant that is not approved. Return `None` for it",
    );
    for grant in [&grant, &other] {
        rule.succeeds("approve", store.approve(key(grant), approval()))
            .await;
    }
    for expected in 1..=7 {
        let tries = rule
            .succeeds("count_try", store.count_try(key(&grant)))
            .await;
        rule.check(
            tries == Some(expected),
            format_args!(
                "`count_try` returned {tries:?} for try number {expected}. Add one, and return \
                 the sum"
            ),
        );
        let found = rule.succeeds("find", store.find(key(&grant))).await;
        let tries = found.map(|found| found.tries());
        rule.check(
            tries == Some(expected),
            format_args!(
                "`find` returned {tries:?} tries after try number {expected}. Return the number \
                 with `PendingGrant::with_tries`"
            ),
        );
    }
    let tries = rule
        .succeeds("count_try", store.count_try(key(&other)))
        .await;
    rule.check(
        tries == Some(1),
        "`count_try` counted the tries of another grant. Each grant has its own number",
    );
}

/// Tests that an approved grant is exchanged once, and that its token is then stored.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn one_exchange<G: GrantStore, C: CredentialStore>(
    store: &G,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("one_exchange");
    let client = new_client(&insert_client).await;
    let pending = pending(&client);
    rule.succeeds("insert", store.insert(pending.clone())).await;
    let exchange = async |is_possible: bool, state: &str| {
        let grant = granted(&client);
        let exchanged = store.exchange(key(&pending), grant.clone());
        let is_exchanged = rule.succeeds("exchange", exchanged).await;
        rule.check(
            is_exchanged == is_possible,
            format_args!(
                "`exchange` returned `{is_exchanged}` for a grant that {state}. An approved grant \
                 can be exchanged once"
            ),
        );
        check_stored(rule, credentials, "exchange", &grant, is_exchanged).await;
    };
    exchange(false, "is not approved").await;
    rule.succeeds("approve", store.approve(key(&pending), approval()))
        .await;
    exchange(true, "is approved").await;
    let found = rule.succeeds("find", store.find(key(&pending))).await;
    rule.check(
        found.is_none(),
        "`find` returned a grant that is exchanged. `exchange` removes the grant",
    );
    let tries = rule
        .succeeds("count_try", store.count_try(key(&pending)))
        .await;
    rule.check(
        tries.is_none(),
        "`count_try` counted a try of a grant that is exchanged. `exchange` removes the grant",
    );
    exchange(false, "is exchanged already").await;
}
