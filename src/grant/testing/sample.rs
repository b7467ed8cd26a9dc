//! Grants and tokens for the tests, and what they must look like when they come back.

use crate::credentials::{TemporaryCredentials, TokenCredentials};
use crate::grant::approval::Approval;
use crate::grant::granted::{Grant, Session};
use crate::grant::pending::PendingGrant;
use crate::verify::testing::{Rule, now, unique};
use crate::verify::{CredentialStore, IssuedToken};

/// What a client asks for: pairs in an order, a name that occurs twice, and every kind of
/// character.
pub(super) const PARAMETERS: [(&str, &str); 6] = [
    ("scope", "read write"),
    ("a", "2"),
    ("scope", "delete"),
    ("", ""),
    ("na&me=%20+", "li\r\nne\u{0} '\"\\\u{1f511}"),
    ("A", "1"),
];

/// Inserts a client that the store does not contain yet. Returns its identifier.
pub(super) async fn new_client(insert_client: &impl AsyncFn(String, String)) -> String {
    let client = unique("client");
    insert_client(client.clone(), unique("secret")).await;
    client
}

/// Returns a grant that is not approved. It ends in ten minutes.
pub(super) fn pending(client: &str) -> PendingGrant {
    let now = now();
    pending_until(client, now, now + 600)
}

/// Returns a grant that is issued at the first of these times, and ends at the second.
pub(super) fn pending_until(client: &str, issued_at: u64, expires_at: u64) -> PendingGrant {
    let credentials = TemporaryCredentials::new(unique("temporary"), unique("secret"));
    let callback = "https://client.example/ready?a=%20'&b";
    PendingGrant::new(client, credentials, callback, issued_at, expires_at)
        .with_parameters(PARAMETERS)
}

pub(super) fn approval() -> Approval {
    Approval::new("o'wner \u{1f511}", unique("verifier"))
}

/// Returns a token that no store contains yet.
pub(super) fn new_token(client: &str) -> IssuedToken {
    IssuedToken::new(
        client,
        TokenCredentials::new(unique("token"), unique("secret")),
    )
}

/// Returns a grant of a new token, which can be renewed for a day.
pub(super) fn granted(client: &str) -> Grant {
    let now = now();
    let token = new_token(client).expires_at(now + 3600);
    Grant::new(token, "o'wner \u{1f511}")
        .with_parameters(PARAMETERS)
        .with_issued_at(now)
        .with_session(Session::new(unique("handle"), now + 86_400))
}

/// Returns the identifier of the temporary credentials.
pub(super) fn key(pending: &PendingGrant) -> &str {
    pending.credentials().identifier()
}

/// Returns the identifier of the token.
pub(super) fn token(grant: &Grant) -> &str {
    grant.token().credentials().identifier()
}

/// Returns whether requests with the token of this grant are accepted now.
pub(super) async fn is_valid<C: CredentialStore>(
    rule: Rule,
    credentials: &C,
    grant: &Grant,
) -> bool {
    let issued = grant.token();
    let client = issued.client_identifier();
    let found = rule
        .succeeds("token", credentials.token(client, token(grant)))
        .await;
    found.is_some_and(|found| {
        found.client_identifier() == client
            && found.credentials().identifier() == token(grant)
            && found.credentials().secret() == issued.credentials().secret()
            && found.expiry() == issued.expiry()
            && found.check_at(now()).is_ok()
    })
}

/// Checks that the token of a grant is valid if a function returned that it stored it, and is not
/// valid otherwise.
pub(super) async fn check_stored<C: CredentialStore>(
    rule: Rule,
    credentials: &C,
    function: &str,
    grant: &Grant,
    is_stored: bool,
) {
    let is_valid = is_valid(rule, credentials, grant).await;
    rule.check(
        is_valid || !is_stored,
        format_args!(
            "`{function}` returned `true`, but the credential store does not return the new token \
             with its secret and its end. Store the token in the same step, with every field"
        ),
    );
    rule.check(
        is_stored || !is_valid,
        format_args!(
            "`{function}` returned `false`, but stored the new token. Store the token only if \
             `{function}` returns `true`"
        ),
    );
}

/// Checks that a grant in progress came back as it was inserted. Does not compare the approval and
/// the tries.
pub(super) fn check_pending(rule: Rule, found: Option<PendingGrant>, sent: &PendingGrant) {
    let Some(found) = found else {
        rule.fail(
            "`find` returned `None` for an inserted grant. Its key is the identifier of its \
             temporary credentials",
        )
    };
    let (temporary, inserted) = (found.credentials(), sent.credentials());
    check_fields(
        rule,
        "find",
        &[
            (
                "client",
                found.client_identifier() == sent.client_identifier(),
            ),
            (
                "identifier",
                temporary.identifier() == inserted.identifier(),
            ),
            ("secret", temporary.secret() == inserted.secret()),
            ("callback", found.callback() == sent.callback()),
            ("issued_at", found.issued_at() == sent.issued_at()),
            ("expires_at", found.expires_at() == sent.expires_at()),
            (
                "parameters, in their order",
                found.parameters().eq(sent.parameters()),
            ),
        ],
    );
}

/// Checks that the grant of a token came back as it was inserted.
pub(super) fn check_granted(rule: Rule, found: Option<Grant>, sent: &Grant) {
    let Some(found) = found else {
        rule.fail(
            "`find_token` returned `None` for a stored token. Return its grant, also if the token \
             has expired",
        )
    };
    let (issued, inserted) = (found.token(), sent.token());
    let end = |grant: &Grant| grant.session().map(Session::expires_at);
    let handle = |grant: &Grant| grant.session().map(|session| session.handle().to_owned());
    check_fields(
        rule,
        "find_token",
        &[
            (
                "client",
                issued.client_identifier() == inserted.client_identifier(),
            ),
            ("identifier", token(&found) == token(sent)),
            (
                "secret",
                issued.credentials().secret() == inserted.credentials().secret(),
            ),
            ("expiry of the token", issued.expiry() == inserted.expiry()),
            (
                "resource owner",
                found.resource_owner() == sent.resource_owner(),
            ),
            ("issued_at", found.issued_at() == sent.issued_at()),
            (
                "parameters, in their order",
                found.parameters().eq(sent.parameters()),
            ),
            ("session handle", handle(&found) == handle(sent)),
            ("end of the session", end(&found) == end(sent)),
        ],
    );
}

fn check_fields(rule: Rule, function: &str, fields: &[(&str, bool)]) {
    for (field, is_same) in fields {
        rule.check(
            *is_same,
            format_args!(
                "`{function}` does not return the inserted {field}. Store every field, with all \
                 its characters"
            ),
        );
    }
}
