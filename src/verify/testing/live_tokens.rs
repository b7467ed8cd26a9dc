//! Rules about the time for which a credential store keeps a token.

use std::time::Duration;

use super::passed::Passed;
use super::rule::Rule;
use super::usable::{insert, is_same, new_client, new_token};
use crate::verify::client::issued::IssuedToken;
use crate::verify::store::credentials::CredentialStore;

const HOUR: u64 = 3600;
const DAY: u64 = 86_400;

/// Tests that the store keeps a token until its end, and a token without an end forever. After its
/// end, a token is refused: the store returns `None`, or the token with the end that it had.
///
/// `pass` lets this much time pass for the store. If you cannot set the clock of the store, make
/// its tokens older: subtract the time from all times of the table, such as with `UPDATE tokens SET
/// expires_at = expires_at - $1, issued_at = issued_at - $1`. If another task or process sweeps the
/// store, `pass` also runs it:
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
/// use tower_oauth1::ClientCredentials;
/// use tower_oauth1::protocol::{Clock, SystemClock};
/// use tower_oauth1::verify::{MemoryCredentialStore, testing};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let passed = Arc::new(AtomicU64::new(0));
/// let ahead = passed.clone();
/// let clock = move || SystemClock.unix_seconds() + ahead.load(Relaxed);
/// let store = MemoryCredentialStore::new().clock(clock);
/// let insert_client = async |identifier, secret| {
///     store.insert_client(ClientCredentials::new(identifier, secret)).unwrap();
/// };
/// let insert_token = async |token| store.insert_token(token).unwrap();
/// let pass = async |time: std::time::Duration| {
///     passed.fetch_add(time.as_secs(), Relaxed);
/// };
/// testing::live_tokens_are_kept(&store, insert_client, insert_token, pass).await;
/// # }
/// ```
///
/// More than a year passes. Use a store of its own for this function.
///
/// A store breaks this rule if it sweeps tokens by their age, or deletes the tokens that have no
/// end.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn live_tokens_are_kept<C: CredentialStore>(
    store: &C,
    insert_client: impl AsyncFn(String, String),
    insert_token: impl AsyncFn(IssuedToken),
    pass: impl AsyncFn(Duration),
) {
    let rule = Rule("live_tokens_are_kept");
    let (client, mut passed) = (new_client(), Passed::none());
    insert(&insert_client, &client).await;
    let ends = [HOUR, 7 * DAY, 400 * DAY];
    let endless = ("has no end".to_owned(), new_token(&client));
    let tokens = ends.map(|end| {
        let token = new_token(&client).expires_at(passed.now() + end);
        (format!("ends after {end} seconds"), token)
    });
    let tokens: Vec<_> = tokens.into_iter().chain([endless]).collect();
    for (_, token) in &tokens {
        insert_token(token.clone()).await;
    }
    for seconds in ends.iter().flat_map(|end| [end - 60, end + 60]) {
        passed.until(seconds, &pass).await;
        // The insertion lets a store sweep.
        insert_token(new_token(&client).expires_at(passed.now() + HOUR)).await;
        for (name, token) in &tokens {
            let identifier = token.credentials().identifier();
            let found = store.token(client.identifier(), identifier);
            let found = rule.succeeds("token", found).await;
            let is_valid = found.as_ref().is_some_and(|found| {
                is_same(found, token)
                    && !found.is_revoked()
                    && passed.is_same(found.expiry(), token.expiry())
            });
            if token.check_at(passed.now()).is_ok() {
                rule.check(
                    is_valid,
                    format_args!(
                        "after {seconds} seconds, `token` does not return a valid token that \
                         {name}. Delete a token only if its end has passed, however old it is"
                    ),
                );
            } else {
                rule.check(
                    is_valid || found.is_none_or(|found| found.is_revoked()),
                    format_args!(
                        "after {seconds} seconds, `token` returned another end for a token that \
                         {name}. Return the end that was inserted"
                    ),
                );
            }
        }
    }
}
