//! Clients and tokens with unusual identifiers and secrets.

use super::rule::{Rule, odd_identifiers};
use super::usable::{check_client, check_token, insert};
use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::verify::client::issued::IssuedToken;
use crate::verify::store::credentials::CredentialStore;

/// Tests clients and tokens whose identifiers have unusual characters, or the greatest length that
/// a verifier accepts by default (256 bytes), and whose secrets have unusual characters or are
/// empty.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn odd_and_long_credentials<C: CredentialStore>(
    store: &C,
    insert_client: impl AsyncFn(String, String),
    insert_token: impl AsyncFn(IssuedToken),
) {
    let rule = Rule("odd_and_long_credentials");
    let (clients, tokens) = (odd_identifiers(), odd_identifiers());
    let secret = |n: usize, identifier: &str| match n {
        0 => String::new(),
        _ => format!(" {identifier} '\"\\%&+=\u{1f511} "),
    };
    let clients = clients.iter().enumerate();
    let clients: Vec<_> = clients
        .map(|(n, identifier)| ClientCredentials::new(identifier, secret(n, identifier)))
        .collect();
    let owner = clients[0].identifier();
    let tokens = tokens.iter().enumerate().map(|(n, identifier)| {
        let credentials = TokenCredentials::new(identifier, secret(n, identifier));
        IssuedToken::new(owner, credentials)
    });
    let tokens: Vec<_> = tokens.collect();
    for client in &clients {
        insert(&insert_client, client).await;
    }
    for token in &tokens {
        insert_token(token.clone()).await;
    }
    for client in &clients {
        check_client(rule, store, client).await;
    }
    for token in &tokens {
        check_token(rule, store, token).await;
    }
}
