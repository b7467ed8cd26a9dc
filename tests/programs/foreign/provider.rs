//! The example `provider`, and the client of requests_oauthlib.

use serde_json::json;

use super::{printed, script};
use crate::support::example::provider::{Provider, file};

/// Runs the script `provider.py`. Returns `None` if the library is missing.
fn run(kind: &str) -> Option<String> {
    let mut script = script("provider.py", "requests_oauthlib")?;
    let known = json!({
        "clients": [{"identifier": "printer", "secret": "printer-secret", "passwords": true}],
        "users": {"john": "john's pass+word & more"},
    });
    let lifetime = if kind == "expire" { "5" } else { "600" };
    let lifetimes = ["--token-lifetime", lifetime, "--session-lifetime", "3600"];
    let provider = Provider::with(&file("foreign.json", &known.to_string()), &lifetimes);
    script.args([&provider.origin, kind]);
    Some(printed(script))
}

/// The session handle is in the header, or in the form with all other protocol parameters.
#[test]
fn a_token_is_renewed_and_revoked() {
    let Some(steps) = run("renew") else { return };
    let expected = [
        "use 200 -",
        "guess 401 token_rejected",
        "renew 200 -",
        "use 200 -",
        "old 401 signature_invalid",
        "in the form 200 -",
        "use 200 -",
        "wrong 401 signature_invalid",
        "get 405 -",
        "use 200 -",
        "revoke 200 -",
        "revoked 401 token_revoked",
        "renew 401 token_revoked",
    ];
    assert_eq!(steps.lines().collect::<Vec<_>>(), expected);
}

/// The client learns that its token has expired, and renews it.
#[test]
fn a_token_expires() {
    let Some(steps) = run("expire") else { return };
    let expected = [
        "use 200 -",
        "expired 401 token_expired",
        "renew 200 -",
        "use 200 -",
    ];
    assert_eq!(steps.lines().collect::<Vec<_>>(), expected);
}

/// The password has characters that the form and the signature encode in different ways.
#[test]
fn a_password_gets_a_token() {
    let Some(steps) = run("password") else { return };
    let expected = [
        "wrong 401 permission_denied",
        "right 200 -",
        "use 200 -",
        "in the form 200 -",
        "use 200 -",
    ];
    assert_eq!(steps.lines().collect::<Vec<_>>(), expected);
}
