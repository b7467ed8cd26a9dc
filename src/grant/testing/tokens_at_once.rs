//! Rules of stores that change issued tokens, with calls at the same time.

use super::sample::{check_stored, granted, is_valid, new_client, token};
use crate::grant::token_store::TokenStore;
use crate::verify::CredentialStore;
use crate::verify::testing::{Rule, Task, Together};

/// Tests that of many renewals and revocations of a token at the same time, in one task, exactly
/// one returns `true`, and that the only valid token is the one that it left.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn renewals_at_once<T: TokenStore, C: CredentialStore>(
    store: &T,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    renewals(store, credentials, &insert_client, Together::Joined).await;
}

/// Tests the same rule as [`renewals_at_once`], with calls on threads. Use it for stores that do
/// not wait between their steps, such as stores in memory.
///
/// `block_on` runs a [`Task`] to its end on the current thread: see
/// [`claims_on_threads`](crate::verify::testing::claims_on_threads).
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn tokens_on_threads<T: TokenStore, C: CredentialStore>(
    store: &T,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
    block_on: impl Fn(Task<'_>) + Sync,
) {
    renewals(
        store,
        credentials,
        &insert_client,
        Together::Threads(&block_on),
    )
    .await;
}

async fn renewals<T: TokenStore, C: CredentialStore>(
    store: &T,
    credentials: &C,
    insert_client: &impl AsyncFn(String, String),
    together: Together<'_>,
) {
    let rule = Rule("renewals_at_once");
    let client = new_client(insert_client).await;
    // In half of the rounds, all calls renew the token. In the other half, some revoke it.
    for with_revocations in together.rounds().flat_map(|_| [false, true]) {
        let old = granted(&client);
        rule.succeeds("insert_token", store.insert_token(old.clone()))
            .await;
        let grants: Vec<_> = (0..together.calls()).map(|_| granted(&client)).collect();
        let revokes = |n: usize| with_revocations && n % 2 == 1;
        let change = |n: usize| {
            let (old, new) = (token(&old), grants[n].clone());
            async move {
                if revokes(n) {
                    return store.revoke(old).await;
                }
                store.renew(old, new).await
            }
        };
        let results = together.call(rule, "renew` or `revoke", change).await;
        let mut changed = 0;
        for (n, (is_changed, grant)) in results.into_iter().zip(&grants).enumerate() {
            changed += usize::from(is_changed);
            if !revokes(n) {
                check_stored(rule, credentials, "renew", grant, is_changed).await;
            }
        }
        rule.check(
            changed == 1,
            format_args!(
                "{changed} of {} renewals and revocations of one token at the same time \
                returned `true`. Replace or revoke the token in one atomic step",
                grants.len()
            ),
        );
        rule.check(
            !is_valid(rule, credentials, &old).await,
            "a token is still valid after it was renewed or revoked. Delete or revoke it in the same \
             atomic step",
        );
    }
}
