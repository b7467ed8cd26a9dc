//! A client that changes its key has two keys for a while.

use http::{Method, header};
use tower_oauth1::verify::{FailedCheck, Refusal, RegisteredClient};
use tower_oauth1::{ClientCredentials, SignatureMethod, Signer, TokenCredentials, VerifyError};

use crate::support::token;
use crate::verify::server::harness::{Message, NOW, Server, verifier};

const INVALID: VerifyError = VerifyError::SignatureInvalid;

fn client(secret: &str) -> ClientCredentials {
    ClientCredentials::new("client-id", secret)
}

fn by(secret: &str) -> Message {
    by_token(secret, &token())
}

fn by_token(secret: &str, token: &TokenCredentials) -> Message {
    let signer = Signer::new(client(secret)).with_token(token.clone());
    Message::signed(&signer.with_clock(|| NOW), Method::GET, "/photos", None)
}

#[tokio::test]
async fn a_secret_is_changed_without_a_gap() {
    let server = Server::new();
    let store = &server.credentials.store;
    let old = RegisteredClient::new(client("old"));
    store.insert_client(old.clone()).unwrap();
    server.accepts(&by("old")).await;
    server.refuses(&by("new"), 401, &INVALID).await;

    store.insert_client(old.additional_secret("new")).unwrap();
    server.accepts(&by("old")).await;
    server.accepts(&by("new")).await;
    server.refuses(&by("other"), 401, &INVALID).await;

    store
        .insert_client(RegisteredClient::new(client("new")).additional_secret("old"))
        .unwrap();
    let with_old_secret = by("old");
    server.accepts(&with_old_secret).await;
    server.accepts(&by("new")).await;
    // Both keys claim the same nonces.
    let used = VerifyError::NonceUsed;
    server.refuses(&with_old_secret, 401, &used).await;

    store.insert_client(client("new")).unwrap();
    server.accepts(&by("new")).await;
    server.refuses(&by("old"), 401, &INVALID).await;
    server.refuses(&with_old_secret, 401, &INVALID).await;
}

#[tokio::test]
async fn each_secret_needs_the_secret_of_the_token() {
    let server = Server::new();
    let client = RegisteredClient::new(client("new")).additional_secret("old");
    server.credentials.store.insert_client(client).unwrap();
    for secret in ["new", "old"] {
        for (identifier, token_secret) in [
            ("token-id", "wrong"),
            ("other-token", "other-token-secret"),
            ("unknown", "token-secret"),
        ] {
            let token = TokenCredentials::new(identifier, token_secret);
            let request = by_token(secret, &token);
            server.refuses(&request, 401, &INVALID).await;
        }
        server.accepts(&by(secret)).await;
    }
}

/// The number of keys is a setting, so that the work for a refused request has a bound.
#[tokio::test]
async fn the_number_of_keys_is_a_setting() {
    for (keys, accepted) in [(1, 1), (2, 2), (3, 3), (9, 3)] {
        let server = Server::with(verifier().keys_per_client(keys));
        let client = RegisteredClient::new(client("first"));
        let client = client
            .additional_secret("second")
            .additional_secret("third");
        server.credentials.store.insert_client(client).unwrap();
        for (place, secret) in ["first", "second", "third"].into_iter().enumerate() {
            if place < accepted {
                server.accepts(&by(secret)).await;
            } else {
                server.refuses(&by(secret), 401, &INVALID).await;
            }
        }
    }
}

/// The operator learns that a client has keys which the server does not try.
#[tokio::test]
async fn keys_that_are_not_tried_are_named_in_the_refusal() {
    let two = RegisteredClient::new(client("first")).additional_secret("second");
    let three = two.clone().additional_secret("third");
    let sha256 = [SignatureMethod::HmacSha256];
    for (registered, secret, failed) in [
        (&two, "third", FailedCheck::Signature),
        (&three, "third", FailedCheck::UntriedKey),
        (&three, "unknown", FailedCheck::UntriedKey),
        // This client may not use the method with any key.
        (
            &three.clone().signature_methods(sha256),
            "third",
            FailedCheck::SignatureMethod,
        ),
    ] {
        let server = Server::new();
        server
            .credentials
            .store
            .insert_client(registered.clone())
            .unwrap();
        let response = server.send(by(secret).received()).await;
        assert_eq!(response.status(), 401);
        let refusal = response.extensions().get::<Refusal>().unwrap();
        assert_eq!(refusal.failed_check(), Some(failed), "{secret}");
        let names_the_setting = refusal
            .to_string()
            .contains("`RequestVerifier::keys_per_client`");
        assert_eq!(names_the_setting, failed == FailedCheck::UntriedKey);
        // The client learns nothing of it.
        let challenge = &response.headers()[header::WWW_AUTHENTICATE];
        let expected = "OAuth realm=\"OAuth\", oauth_problem=\"signature_invalid\"";
        assert_eq!(challenge, expected);
    }
}

/// A public client has no secret, so a first secret can be an additional one.
#[tokio::test]
async fn a_client_without_a_secret_can_get_one() {
    let server = Server::new();
    let client = RegisteredClient::new(ClientCredentials::without_secret("client-id"));
    server
        .credentials
        .store
        .insert_client(client.clone())
        .unwrap();
    server.refuses(&by(""), 401, &INVALID).await;
    let client = client.additional_secret("new");
    server.credentials.store.insert_client(client).unwrap();
    server.refuses(&by(""), 401, &INVALID).await;
    server.accepts(&by("new")).await;
}

#[cfg(feature = "rsa")]
#[tokio::test]
async fn an_rsa_key_is_changed_and_a_secret_gives_way_to_a_key() {
    use tower_oauth1::protocol::{RsaPrivateKey, RsaPublicKey};

    let [old, new] = [
        include_str!("../../../fixtures/rsa/private-pkcs8.pem"),
        include_str!("../../../fixtures/rsa/private-4096.pem"),
    ]
    .map(|pem| RsaPrivateKey::from_pem(pem).unwrap());
    let [old_public, new_public] = [
        include_str!("../../../fixtures/rsa/public-spki.pem"),
        include_str!("../../../fixtures/rsa/public-4096.pem"),
    ]
    .map(|pem| RsaPublicKey::from_pem(pem).unwrap());
    let method = SignatureMethod::RsaSha256;
    let by_key = |key: &RsaPrivateKey| {
        let signer = Signer::rsa("client-id", method, key.clone()).unwrap();
        let signer = signer.with_token(token()).with_clock(|| NOW);
        Message::signed(&signer, Method::GET, "/photos", None)
    };
    let server = Server::with(verifier().signature_methods([method, SignatureMethod::HmacSha1]));
    let store = &server.credentials.store;

    store
        .insert_client(RegisteredClient::new(client("old")).additional_rsa_key(old_public.clone()))
        .unwrap();
    server.accepts(&by("old")).await;
    server.accepts(&by_key(&old)).await;
    server.refuses(&by_key(&new), 401, &INVALID).await;

    let both = RegisteredClient::rsa("client-id", new_public.clone());
    store
        .insert_client(both.additional_rsa_key(old_public))
        .unwrap();
    server.accepts(&by_key(&old)).await;
    server.accepts(&by_key(&new)).await;
    server.refuses(&by("old"), 401, &INVALID).await;

    store
        .insert_client(RegisteredClient::rsa("client-id", new_public))
        .unwrap();
    server.accepts(&by_key(&new)).await;
    server.refuses(&by_key(&old), 401, &INVALID).await;
}
