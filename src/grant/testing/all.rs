//! All rules of a store, one after the other.

use super::at_once::{decisions_at_once, exchanges_at_once, tries_at_once};
use super::decisions::{one_decision, one_exchange, tries_are_counted};
use super::dropped::{dropped_exchanges, dropped_renewals};
use super::grants::{fields_of_grants, unknown_grants};
use super::tokens::{fields_of_tokens, one_renewal, one_revocation, unknown_tokens};
use super::tokens_at_once::renewals_at_once;
use crate::grant::store::GrantStore;
use crate::grant::token_store::TokenStore;
use crate::verify::CredentialStore;

/// Tests all rules of a [`GrantStore`], except [`grants_on_threads`](super::grants_on_threads) and
/// [`expired_grants_are_dropped`](super::expired_grants_are_dropped), which need more arguments.
///
/// # Panics
///
/// Panics if the store breaks one of the rules, or returns an error.
pub async fn grant_store<G: GrantStore, C: CredentialStore>(
    store: &G,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    fields_of_grants(store, &insert_client).await;
    unknown_grants(store, credentials, &insert_client).await;
    one_decision(store, &insert_client).await;
    decisions_at_once(store, &insert_client).await;
    tries_are_counted(store, &insert_client).await;
    tries_at_once(store, &insert_client).await;
    one_exchange(store, credentials, &insert_client).await;
    exchanges_at_once(store, credentials, &insert_client).await;
    dropped_exchanges(store, credentials, &insert_client).await;
}

/// Tests all rules that a [`TokenStore`] has beside those of a [`GrantStore`], except
/// [`tokens_on_threads`](super::tokens_on_threads), which needs one more argument.
///
/// # Panics
///
/// Panics if the store breaks one of the rules, or returns an error.
pub async fn token_store<T: TokenStore, C: CredentialStore>(
    store: &T,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    fields_of_tokens(store, credentials, &insert_client).await;
    unknown_tokens(store, credentials, &insert_client).await;
    one_renewal(store, credentials, &insert_client).await;
    one_revocation(store, credentials, &insert_client).await;
    renewals_at_once(store, credentials, &insert_client).await;
    dropped_renewals(store, credentials, &insert_client).await;
}
