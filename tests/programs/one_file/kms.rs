//! The recipe for a key that lies elsewhere. The test is the key management service: it speaks
//! Vault's protocol, and signs with rustls.

use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Json, Router, routing::post};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::SignatureScheme;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};
use serde_json::{Value, json};
use tokio::sync::Barrier;

use super::process::{printed, run};
use crate::authorize::provider::listen;
use crate::support::example::provider::{Provider, file};

/// What the service does with a request for a signature.
#[derive(Clone, Copy, PartialEq)]
enum Kms {
    /// Signs, but not before two requests wait.
    TwoAtOnce,
    /// Responds with 503 to the first two requests, and does not respond to the third.
    FailsThenSigns,
    Refuses,
    Sealed,
}

struct Stub {
    kms: Kms,
    both: Barrier,
    count: AtomicUsize,
}

async fn sign(
    State(stub): State<Arc<Stub>>,
    Path((key, hash)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<Json<Value>, StatusCode> {
    assert_eq!((&*key, &*hash), ("oauth", "sha2-256"));
    assert_eq!(headers["x-vault-token"], "s3cret");
    assert_eq!(body["signature_algorithm"], "pkcs1v15");
    let earlier = stub.count.fetch_add(1, Ordering::Relaxed);
    match stub.kms {
        Kms::TwoAtOnce => {
            stub.both.wait().await;
        }
        Kms::FailsThenSigns if earlier < 2 => return Err(StatusCode::SERVICE_UNAVAILABLE),
        Kms::FailsThenSigns if earlier == 2 => tokio::time::sleep(Duration::from_secs(60)).await,
        Kms::FailsThenSigns => {}
        Kms::Refuses => return Err(StatusCode::FORBIDDEN),
        Kms::Sealed => return Err(StatusCode::SERVICE_UNAVAILABLE),
    }
    let bytes = STANDARD.decode(body["input"].as_str().unwrap()).unwrap();
    let pem = include_bytes!("../../fixtures/rsa/private-pkcs8.pem");
    let key = any_supported_type(&PrivateKeyDer::from_pem_slice(pem).unwrap()).unwrap();
    let signer = key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256]);
    let signature = STANDARD.encode(signer.unwrap().sign(&bytes).unwrap());
    Ok(Json(
        json!({"data": {"signature": format!("vault:v1:{signature}")}}),
    ))
}

/// Runs the recipe. Returns what it printed, and the number of requests for a signature.
async fn with(kms: Kms) -> (Output, usize) {
    let public = include_str!("../../fixtures/rsa/public-spki.pem");
    let known = json!({"clients": [{"identifier": "client-id", "rsa_public_key": public}]});
    let provider = Provider::with(&file("kms.json", &known.to_string()), &[]);
    let (both, count) = (Barrier::new(2), AtomicUsize::new(0));
    let stub = Arc::new(Stub { kms, both, count });
    let (listener, address) = listen().await;
    let router = Router::new().route("/v1/transit/sign/{key}/{hash}", post(sign));
    let router = router.with_state(stub.clone());
    let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let vault = format!("http://{address}");
    let environment = [("VAULT_ADDR", &*vault), ("VAULT_TOKEN", "s3cret")];
    let output = run("kms", &provider.origin, &environment);
    server.abort();
    assert!(!server.await.is_err_and(|error| error.is_panic()));
    (output, stub.count.load(Ordering::Relaxed))
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_signed_at_the_same_time() {
    let (output, count) = with(Kms::TwoAtOnce).await;
    let output = printed(&output);
    let (get, post) = output.trim_end().split_once('\n').unwrap();
    let size = r#"{"name":"size","value":"original","place":"query"}"#;
    assert!(get.starts_with("200 OK: {") && get.contains(size), "{get}");
    assert!(get.contains(r#""signature_method":"RSA-SHA256""#), "{get}");
    let status = r#"{"name":"status","value":"Ladies & Gentlemen","place":"form body"}"#;
    assert!(
        post.starts_with("200 OK: {") && post.contains(status),
        "{post}"
    );
    assert_eq!(count, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_that_pass() {
    let (output, count) = with(Kms::FailsThenSigns).await;
    assert_eq!(printed(&output).matches("200 OK: {").count(), 2);
    assert_eq!(count, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_that_stay() {
    // Two requests are sent. The program ends when one of them has failed.
    for (kms, counts, words) in [
        (
            Kms::Refuses,
            1..=2,
            "no signature, so nothing was sent: 403 Forbidden; check VAULT_TOKEN",
        ),
        (
            Kms::Sealed,
            3..=6,
            "no signature, so nothing was sent: 503 Service Unavailable; check that Vault is unsealed",
        ),
    ] {
        let (output, count) = with(kms).await;
        assert!(!output.status.success());
        assert!(counts.contains(&count), "{count}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains(words), "{errors}");
        assert!(!errors.contains("s3cret"), "{errors}");
    }
}
