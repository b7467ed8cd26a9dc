//! Client and server that use another header than `Authorization`.

use bytes::Bytes;
use http::{HeaderName, Request, header};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::verify::{MemoryReplayStore, Refusal, VerifyLayer};
use tower_oauth1::{OAuth1Layer, RequestVerifier, Scope};

use super::bodies::{echo, layer};
use crate::support::{API, send};
use crate::verify::server::harness::{Message, credentials, signer, verifier};

const OTHER: HeaderName = HeaderName::from_static("x-authorization");

fn other() -> RequestVerifier {
    verifier().header_name(OTHER)
}

/// Returns a request as a client with this header sends it, beside a Bearer token.
async fn sent() -> Message {
    let layer = OAuth1Layer::new(signer(), Scope::origin(API).unwrap()).header_name(OTHER);
    let request = Request::get(format!("{API}/photos"));
    let request = request.header(header::AUTHORIZATION, "Bearer of-the-gateway");
    let request = request.body(Full::<Bytes>::default()).unwrap();
    Message::sent(send(layer, request).await.unwrap())
}

#[tokio::test]
async fn both_halves_meet() {
    let message = sent().await;
    assert!(message.header(OTHER).starts_with("OAuth "));
    let server = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), other());
    let server = server.explain_refusals().layer(echo());
    let response = server.clone().oneshot(message.received()).await.unwrap();
    assert_eq!(response.status(), 200);
    // Shared caches know `Authorization` only (section 4.4).
    assert_eq!(response.headers()[header::CACHE_CONTROL], "private");

    let copy = server.clone().oneshot(message.received()).await.unwrap();
    assert_eq!(copy.status(), 401);
    let refusal = copy.extensions().get::<Refusal>().unwrap();
    assert_eq!(refusal.client_identifier(), Some("client-id"));
    let base_string = refusal.explanation().unwrap().base_string().unwrap();
    assert!(
        base_string.contains("oauth_consumer_key%3Dclient-id"),
        "{base_string}"
    );

    // A server that was not told so sees no signature.
    let response = layer()
        .layer(echo())
        .oneshot(message.received())
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
    // And this one does not read `Authorization`.
    let usual = Message::get("/photos");
    let response = server.oneshot(usual.received()).await.unwrap();
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn two_of_them_and_step_by_step() {
    let message = sent().await;
    let twice = message.clone().and(OTHER, message.header(OTHER));
    let server = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), other());
    let server = server.layer(echo());
    let response = server.oneshot(twice.received()).await.unwrap();
    assert_eq!(response.status(), 400);

    let (parts, _) = message.received().into_parts();
    let verifier = other();
    let unverified = verifier.parse(&parts, None).unwrap();
    assert_eq!(unverified.client_identifier(), "client-id");
}
