//! A layer that lets requests pass without a signature, and what must not pass as such a request.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Method, Request, Response, header};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::verify::{Authenticated, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{RequestVerifier, VerifyError};

use super::bodies::{JSON, layer};
use super::harness::{Message, credentials, signer, verifier};
use crate::support::{FORM, StreamingBody};

/// Sends a request through a layer that lets unsigned requests pass. Returns the status and, if the
/// request passed, the client.
async fn send_with(
    verifier: RequestVerifier,
    request: Request<Full<Bytes>>,
) -> (u16, Option<VerifyError>, Option<String>) {
    let caller = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&caller);
    let inner = tower::service_fn(move |request: Request<Full<Bytes>>| {
        let caller = request.extensions().get::<Authenticated>();
        let caller = caller.map(|caller| caller.client_identifier().to_owned());
        *seen.lock().unwrap() = caller;
        std::future::ready(Ok::<_, Infallible>(Response::new(())))
    });
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier);
    let service = layer.allow_unsigned().layer(inner);
    let response = service.oneshot(request).await.unwrap();
    let error = response.extensions().get::<VerifyError>().cloned();
    let caller = caller.lock().unwrap().take();
    (response.status().as_u16(), error, caller)
}

async fn send(message: &Message) -> (u16, Option<VerifyError>, Option<String>) {
    send_with(verifier(), message.received()).await
}

/// Checks that a request passes, and that nobody is its caller.
async fn passes(message: Message) {
    assert_eq!(send(&message).await, (200, None, None), "{message:?}");
}

/// Checks that a request is refused with this status.
async fn refused(message: Message, status: u16) {
    let (found, error, caller) = send(&message).await;
    assert_eq!((found, caller), (status, None), "{message:?}");
    assert!(error.is_some(), "{message:?}");
    // It is refused as without the setting.
    let usual = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier());
    let service = usual.layer(super::bodies::echo());
    let usual = service.oneshot(message.received()).await.unwrap();
    assert_eq!(usual.status(), status, "{message:?}");
    assert_eq!(usual.extensions().get(), error.as_ref());
}

fn get() -> Message {
    Message::get("/photos").without(header::AUTHORIZATION)
}

fn post(content_type: &str, body: &'static str) -> Message {
    let message = get().method(Method::POST).body(body);
    message.with(header::CONTENT_TYPE, content_type)
}

#[tokio::test]
async fn signed_requests_have_a_caller() {
    for message in [Message::get("/photos"), Message::form("/photos?a=1", "b=2")] {
        let caller = Some("client-id".to_owned());
        assert_eq!(send(&message).await, (200, None, caller), "{message:?}");
    }
}

#[tokio::test]
async fn unsigned_requests_have_none() {
    passes(get()).await;
    passes(get().target("/photos?size=original&oauth=1&xoauth_token=2&OAUTH_TOKEN=3")).await;
    passes(post(FORM, "a=1&b=2")).await;
    passes(post(FORM, "")).await;
    passes(post(JSON, "{}")).await;
    for other in [
        "Bearer oauth_token",
        "Basic b2F1dGg=",
        "OAuth2 x",
        "oauth-x",
        "Digest a=\"b, c\"",
    ] {
        passes(get().with(header::AUTHORIZATION, other)).await;
    }
}

#[tokio::test]
async fn wrongly_signed_requests_are_refused_with_401() {
    refused(Message::get("/photos").setting("oauth_signature", "x"), 401).await;
    refused(Message::get("/photos").target("/photos?a=1"), 401).await;
    refused(Message::get("/photos").setting("oauth_timestamp", "1"), 401).await;
}

#[tokio::test]
async fn a_header_that_is_empty_or_half_is_refused_with_400() {
    for half in [
        "OAuth",
        "oauth",
        "OAUTH ",
        "OAuth\t",
        "OAuth realm=\"x\"",
        "OAuth oauth_token=\"token-id\"",
        "OAuth ,",
        "OAuth x",
    ] {
        refused(get().with(header::AUTHORIZATION, half), 400).await;
        let behind = get().with(header::AUTHORIZATION, "Bearer x");
        refused(behind.and(header::AUTHORIZATION, half), 400).await;
    }
}

/// A proxy may join two headers. Without the setting, these are unsigned too.
#[tokio::test]
async fn a_header_joined_with_another_is_refused_with_401() {
    for joined in [
        "Bearer x, OAuth oauth_token=\"token-id\"",
        "Basic eDp5,oauth",
        ", OAuth oauth_token=\"t\"",
    ] {
        refused(get().with(header::AUTHORIZATION, joined), 401).await;
    }
}

#[tokio::test]
async fn half_a_signature_in_the_query_is_refused_with_400() {
    for name in [
        "oauth_body_hash",
        "oauth_callback",
        "oauth_consumer_key",
        "oauth_nonce",
        "oauth_session_handle",
        "oauth_signature",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_token",
        "oauth_verifier",
        "oauth_version",
    ] {
        refused(get().target(&format!("/photos?a=1&{name}=x")), 400).await;
        refused(get().target(&format!("/photos?{name}")), 400).await;
        refused(post(FORM, format!("a=1&{name}=x").leak()), 400).await;
    }
}

#[tokio::test]
async fn encoded_names_are_refused_with_400() {
    for name in [
        "%6Fauth_token",
        "oauth%5Ftoken",
        "%6f%61%75%74%68%5f%74%6f%6b%65%6e",
    ] {
        refused(get().target(&format!("/photos?{name}=x")), 400).await;
        refused(post(FORM, format!("{name}=x").leak()), 400).await;
    }
    // This is encoded twice, so it is the name of no protocol parameter.
    passes(get().target("/photos?%256Fauth_token=x")).await;
}

#[tokio::test]
async fn forms_that_cannot_be_read_are_refused() {
    const TOKEN: &str = "oauth_token=token-id";
    // Almost a form.
    for content_type in [
        "application/x-www-form-urlencodedx",
        "text/plain; application/x-www-form-urlencoded",
    ] {
        refused(post(content_type, TOKEN), 415).await;
        refused(post(content_type, "a=1"), 415).await;
    }
    let encoded = post(FORM, "a=1").with(header::CONTENT_ENCODING, "gzip");
    refused(encoded, 415).await;
    let fields: &'static str = "a=1&".repeat(300).leak();
    refused(post(FORM, fields), 400).await;
    // These are no forms, so no handler reads a field of them.
    for content_type in ["text/plain", "multipart/form-data; boundary=x", JSON] {
        passes(post(content_type, TOKEN)).await;
    }
    passes(post(FORM, TOKEN).without(header::CONTENT_TYPE).body("a=1")).await;
}

#[tokio::test]
async fn forms_that_are_too_long_break_off_or_have_trailers_are_refused() {
    let message = post(FORM, "");
    let status = async |layer: VerifyLayer<_, _>, body: &StreamingBody| {
        let service = layer.allow_unsigned().layer(super::bodies::echo());
        let request = super::bodies::streaming(&message, body);
        service.oneshot(request).await.unwrap().status().as_u16()
    };
    let body = StreamingBody::default();
    body.push("a=1234").end();
    assert_eq!(status(layer().body_limit(5), &body).await, 413);
    let body = StreamingBody::default();
    body.push("a=1").push_error();
    assert_eq!(status(layer(), &body).await, 400);
    let body = StreamingBody::default();
    body.push("a=1").push_trailers();
    assert_eq!(status(layer(), &body).await, 400);
    // A layer that reads no bodies cannot know what the form has.
    let service = layer().bodies_untouched().allow_unsigned();
    let service = service.layer(super::bodies::echo());
    let response = service.oneshot(post(FORM, "a=1").received()).await.unwrap();
    assert_eq!(response.status(), 415);
}

#[tokio::test]
async fn a_planted_caller_is_removed() {
    // This is how a caller of an earlier request gets into the hands of an attacker in the process.
    let planted = crate::verify::server::harness::Server::new();
    let planted = planted.accepts(&Message::get("/photos")).await.by;
    let mut request = get().received();
    request.extensions_mut().insert(planted.clone());
    assert_eq!(send_with(verifier(), request).await, (200, None, None));
    // A signed request has its own caller.
    let signer = tower_oauth1::Signer::new(tower_oauth1::ClientCredentials::new(
        "other-id",
        "other-secret",
    ));
    let token = tower_oauth1::TokenCredentials::new("other-token", "other-token-secret");
    let signer = signer.with_token(token).with_clock(|| super::harness::NOW);
    let mut request = Message::signed(&signer, Method::GET, "/photos", None).received();
    request.extensions_mut().insert(planted);
    let caller = Some("other-id".to_owned());
    assert_eq!(send_with(verifier(), request).await, (200, None, caller));
}

#[tokio::test]
async fn with_another_header_both_are_looked_at() {
    const OTHER: http::HeaderName = http::HeaderName::from_static("x-authorization");
    let other = || verifier().header_name(OTHER);
    let status = async |message: Message| send_with(other(), message.received()).await.0;
    assert_eq!(status(get()).await, 200);
    assert_eq!(status(get().with(OTHER, "OAuth")).await, 400);
    assert_eq!(
        status(get().with(header::AUTHORIZATION, "OAuth")).await,
        401
    );
    assert_eq!(status(Message::get("/photos")).await, 401);
}

/// Who removes a signature makes an anonymous request, as the documentation says.
#[tokio::test]
async fn a_request_whose_signature_is_removed_is_anonymous() {
    let stripped = Message::signed(&signer(), Method::POST, "/photos", Some((FORM, "a=1")));
    passes(stripped.without(header::AUTHORIZATION)).await;
}

/// A shared cache must not respond to a signed request with the response to an anonymous one.
#[tokio::test]
async fn responses_vary_with_the_header() {
    const OTHER: http::HeaderName = http::HeaderName::from_static("x-authorization");
    let send = async |verifier, message: Message, vary: &'static [&str]| {
        let inner = tower::service_fn(move |_: Request<Full<Bytes>>| {
            let mut response = Response::new(());
            for value in vary {
                let value = value.parse().unwrap();
                response.headers_mut().append(header::VARY, value);
            }
            std::future::ready(Ok::<_, Infallible>(response))
        });
        let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier);
        let service = layer.allow_unsigned().layer(inner);
        let response = service.oneshot(message.received()).await.unwrap();
        let values = response.headers().get_all(header::VARY).iter();
        let values = values.map(|value| value.to_str().unwrap().to_owned());
        values.collect::<Vec<_>>().join(" | ")
    };
    for message in [get(), Message::get("/photos")] {
        for (inside, outside) in [
            (&[][..], "authorization"),
            (&["accept"], "accept | authorization"),
            (&["accept, Authorization"], "accept, Authorization"),
            (&["accept", "AUTHORIZATION ,x"], "accept | AUTHORIZATION ,x"),
            (&["*"], "*"),
            (&["x-authorization"], "x-authorization | authorization"),
        ] {
            let found = send(verifier(), message.clone(), inside).await;
            assert_eq!(found, outside, "{message:?}");
        }
    }
    let other = verifier().header_name(OTHER);
    assert_eq!(
        send(other, get(), &["accept"]).await,
        "accept | x-authorization"
    );
    // Without the setting, each response is for a signed request.
    let usual = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier());
    let service = usual.layer(super::bodies::echo());
    let response = service.oneshot(Message::get("/photos").received()).await;
    assert!(!response.unwrap().headers().contains_key(header::VARY));
}
