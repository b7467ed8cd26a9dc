//! Every client and token that is wrong costs the same work.

use http::Request;

use super::*;
use crate::body::UntouchedBodies;
use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::protocol::{SignatureMethod, Signer, compared};
use crate::verify::layer::VerifyLayer;
use crate::verify::origin::PublicOrigin;
use crate::verify::request::policy::RequestVerifier;
use crate::verify::store::memory_credentials::MemoryCredentialStore;
use crate::verify::store::replay::NoReplayProtection;

/// Returns a server with these clients and a token for each of them: `client` with a secret,
/// `none` without one and, with the feature `rsa`, `rsa` with a public key. The client `x` has
/// a token but is not registered.
fn server() -> Arc<Server<MemoryCredentialStore, NoReplayProtection>> {
    let known = MemoryCredentialStore::new();
    known
        .insert_client(ClientCredentials::new("client", "secret"))
        .unwrap();
    known
        .insert_client(ClientCredentials::without_secret("none"))
        .unwrap();
    #[cfg(feature = "rsa")]
    {
        let pem = include_str!("../../../tests/fixtures/rsa/public-spki.pem");
        let key = crate::protocol::RsaPublicKey::from_pem(pem).unwrap();
        known
            .insert_client(RegisteredClient::rsa("rsa", key))
            .unwrap();
    }
    for client in ["client", "none", "rsa", "x"] {
        let token = TokenCredentials::new(format!("{client}-token"), "token-secret");
        known.insert_token(IssuedToken::new(client, token)).unwrap();
    }
    let verifier = RequestVerifier::new(PublicOrigin::fixed("https://h").unwrap())
        .signature_methods(SignatureMethod::ALL.iter().copied());
    VerifyLayer::new(known, NoReplayProtection, verifier).server()
}

/// Asserts that every refused client and token costs as many comparisons of this kind as the
/// server tries keys. Returns the cases that pass verification.
async fn costs(signer: impl Fn(&str) -> Signer, kind: &'static str) -> Vec<(String, bool)> {
    let (server, mode) = (server(), UntouchedBodies::default());
    let mut passed = Vec::new();
    for client in ["client", "none", "rsa", "unknown"] {
        for (token, secret) in [
            (format!("{client}-token"), "token-secret"),
            (format!("{client}-token"), "wrong"),
            ("x-token".to_owned(), "token-secret"),
            ("unknown".to_owned(), "token-secret"),
        ] {
            let signer = signer(client).with_token(TokenCredentials::new(&token, secret));
            let mut request = Request::get("https://h/").body("").unwrap();
            signer.sign_request(&mut request).unwrap();
            let (parts, _) = request.into_parts();
            compared::take();
            let verified = server.authenticate::<(), _, _>(&mode, &parts, ()).await;
            let case = format!("{client} {token} {secret}");
            let tried = if verified.is_ok() { 1 } else { 2 };
            passed.push((case.clone(), verified.is_ok()));
            let kinds: Vec<_> = compared::take().into_iter().map(|(kind, _)| kind).collect();
            assert_eq!(kinds, vec![kind; tried], "{case}");
        }
    }
    passed.retain(|(_, right)| *right);
    passed
}

/// The tests in `tests/it/verify/server/stores.rs` count the calls to the stores.
#[tokio::test]
async fn whatever_is_wrong_costs_a_comparison_for_each_key() {
    for secret in ["secret", "wrong"] {
        let signer = |client: &str| Signer::new(ClientCredentials::new(client, secret));
        let passed = costs(signer, "secrets").await;
        let right = [("client client-token token-secret".to_owned(), true)];
        assert_eq!(passed, if secret == "secret" { &right[..] } else { &[] });
    }
}

#[cfg(feature = "rsa")]
#[tokio::test]
async fn whatever_is_wrong_costs_a_comparison_for_each_rsa_key() {
    use crate::protocol::RsaPrivateKey;

    let keys = [
        include_str!("../../../tests/fixtures/rsa/private-pkcs8.pem"),
        include_str!("../../../tests/fixtures/server/other-private.pem"),
    ];
    for (pem, right) in keys.into_iter().zip([2, 0]) {
        let key = RsaPrivateKey::from_pem(pem).unwrap();
        let signer =
            |client: &str| Signer::rsa(client, SignatureMethod::RsaSha256, key.clone()).unwrap();
        // An RSA signature does not use the secret of the token.
        let passed = costs(signer, "RSA").await;
        assert_eq!(passed.len(), right, "{passed:?}");
    }
}
