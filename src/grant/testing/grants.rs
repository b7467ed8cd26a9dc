//! Rules about what a store of grants in progress returns.

use super::sample::{approval, check_pending, check_stored, granted, key, new_client, pending};
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
            "`find` returned a new grant as approved, or with tries. A new grant has neither",
        );
        check_pending(rule, found, grant);
    }
    for (grant, verifier) in grants.iter().zip(["1234", &*"x".repeat(256), "a'\"\\%"]) {
        let approval = Approval::new("o'wner \u{1f511}", verifier);
        let is_approved = rule
            .succeeds("approve", store.approve(key(grant), approval))
            .await;
        rule.check(
            is_approved,
            "`approve` returned `false` for a new grant. Return whether a row was changed",
        );
        let found = rule.succeeds("find", store.find(key(grant))).await;
        let approval = found.as_ref().and_then(PendingGrant::approval);
        let is_same = |approval: &Approval| {
            approval.verifier() == verifier && approval.resource_owner() == "o'wner \u{1f511}"
        };
        rule.check(
            approval.is_some_and(is_same),
            "`find` does not return the resource owner and the verifier of an approval. Store both \
             with all their characters",
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
                format_args!(
                    "`{function}` found a grant for {unknown:?}, which is unknown. Compare \
                     identifiers byte by byte"
                ),
            );
        }
        check_stored(rule, credentials, "exchange", &grant, false).await;
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
            format_args!("`find` found a grant for {text:.20?}. Return `None` for it"),
        );
    }
    let found = rule.succeeds("find", store.find(key(&known))).await;
    rule.check(
        found.is_some(),
        "a call for an unknown grant removed another grant. Change only the grant with the \
         identifier that was passed",
    );
}
