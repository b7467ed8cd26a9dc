//! The events of a server that verifies requests step by step.

use http::{Request, header};
use tower_oauth1::sign::BodyHashPolicy;
use tower_oauth1::verify::{MemoryReplayStore, RegisteredClient};
use tower_oauth1::{OAuth1Layer, Scope, SignatureMethod, VerifyError};

use super::collector::Collector;
use super::received::{Body, received, signer, verifier};
use crate::support::{FORM, client, send, token};

#[tokio::test]
async fn step_by_step() {
    let (parts, _) = received(&signer()).into_parts();
    let logs = Collector::start();
    let (verifier, replay) = (verifier(), MemoryReplayStore::new(10));
    let strict = verifier
        .clone()
        .signature_methods([SignatureMethod::HmacSha256]);
    strict.parse(&parts, None).unwrap_err();
    assert_eq!(logs.one().get("oauth.client_identifier"), Some("client-id"));

    let unverified = || verifier.parse(&parts, None).unwrap();
    unverified().verify(&client(), None).unwrap_err();
    let invalid = logs.one();
    let reason = VerifyError::SignatureInvalid.to_string();
    assert_eq!(invalid.get("oauth.reason"), Some(reason.as_str()));
    assert_eq!(invalid.get("oauth.nonce"), Some("7d8f3e4a"));

    let verified = || unverified().verify(&client(), Some(&token())).unwrap();
    verified().accept(&replay, None).await.unwrap();
    assert_eq!(logs.one().name, "accepted");
    verified().accept(&replay, None).await.unwrap_err();
    let reason = VerifyError::NonceUsed.to_string();
    assert_eq!(logs.one().get("oauth.reason"), Some(reason.as_str()));

    let registered = RegisteredClient::new(client());
    let key = registered.prepare(SignatureMethod::HmacSha1, None).unwrap();
    unverified().verify_prepared(&key).unwrap_err();
    assert_eq!(logs.one().name, "refused");
}

/// The two mistakes that only a server without the layer can make.
#[tokio::test]
async fn step_by_step_without_the_body() {
    let form = Request::post("https://api.example.com/photos").header(header::CONTENT_TYPE, FORM);
    let (parts, ()) = form.body(()).unwrap().into_parts();
    let verifier = verifier();
    let logs = Collector::start();
    verifier.parse(&parts, None).unwrap_err();
    let reason = VerifyError::FormNeeded.to_string();
    assert_eq!(logs.one().get("oauth.reason"), Some(reason.as_str()));

    let hashing = OAuth1Layer::new(signer(), Scope::any());
    let hashing = hashing.body_hash_policy(BodyHashPolicy::non_form());
    let request = Request::post("https://api.example.com/photos");
    let request = request.header(header::HOST, "api.example.com");
    let sent = send(hashing, request.body(Body::from("{}")).unwrap())
        .await
        .unwrap();
    let (parts, _) = sent.into_parts();
    logs.take();
    let verified = verifier.parse(&parts, None).unwrap();
    let verified = verified.verify(&client(), Some(&token())).unwrap();
    verified
        .accept(&MemoryReplayStore::new(10), None)
        .await
        .unwrap_err();
    let event = logs.one();
    let reason = VerifyError::BodyNeeded.to_string();
    assert_eq!(event.get("oauth.reason"), Some(reason.as_str()));
    assert_eq!(event.get("http.response.status_code"), Some("500"));
}
