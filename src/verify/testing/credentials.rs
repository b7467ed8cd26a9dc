//! Rules of credential stores.

use super::odd_credentials::odd_and_long_credentials;
use super::rule::{Rule, now, unique};
use super::usable::{check_client, check_token, insert, new_client, new_token};
use crate::verify::client::issued::IssuedToken;
use crate::verify::store::credentials::CredentialStore;

/// What to do if the store finds an identifier that it does not contain.
const COMPARE: &str = "Compare identifiers byte by byte";

/// Tests all rules of a credential store: each function of this module whose arguments are a
/// [`CredentialStore`] and these two functions. [`live_tokens_are_kept`] needs one more.
///
/// [`live_tokens_are_kept`]: super::live_tokens_are_kept
///
/// `insert_client` inserts a client with an identifier and a secret into the store, and
/// `insert_token` inserts a token. Insert each value as it is, a token also with its expiry and
/// state.
///
/// ```
/// use tower_oauth1::ClientCredentials;
/// use tower_oauth1::verify::{MemoryCredentialStore, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let store = MemoryCredentialStore::new();
/// let insert_client = async |identifier, secret| {
///     store.insert_client(ClientCredentials::new(identifier, secret)).unwrap();
/// };
/// let insert_token = async |token| store.insert_token(token).unwrap();
/// testing::credential_store(&store, insert_client, insert_token).await;
/// # }
/// ```
///
/// # Panics
///
/// Panics if the store breaks one of the rules, or returns an error.
pub async fn credential_store<C: CredentialStore>(
    store: &C,
    insert_client: impl AsyncFn(String, String),
    insert_token: impl AsyncFn(IssuedToken),
) {
    known_credentials(store, &insert_client, &insert_token).await;
    unknown_credentials(store, &insert_client, &insert_token).await;
    tokens_of_other_clients(store, &insert_client, &insert_token).await;
    states_of_tokens(store, &insert_client, &insert_token).await;
    odd_and_long_credentials(store, &insert_client, &insert_token).await;
}

/// Tests that the store returns the clients and tokens that were inserted.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn known_credentials<C: CredentialStore>(
    store: &C,
    insert_client: impl AsyncFn(String, String),
    insert_token: impl AsyncFn(IssuedToken),
) {
    let rule = Rule("known_credentials");
    let clients = [new_client(), new_client()];
    for client in &clients {
        insert(&insert_client, client).await;
    }
    let tokens = clients.each_ref().map(new_token);
    for token in &tokens {
        insert_token(token.clone()).await;
    }
    for (client, token) in clients.iter().zip(&tokens) {
        check_client(rule, store, client).await;
        check_token(rule, store, token).await;
    }
}

/// Tests that the store returns `Ok(None)`, and no error, for clients and tokens that it does not
/// contain.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn unknown_credentials<C: CredentialStore>(
    store: &C,
    insert_client: impl AsyncFn(String, String),
    insert_token: impl AsyncFn(IssuedToken),
) {
    let rule = Rule("unknown_credentials");
    let known = new_client();
    insert(&insert_client, &known).await;
    let token = new_token(&known);
    insert_token(token.clone()).await;
    let (client, token) = (known.identifier(), token.credentials().identifier());
    for known in [client, token] {
        for unknown in [
            unique("unknown"),
            known.to_uppercase(),
            format!("{known} "),
            known[..known.len() - 1].to_owned(),
            format!("{}%", &known[..known.len() - 1]),
            "' OR ''='".to_owned(),
            "\u{1f511}".repeat(64),
        ] {
            let found = rule.succeeds("client", store.client(&unknown)).await;
            rule.check(
                found.is_none(),
                format_args!(
                    "`client` returned a client for {unknown:?}, which is unknown. {COMPARE}"
                ),
            );
            let found = rule.succeeds("token", store.token(client, &unknown)).await;
            rule.check(
                found.is_none(),
                format_args!(
                    "`token` returned a token for {unknown:?}, which is unknown. {COMPARE}"
                ),
            );
        }
    }
}

/// Tests that no client can use the token of another client.
///
/// The store may return `None`, or the token with its own client. It must not return the token as
/// if it were issued to the client that asks.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn tokens_of_other_clients<C: CredentialStore>(
    store: &C,
    insert_client: impl AsyncFn(String, String),
    insert_token: impl AsyncFn(IssuedToken),
) {
    let rule = Rule("tokens_of_other_clients");
    let (owner, other) = (new_client(), new_client());
    insert(&insert_client, &owner).await;
    insert(&insert_client, &other).await;
    let token = new_token(&owner);
    insert_token(token.clone()).await;
    let identifier = token.credentials().identifier();
    for asking in [other.identifier(), &*unique("unknown")] {
        let found = rule
            .succeeds("token", store.token(asking, identifier))
            .await;
        rule.check(
            found.is_none_or(|found| found.client_identifier() == owner.identifier()),
            "`token` returned the token of another client as a token of the client that asks. \
             Compare the client in the query, or return the client that the token was issued to",
        );
    }
}

/// Tests that the store keeps the end of a token, and does not return an expired or revoked token
/// as valid.
///
/// The store may return such a token with its state, or `None`.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn states_of_tokens<C: CredentialStore>(
    store: &C,
    insert_client: impl AsyncFn(String, String),
    insert_token: impl AsyncFn(IssuedToken),
) {
    let rule = Rule("states_of_tokens");
    let (client, now) = (new_client(), now());
    insert(&insert_client, &client).await;
    let new = || new_token(&client);
    for (name, token) in [
        ("does not expire", new()),
        ("expires in an hour", new().expires_at(now + 3600)),
        ("expires in the year 2242", new().expires_at(1 << 33)),
        ("expired a minute ago", new().expires_at(now - 60)),
        ("was revoked", new().revoked()),
        (
            "was revoked before its end",
            new().expires_at(now + 3600).revoked(),
        ),
    ] {
        insert_token(token.clone()).await;
        let identifier = token.credentials().identifier();
        let found = rule
            .succeeds("token", store.token(client.identifier(), identifier))
            .await;
        let is_right = match found {
            Some(found) if token.check_at(now).is_ok() => {
                found.check_at(now).is_ok() && found.expiry() == token.expiry()
            }
            Some(found) => found.check_at(now).is_err(),
            None => token.check_at(now).is_err(),
        };
        rule.check(
            is_right,
            format_args!(
                "`token` did not return the state of a token that {name}. Return its end, and \
                 whether it was revoked, as they were inserted"
            ),
        );
    }
}
