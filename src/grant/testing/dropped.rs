//! Rules about calls that are dropped before they end, as when a client disconnects. A call that is
//! dropped must leave the same as a crash of the server: all of its work or nothing.

use super::polled::polled;
use super::sample::{approval, granted, is_valid, key, new_client, pending, token};
use crate::grant::store::GrantStore;
use crate::grant::token_store::TokenStore;
use crate::verify::CredentialStore;
use crate::verify::testing::Rule;

/// The largest number of times that a call is polled before it is dropped.
const MOST_POLLS: usize = 200;

/// How often a test looks again. A database may end a statement after the call was dropped.
const LOOKS: usize = 1000;

async fn comes_true(condition: impl AsyncFn() -> bool) -> bool {
    for _ in 0..LOOKS {
        if condition().await {
            return true;
        }
    }
    false
}

/// Tests that an exchange that is dropped has either removed the grant and stored the token, or
/// neither.
///
/// The test polls an exchange a number of times and drops it, for each number until the exchange
/// ends.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn dropped_exchanges<G: GrantStore, C: CredentialStore>(
    store: &G,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("dropped_exchanges");
    let client = new_client(&insert_client).await;
    for polls in 0..MOST_POLLS {
        let (pending, grant) = (pending(&client), granted(&client));
        rule.succeeds("insert", store.insert(pending.clone())).await;
        let approved = store.approve(key(&pending), approval());
        rule.succeeds("approve", approved).await;
        let exchange = store.exchange(key(&pending), grant.clone());
        let exchanged = polled(polls, rule.succeeds("exchange", exchange)).await;
        let is_whole = async || {
            let found = rule.succeeds("find", store.find(key(&pending))).await;
            found.is_some() != is_valid(rule, credentials, &grant).await
        };
        rule.check(
            comes_true(is_whole).await,
            "an exchange that was dropped left both the grant and the token, or neither. Remove \
             the grant and store the token in one transaction",
        );
        if exchanged.is_some() {
            return;
        }
    }
}

/// Tests that a renewal that is dropped has either replaced the token or changed nothing.
///
/// The test polls a renewal a number of times and drops it, for each number until the renewal ends.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn dropped_renewals<T: TokenStore, C: CredentialStore>(
    store: &T,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("dropped_renewals");
    let client = new_client(&insert_client).await;
    for polls in 0..MOST_POLLS {
        let [old, new] = [granted(&client), granted(&client)];
        let inserted = store.insert_token(old.clone());
        rule.succeeds("insert_token", inserted).await;
        let renewal = store.renew(token(&old), new.clone());
        let renewed = polled(polls, rule.succeeds("renew", renewal)).await;
        let is_whole = async || {
            let is_old_valid = is_valid(rule, credentials, &old).await;
            is_old_valid != is_valid(rule, credentials, &new).await
        };
        rule.check(
            comes_true(is_whole).await,
            "a renewal that was dropped left both tokens valid, or none. Replace the token in one \
             transaction",
        );
        if renewed.is_some() {
            return;
        }
    }
}
