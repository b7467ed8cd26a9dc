//! Wrong signatures and wrong secrets.

use http::{Method, header};
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{ClientCredentials, SignatureMethod, Signer, TokenCredentials, VerifyError};

use super::{INVALID, bad, forged, forged_by};
use crate::support::{client, token};
use crate::verify::server::harness::{Message, NOW, Server, signer, verifier};

#[tokio::test]
async fn every_bit_of_the_signature() {
    use base64::Engine as _;
    let base64 = base64::engine::general_purpose::STANDARD;
    let (server, original) = (Server::new(), Message::get("/photos"));
    let encoded = original.parameter("oauth_signature");
    let decoded = encoded
        .replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=");
    let signature = base64.decode(decoded).unwrap();
    assert_eq!(signature.len(), 20);
    for bit in 0..160 {
        let mut flipped = signature.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let flipped = base64.encode(flipped);
        let flipped = tower_oauth1::protocol::percent_encode(flipped.as_bytes()).into_owned();
        let attack = original.clone().setting("oauth_signature", &flipped);
        server.refuses(&attack, 401, &INVALID).await;
    }
    for length in [1, 10, 19, 21, 32, 64, 66, 67, 88, 89, 300, 1400] {
        let mut other = signature.clone();
        other.resize(length, 0);
        let other = base64.encode(other);
        for other in [&other, other.trim_end_matches('='), &format!("{other}=")] {
            let other = tower_oauth1::protocol::percent_encode(other.as_bytes());
            let attack = original.clone().setting("oauth_signature", &other);
            server.refuses(&attack, 401, &INVALID).await;
        }
    }
    server.accepts(&original).await;
}

#[tokio::test]
async fn loosely_written_signatures() {
    let original = Message::get("/photos");
    let signature = original.parameter("oauth_signature");
    let bare = signature.strip_suffix("%3D").unwrap();
    // The last base64 character of a SHA-1 carries two unused bits.
    let (start, last) = bare.split_at(bare.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = alphabet.find(last).unwrap();
    let same_bits = &alphabet[at + 1..at + 2];
    for loose in [
        bare.to_owned(),
        format!("{bare}%3D%3D"),
        format!("{bare}%3D%3D%3D"),
        format!("{signature}%0A"),
        format!("{signature}%20"),
        format!("%20{signature}"),
        format!("{bare}%0A%3D"),
        format!("{start}{same_bits}%3D"),
        format!("{signature}%00"),
        format!("{signature}{signature}"),
        "%3D".to_owned(),
    ] {
        forged(
            &original,
            original.clone().setting("oauth_signature", &loose),
        )
        .await;
    }
}

#[tokio::test]
async fn signatures_in_the_url_alphabet() {
    // Tries nonces until the signature has characters that the URL alphabet replaces.
    let original = (0..)
        .map(|n: u32| {
            let signer = signer().with_nonces(move || Nonce::new(format!("n{n}")));
            Message::signed(&signer, Method::GET, "/photos", None)
        })
        .find(|message| message.parameter("oauth_signature").contains("%2B"))
        .unwrap();
    let signature = original.parameter("oauth_signature");
    let url_safe = signature.replace("%2B", "-").replace("%2F", "_");
    forged(
        &original,
        original.clone().setting("oauth_signature", &url_safe),
    )
    .await;
    let spaces = signature.replace("%2B", "%20");
    forged(
        &original,
        original.clone().setting("oauth_signature", &spaces),
    )
    .await;
}

#[tokio::test]
async fn signatures_that_are_not_ascii() {
    let original = Message::get("/photos");
    let accented = original.clone().setting("oauth_signature", "%C3%A9");
    forged(&original, accented).await;
    let reason = VerifyError::Malformed("oauth_signature");
    let broken = original.clone().setting("oauth_signature", "%FF");
    bad(&original, broken, reason).await;
    let mut raw = original.authorization().into_bytes();
    raw.extend_from_slice(b", oauth_x=\"\xFF\"");
    Server::new()
        .refuses(&original.with(header::AUTHORIZATION, raw), 401, &INVALID)
        .await;
}

#[tokio::test]
async fn wrong_secrets() {
    let signer = |client: &str, token: &str| {
        Signer::new(ClientCredentials::new("client-id", client))
            .with_token(TokenCredentials::new("token-id", token))
            .with_clock(|| NOW)
    };
    for (client, token) in [
        ("x", "token-secret"),
        ("client-secret", "x"),
        ("token-secret", "client-secret"),
        ("", ""),
        ("client-secret", ""),
        ("", "token-secret"),
        ("client-secret&token-secret", ""),
        ("Client-secret", "token-secret"),
    ] {
        forged_by(&signer(client, token)).await;
    }
}

#[tokio::test]
async fn unknown_clients_and_tokens_with_the_placeholder_secrets() {
    let (no_client, no_token) = (
        "no client has this for its secret",
        "no token has this for its secret",
    );
    for (client, token) in [
        (no_client, no_token),
        (no_client, "token-secret"),
        ("client-secret", no_token),
        ("client-secret", "token-secret"),
        ("", ""),
    ] {
        for (client_id, token_id) in [
            ("unknown", "unknown"),
            ("unknown", "token-id"),
            ("client-id", "unknown"),
        ] {
            let client = ClientCredentials::new(client_id, client);
            let signer = Signer::new(client).with_token(TokenCredentials::new(token_id, token));
            forged_by(&signer.with_clock(|| NOW)).await;
        }
    }
}

#[tokio::test]
async fn the_token_of_another_client() {
    // The secret of the token is right, and the client uses its own secret.
    let other = TokenCredentials::new("other-token", "other-token-secret");
    forged_by(&Signer::new(client()).with_token(other).with_clock(|| NOW)).await;
    let other = Signer::new(ClientCredentials::new("other-id", "other-secret"));
    forged_by(&other.with_token(token()).with_clock(|| NOW)).await;
}

#[tokio::test]
async fn hmac_for_a_client_without_a_secret() {
    let token = TokenCredentials::new("rsa-token", "rsa-token-secret");
    let public_key = "-----BEGIN PUBLIC KEY-----\nMIGfMA0GCSqGSIb3DQEB\n-----END PUBLIC KEY-----\n";
    for secret in ["", public_key, "no client has this for its secret"] {
        let client = ClientCredentials::new("rsa-id", secret);
        let signer = Signer::new(client)
            .with_token(token.clone())
            .with_clock(|| NOW);
        forged_by(&signer).await;
        let plaintext = signer.with_signature_method(SignatureMethod::Plaintext);
        let attack = Message::signed(&plaintext, Method::GET, "/photos", None);
        let server = Server::with(verifier().signature_methods([SignatureMethod::Plaintext]));
        server.refuses(&attack, 401, &INVALID).await;
    }
}
