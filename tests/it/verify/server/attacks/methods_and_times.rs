//! Methods, versions and timestamps that the server does not accept.

use http::Method;
use http::uri::Scheme;
use tower_oauth1::{
    ClientCredentials, PublicOrigin, SignatureMethod, Signer, TokenCredentials, VerifyError,
};

use super::{INVALID, bad, verifier_at};
use crate::verify::server::harness::{Message, NOW, Server, signer, verifier};

#[tokio::test]
async fn unsupported_methods() {
    let original = Message::get("/photos");
    for method in [
        "hmac-sha1",
        "HMAC-MD5",
        "RSA-SHA1",
        "none",
        "HMAC-SHA1%00",
        "HMAC-SHA1%20",
    ] {
        let attack = original.clone().setting("oauth_signature_method", method);
        bad(&original, attack, VerifyError::SignatureMethod).await;
    }
    let narrow = Server::with(verifier().signature_methods([SignatureMethod::Plaintext]));
    narrow
        .refuses(&original, 400, &VerifyError::SignatureMethod)
        .await;
}

#[tokio::test]
async fn a_downgrade_to_plaintext() {
    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
    let attack = Message::signed(&plaintext, Method::GET, "/photos", None);
    // The secrets are right, but the server accepts PLAINTEXT only if configured to ...
    Server::new()
        .refuses(&attack, 400, &VerifyError::SignatureMethod)
        .await;
    let methods = [SignatureMethod::Plaintext, SignatureMethod::HmacSha1];
    let asked = verifier().signature_methods(methods);
    Server::with(asked).accepts(&attack).await;
    // ... and never without TLS ...
    let http = verifier_at(PublicOrigin::as_received(Scheme::HTTP)).signature_methods(methods);
    Server::with(http)
        .refuses(&attack, 400, &VerifyError::PlaintextWithoutTls)
        .await;
    // ... nor from a client that is registered for another method.
    let careful = Signer::new(ClientCredentials::new("careful-id", "careful-secret"))
        .with_token(TokenCredentials::new(
            "careful-token",
            "careful-token-secret",
        ))
        .with_clock(|| NOW);
    let server = Server::with(verifier().signature_methods(methods));
    server
        .accepts(&Message::signed(&careful, Method::GET, "/photos", None))
        .await;
    let careful = careful.with_signature_method(SignatureMethod::Plaintext);
    let attack = Message::signed(&careful, Method::GET, "/photos", None);
    server.refuses(&attack, 401, &INVALID).await;
}

#[tokio::test]
async fn an_hmac_signature_that_says_it_is_plaintext() {
    let original = Message::get("/photos");
    let attack = original
        .clone()
        .setting("oauth_signature_method", "PLAINTEXT");
    bad(&original, attack, VerifyError::SignatureMethod).await;
}

#[tokio::test]
async fn wrong_versions() {
    let original = Message::get("/photos");
    for version in ["2.0", "1.0a", "1", "1.00", "%201.0", ""] {
        let attack = original.clone().setting("oauth_version", version);
        bad(&original, attack, VerifyError::Version).await;
    }
}

fn at(time: u64) -> Message {
    let signer = signer().with_clock(move || time);
    Message::signed(&signer, Method::GET, "/photos", None)
}

#[tokio::test]
async fn timestamps_at_the_edges_of_the_window() {
    let server = Server::new();
    for time in [NOW - 300, NOW, NOW + 300] {
        server.accepts(&at(time)).await;
    }
    let refused = VerifyError::Timestamp {
        acceptable: NOW - 300..=NOW + 300,
    };
    for time in [
        NOW - 301,
        NOW + 301,
        1,
        NOW - 86400,
        NOW * 2,
        9_999_999_999_999_999_999,
    ] {
        server.refuses(&at(time), 401, &refused).await;
    }
}

#[tokio::test]
async fn timestamps_that_are_no_numbers() {
    let original = Message::get("/photos");
    for timestamp in [
        "0",
        "-1700000000",
        "%2B1700000000",
        "1700000000.0",
        "1.7e9",
        "0x6553f100",
        "1700000000%20",
        "%201700000000",
        "1700000000x",
        "1,700,000,000",
        "%D9%A1%D9%A7",
        "%EF%BC%91%EF%BC%97",
        "NaN",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999",
        "-0",
        "00000000001700000000",
    ] {
        let attack = original.clone().setting("oauth_timestamp", timestamp);
        bad(&original, attack, VerifyError::Malformed("oauth_timestamp")).await;
    }
}
