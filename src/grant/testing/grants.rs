//! Rules of stores of grants in progress: what they return, one call after the other.

use super::sample::{approval, check_pending, granted, is_valid, key, new_client, pending};
use crate::credentials::TemporaryCredentials;
use crate::grant::approval::Approval;
use crate::grant::pending::PendingGrant;
use crate::grant::store::GrantStore;
use crate::verify::CredentialStore;
use crate::verify::testing::{Rule, now, odd_identifiers, unique};

/// Tests that a grant comes back as it was inserted: its client, temporary credentials, callback,
/// times, and [`parameters`](PendingGrant::parameters) in their order; after its approval, also the
/// resource owner and the verifier.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn fields_of_grants<G: GrantStore>(
    store: &G,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("fields_of_grants");
    let client = new_client(&insert_client).await;
    let without = TemporaryCredentials::new(unique("temporary"), "");
    let without = PendingGrant::new(&client, without, "oob", now(), 1 << 33);
    let grants = [pending(&client), pending(&client), without];
    for grant in &grants {
        rule.succeeds("insert", store.insert(grant.clone())).await;
    }
    for grant in &grants {
        let found = rule.succeeds("find", store.find(key(grant))).await;
        let is_new = |found: &PendingGrant| found.approval().is_none() && found.tries() == 0;
        rule.check(
            found.as_ref().is_none_or(is_new),
            "a new grant is approved already, or has tries",
        );
        check_pending(rule, found, grant);
    }
    for (grant, verifier) in grants.iter().zip(["1234", &*"x".repeat(256), "a'\"\\%"]) {
        let approval = Approval::new("o'wner \u{1f511}", verifier);
        let is_approved = rule
            .succeeds("approve", store.approve(key(grant), approval))
            .await;
        rule.check(is_approved, "`approve` returned `false` for a new grant");
        let found = rule.succeeds("find", store.find(key(grant))).await;
        let approval = found.as_ref().and_then(PendingGrant::approval);
        let is_same = |approval: &Approval| {
            approval.verifier() == verifier && approval.resource_owner() == "o'wner \u{1f511}"
        };
        rule.check(
            approval.is_some_and(is_same),
            "`find` does not return the resource owner and the verifier of an approval",
        );
        check_pending(rule, found, grant);
    }
}

/// Tests that the store returns `None` or `false`, and no error, for temporary credentials that it
/// does not contain, and issues no token for them.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn unknown_grants<G: GrantStore, C: CredentialStore>(
    store: &G,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("unknown_grants");
    let client = new_client(&insert_client).await;
    let known = pending(&client);
    rule.succeeds("insert", store.insert(known.clone())).await;
    let mut unknown = odd_identifiers();
    unknown.push(key(&known).to_uppercase());
    unknown.push(format!("{} ", key(&known)));
    for unknown in &unknown {
        let found = rule.succeeds("find", store.find(unknown)).await;
        let is_approved = rule
            .succeeds("approve", store.approve(unknown, approval()))
            .await;
        let is_removed = rule.succeeds("remove", store.remove(unknown)).await;
        let tries = rule.succeeds("count_try", store.count_try(unknown)).await;
        let grant = granted(&client);
        let is_exchanged = store.exchange(unknown, grant.clone());
        let is_exchanged = rule.succeeds("exchange", is_exchanged).await;
        for (function, is_right) in [
            ("find", found.is_none()),
            ("approve", !is_approved),
            ("remove", !is_removed),
            ("count_try", tries.is_none()),
            ("exchange", !is_exchanged),
        ] {
            rule.check(
                is_right,
                format_args!("`{function}` found a grant for {unknown:?}, which is unknown"),
            );
        }
        rule.check(
            !is_valid(rule, credentials, &grant).await,
            "`exchange` returned `false`, but stored the token",
        );
    }
    // `Grants` passes on what is in the query of a browser.
    for text in [
        String::new(),
        "\0".to_owned(),
        "a\r\n\u{1}".to_owned(),
        "x".repeat(20_000),
    ] {
        let found = rule.succeeds("find", store.find(&text)).await;
        rule.check(
            found.is_none(),
            format_args!("`find` found a grant for {text:.20?}"),
        );
    }
    let found = rule.succeeds("find", store.find(key(&known))).await;
    rule.check(
        found.is_some(),
        "a call for an unknown grant removed another grant",
    );
}

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
    rule.check(is_first, "`approve` returned `false` for a new grant");
    let is_second = approve(&approved, "mallory").await;
    rule.check(
        !is_second,
        "`approve` returned `true` for an approved grant",
    );
    let is_removed = remove(&approved).await;
    rule.check(
        !is_removed,
        "`remove` returned `true` for an approved grant",
    );
    let found = rule.succeeds("find", store.find(key(&approved))).await;
    let owner = found
        .as_ref()
        .and_then(PendingGrant::approval)
        .map(Approval::resource_owner);
    rule.check(
        owner == Some("jane"),
        "a later decision changed an approval",
    );

    rule.check(
        remove(&removed).await,
        "`remove` returned `false` for a new grant",
    );
    let found = rule.succeeds("find", store.find(key(&removed))).await;
    rule.check(found.is_none(), "`find` returned a removed grant");
    rule.check(
        !remove(&removed).await,
        "`remove` returned `true` for a removed grant",
    );
    let is_approved = approve(&removed, "jane").await;
    rule.check(
        !is_approved,
        "`approve` returned `true` for a removed grant",
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
        "`count_try` counted a try of a grant that is not approved",
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
            format_args!("try number {expected} returned {tries:?}"),
        );
        let found = rule.succeeds("find", store.find(key(&grant))).await;
        let tries = found.map(|found| found.tries());
        rule.check(
            tries == Some(expected),
            format_args!("`find` returned {tries:?} tries after try number {expected}"),
        );
    }
    let tries = rule
        .succeeds("count_try", store.count_try(key(&other)))
        .await;
    rule.check(
        tries == Some(1),
        "`count_try` counted the tries of another grant",
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
            format_args!("`exchange` returned `{is_exchanged}` for a grant that {state}"),
        );
        rule.check(
            is_valid(rule, credentials, &grant).await == is_possible,
            format_args!("`exchange` returned `{is_exchanged}`, but the token is another"),
        );
    };
    exchange(false, "is not approved").await;
    rule.succeeds("approve", store.approve(key(&pending), approval()))
        .await;
    exchange(true, "is approved").await;
    let found = rule.succeeds("find", store.find(key(&pending))).await;
    rule.check(found.is_none(), "`find` returned a grant that is exchanged");
    let tries = rule
        .succeeds("count_try", store.count_try(key(&pending)))
        .await;
    rule.check(
        tries.is_none(),
        "`count_try` counted a try of a grant that is exchanged",
    );
    exchange(false, "is exchanged already").await;
}
