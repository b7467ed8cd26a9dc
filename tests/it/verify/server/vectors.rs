//! The published forged requests, sent through the whole layer. Each vector states the credentials,
//! the clock and the used nonces of its server.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use serde_json::Value;
use tower::{Layer, ServiceExt};
use tower_oauth1::verify::{
    IssuedToken, MemoryCredentialStore, MemoryReplayStore, RegisteredClient, VerifyLayer,
};
use tower_oauth1::{
    ClientCredentials, PublicOrigin, RequestVerifier, SignatureMethod, TokenCredentials,
};

use crate::verify::server::harness::Inner;

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value[name].as_str()
}

fn request(vector: &Value) -> Request<Full<Bytes>> {
    let mut request = Request::builder()
        .method(text(vector, "method").unwrap())
        .uri(text(vector, "url").unwrap());
    for (name, value) in vector["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap());
    }
    let body = text(vector, "body").unwrap_or_default().to_owned();
    request.body(Full::from(body)).unwrap()
}

/// Returns a client with its public key, if this build accepts the key. Some keys are short.
fn keyed(client: &str, vector: &Value) -> RegisteredClient {
    #[cfg(feature = "rsa-legacy")]
    if let Some(pem) = text(vector, "rsa_public_key_pem") {
        let key = tower_oauth1::protocol::RsaPublicKey::legacy_from_pem(pem).unwrap();
        return RegisteredClient::rsa(client, key);
    }
    let _ = vector;
    ClientCredentials::without_secret(client).into()
}

fn layer(vector: &Value) -> VerifyLayer<MemoryCredentialStore, MemoryReplayStore> {
    let known = MemoryCredentialStore::new();
    let key = text(vector, "consumer_key").unwrap_or("nobody");
    known
        .insert_client(match text(vector, "consumer_secret") {
            Some(secret) => ClientCredentials::new(key, secret).into(),
            None => keyed(key, vector),
        })
        .unwrap();
    if let Some(token) = text(vector, "token") {
        let secret = text(vector, "token_secret").unwrap_or_default();
        known
            .insert_token(IssuedToken::new(key, TokenCredentials::new(token, secret)))
            .unwrap();
    }
    let input = &vector["input"];
    let every = [
        "HMAC-SHA1",
        "HMAC-SHA256",
        "HMAC-SHA512",
        "PLAINTEXT",
        "RSA-SHA1",
        "RSA-SHA256",
        "RSA-SHA512",
    ];
    let allowed: Vec<&str> = match input["server_signature_methods"].as_array() {
        Some(names) => names.iter().filter_map(Value::as_str).collect(),
        None => every.to_vec(),
    };
    let url = text(vector, "url").unwrap();
    let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
    let origin = PublicOrigin::fixed(origin.split('?').next().unwrap()).unwrap();
    let mut verifier = RequestVerifier::new(origin)
        .signature_methods(allowed.into_iter().filter_map(|name| name.parse().ok()));
    // If a vector states no time, the clock has the timestamp of the request.
    let time = match text(input, "server_time") {
        Some(time) => time.parse().unwrap(),
        None => timestamp(vector).unwrap_or(1_700_000_030),
    };
    verifier = verifier.clock(move || time);
    if matches!(text(input, "phase"), Some("temporary")) || text(vector, "token").is_none() {
        verifier = verifier.allow_missing_token();
    }
    if input["require_tls_for_plaintext"].as_bool() != Some(true) {
        verifier = verifier.insecure_plaintext_without_tls();
    }
    VerifyLayer::new(known, MemoryReplayStore::new(100), verifier)
}

fn timestamp(vector: &Value) -> Option<u64> {
    if let Some(timestamp) = text(vector, "timestamp") {
        return timestamp.parse().ok();
    }
    let everything = vector.to_string();
    let (_, after) = everything.split_once("oauth_timestamp=")?;
    let digits = after.trim_start_matches(['\\', '"']);
    let end = digits.find(|c: char| !c.is_ascii_digit())?;
    digits[..end].parse().ok()
}

fn published() -> Vec<Value> {
    serde_json::from_str(include_str!("../../../fixtures/vectors/published.json")).unwrap()
}

/// Valid for the layer, but not for the token endpoint, which requires a verifier.
const FOR_THE_TOKEN_ENDPOINT: [&str; 2] = [
    "reject-token-without-verifier",
    "reject-token-wrong-verifier",
];

/// Vectors that have several defects, or for which two statuses are correct.
fn expected_status(vector: &Value) -> Option<u64> {
    match text(vector, "id").unwrap() {
        // The request is malformed, which is found first.
        "joauth-reject-signature-2" => Some(400),
        // This build does not accept RSA.
        id if !cfg!(feature = "rsa") && id.starts_with("reject-rsa-") => Some(400),
        _ => vector["expected"]["status"].as_u64(),
    }
}

#[tokio::test]
async fn forged_requests_are_refused() {
    let (mut refused, mut for_token) = (0, Vec::new());
    for vector in published() {
        if text(&vector, "kind") != Some("verify_reject") {
            continue;
        }
        let id = text(&vector, "id").unwrap();
        let (layer, inner) = (layer(&vector), Inner::default());
        let mut used = Vec::new();
        if vector["input"]["already_used"].is_array() {
            // This is the request that used the nonce.
            used.push(
                layer
                    .layer(inner.clone())
                    .oneshot(request(&vector))
                    .await
                    .unwrap()
                    .status(),
            );
            assert_eq!(used, [200], "{id}");
        }
        let response = layer.layer(inner).oneshot(request(&vector)).await.unwrap();
        let status = response.status().as_u16();
        if status == 200 {
            for_token.push(id.to_owned());
            continue;
        }
        match expected_status(&vector) {
            Some(expected) => assert_eq!(u64::from(status), expected, "{id}"),
            None => assert!([400, 401].contains(&status), "{id}: {status}"),
        }
        refused += 1;
    }
    for_token.sort_unstable();
    assert_eq!(for_token, FOR_THE_TOKEN_ENDPOINT);
    assert_eq!(refused, 62);
}

/// The headers of the published signing vectors, each at its own time.
#[tokio::test]
async fn requests_signed_by_others_are_accepted_once() {
    let mut accepted = 0;
    for mut vector in published() {
        let header = vector["expected"]["authorization_header"].clone();
        let method = text(&vector, "signature_method").unwrap_or_default();
        let is_rsa = method.starts_with("RSA");
        let known = method.parse::<SignatureMethod>();
        let known = known.is_ok_and(|m| m.uses_shared_secrets() || cfg!(feature = "rsa-legacy"));
        if text(&vector, "kind") != Some("sign") || header.is_null() || !known {
            continue;
        }
        let id = text(&vector, "id").unwrap().to_owned();
        vector["headers"]["Authorization"] = header;
        if is_rsa {
            vector["consumer_secret"] = Value::Null;
        } else if text(&vector, "consumer_secret").is_none() {
            vector["consumer_secret"] = "".into();
        }
        let (layer, inner) = (layer(&vector), Inner::default());
        let send = async || {
            layer
                .layer(inner.clone())
                .oneshot(request(&vector))
                .await
                .unwrap()
        };
        // The vector has the secret of a token that the request does not name. Only a client can
        // sign so.
        if vector["token"].is_null() && !vector["token_secret"].is_null() {
            assert_eq!(send().await.status(), 401, "{id}");
            continue;
        }
        assert_eq!(send().await.status(), 200, "{id}");
        if vector["nonce"].is_string() && vector["timestamp"].is_string() {
            assert_eq!(send().await.status(), 401, "{id}");
        }
        accepted += 1;
    }
    assert_eq!(accepted, 22 + usize::from(cfg!(feature = "rsa-legacy")));
}
