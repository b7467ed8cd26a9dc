//! Clients and tokens for the tests of credential stores, and checks that they are usable.

use http::Request;

use super::rule::{Rule, unique};
use crate::credentials::secret::Secret;
use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::protocol::Signer;
use crate::verify::client::issued::IssuedToken;
use crate::verify::client::registered::RegisteredClient;
use crate::verify::origin::PublicOrigin;
use crate::verify::request::policy::RequestVerifier;
use crate::verify::store::credentials::CredentialStore;

/// Returns a client that no store contains yet.
pub(super) fn new_client() -> ClientCredentials {
    ClientCredentials::new(unique("client"), unique("secret"))
}

/// Inserts a client with the function of the test.
pub(super) async fn insert(
    insert_client: &impl AsyncFn(String, String),
    client: &ClientCredentials,
) {
    let secret = client.secret().map_or("", Secret::expose);
    insert_client(client.identifier().to_owned(), secret.to_owned()).await;
}

/// Returns a token that no store contains yet.
pub(super) fn new_token(client: &ClientCredentials) -> IssuedToken {
    let token = TokenCredentials::new(unique("token"), unique("secret"));
    IssuedToken::new(client.identifier(), token)
}

/// Checks that requests of this client pass with what the store returns.
pub(super) async fn check_client<C: CredentialStore>(
    rule: Rule,
    store: &C,
    client: &ClientCredentials,
) {
    let identifier = client.identifier();
    let found = rule.succeeds("client", store.client(identifier)).await;
    let found = found.filter(|found| found.identifier() == identifier);
    rule.check(
        found.is_some_and(|found| is_signed_by(client, &found)),
        format_args!(
            "`client` does not return the client {identifier:?} with its secret. Store both with \
             all their characters"
        ),
    );
}

/// Returns whether the signature of a request by this client passes.
fn is_signed_by(client: &ClientCredentials, found: &RegisteredClient) -> bool {
    let origin = PublicOrigin::fixed("https://server.example").expect("the origin is valid");
    let verifier = RequestVerifier::new(origin).allow_missing_token();
    let mut request = Request::new(());
    *request.uri_mut() = http::Uri::from_static("https://server.example/");
    let signed = Signer::new(client.clone()).sign_request(&mut request);
    let (parts, ()) = request.into_parts();
    let verified = verifier.parse(&parts, None);
    let verified = verified.and_then(|request| request.verify(found, None).map(drop));
    signed.is_ok() && verified.is_ok()
}

/// Returns whether a token has the client, the identifier and the secret of another one.
pub(super) fn is_same(found: &IssuedToken, inserted: &IssuedToken) -> bool {
    let (a, b) = (found.credentials(), inserted.credentials());
    found.client_identifier() == inserted.client_identifier()
        && a.identifier() == b.identifier()
        && a.secret() == b.secret()
}

/// Checks that the store returns this token for its client, with its secret.
pub(super) async fn check_token<C: CredentialStore>(rule: Rule, store: &C, token: &IssuedToken) {
    let client = token.client_identifier();
    let identifier = token.credentials().identifier();
    let found = rule
        .succeeds("token", store.token(client, identifier))
        .await;
    rule.check(
        found.is_some_and(|found| is_same(&found, token)),
        format_args!(
            "`token` does not return the token {identifier:?} with its client and secret. Store \
             all three with all their characters"
        ),
    );
}
