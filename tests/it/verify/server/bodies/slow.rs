//! Bodies that arrive in pieces, break off, or that the layer need not wait for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::header;
use http_body_util::BodyExt;
use tower::{Layer, ServiceExt};
use tower_oauth1::VerifyError;
use tower_oauth1::protocol::BodyHashAlgorithm;
use tower_oauth1::verify::{MemoryReplayStore, VerifyLayer};

use super::{JSON, echo, hashed, layer, signed_in_the_query, streaming};
use crate::support::{Broken, FORM, StreamingBody};
use crate::verify::server::harness::{Message, NOW, credentials, verifier};

#[tokio::test]
async fn a_form_that_comes_in_pieces_is_waited_for() {
    let body = StreamingBody::default();
    body.push("title=a");
    let form = Message::form("/items", "title=a+b");
    let service = layer().layer(echo());
    let response = tokio::spawn(service.oneshot(streaming(&form, &body)));
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    assert!(!response.is_finished());
    body.push("+b").end();
    let response = response.await.unwrap().unwrap();
    assert_eq!(response.status(), 200);
    let passed = response.into_body().collect().await.unwrap();
    assert_eq!(passed.to_bytes(), "title=a+b");
}

#[tokio::test]
async fn mistakes_in_the_head_are_refused_without_reading_the_body() {
    let form = Message::form("/items", "a=1");
    let signed = form.authorization();
    let in_the_query = signed_in_the_query().with(header::CONTENT_TYPE, FORM);
    let (_, query) = in_the_query.target.split_once('?').unwrap();
    let stale = NOW - 301;
    for (attack, status) in [
        (
            form.clone().setting("oauth_timestamp", &stale.to_string()),
            401,
        ),
        (form.clone().setting("oauth_timestamp", "-1"), 400),
        (form.clone().setting("oauth_version", "2.0"), 400),
        (
            form.clone().setting("oauth_signature_method", "HMAC-MD5"),
            400,
        ),
        (form.clone().leaving_out("oauth_nonce"), 400),
        (form.clone().leaving_out("oauth_token"), 400),
        (
            form.clone()
                .with(header::AUTHORIZATION, "OAuth oauth_nonce"),
            400,
        ),
        (form.clone().and(header::AUTHORIZATION, signed), 400),
        (form.clone().target(&format!("/items?{query}")), 400),
        (form.clone().target("/items?oauth_nonce=1"), 400),
        (
            in_the_query
                .clone()
                .target(&in_the_query.target.replace("version=1.0", "version=1.1")),
            400,
        ),
    ] {
        // This body neither ends nor states its length.
        let body = StreamingBody::default();
        let service = layer().layer(echo());
        let response = service.oneshot(streaming(&attack, &body));
        let limit = std::time::Duration::from_secs(5);
        let response = tokio::time::timeout(limit, response).await;
        let response =
            response.unwrap_or_else(|_| panic!("the layer waits for the body: {attack:?}"));
        assert_eq!(response.unwrap().status(), status, "{attack:?}");
        assert_eq!(body.polls(), 0, "{attack:?}");
    }
    // If the head is valid, the layer must read the form.
    for (form, status) in [(form, 200), (in_the_query, 401)] {
        let body = StreamingBody::default();
        body.push("a=1").end();
        let service = layer().layer(echo());
        let response = service.oneshot(streaming(&form, &body)).await.unwrap();
        assert_eq!(response.status(), status, "{form:?}");
    }
}

/// A request is parsed at one time and accepted at another, when the timestamp may be too old.
#[tokio::test]
async fn a_form_so_slow_that_its_timestamp_expires() {
    for (late, status) in [(300, 200), (301, 401)] {
        let now = Arc::new(AtomicU64::new(NOW));
        let clock = Arc::clone(&now);
        let verifier = verifier().clock(move || clock.load(Ordering::Relaxed));
        let replay = MemoryReplayStore::new(100);
        let service = VerifyLayer::new(credentials(), replay, verifier).layer(echo());
        // The layer knows only at the end whether the form, or the body with a hash, is complete.
        let hashed = hashed(JSON, &BodyHashAlgorithm::Sha1.hash(b"a=1"), "a=1");
        for message in [Message::form("/items", "a=1"), hashed] {
            now.store(NOW, Ordering::Relaxed);
            let body = StreamingBody::default();
            let response = tokio::spawn(service.clone().oneshot(streaming(&message, &body)));
            while body.polls() == 0 {
                tokio::task::yield_now().await;
            }
            now.store(NOW + late, Ordering::Relaxed);
            body.push("a=1").end();
            let response = response.await.unwrap().unwrap();
            assert_eq!(response.status(), status, "{late} {message:?}");
        }
    }
}

#[tokio::test]
async fn forms_that_break_off_or_have_trailers() {
    for (break_off, reason) in [(true, None), (false, Some(VerifyError::Trailers))] {
        let body = StreamingBody::default();
        body.push("a=");
        if break_off {
            body.push_error()
        } else {
            body.push("1").push_trailers()
        };
        let form = Message::form("/items", "a=1");
        let service = layer().layer(echo());
        let response = service.oneshot(streaming(&form, &body)).await.unwrap();
        assert_eq!(response.status(), 400);
        let why = response.extensions().get::<VerifyError>().unwrap();
        match reason {
            Some(reason) => assert_eq!(*why, reason),
            None => {
                let VerifyError::BodyUnreadable(failure) = why else {
                    panic!("{why:?}");
                };
                assert!(failure.get_ref().is::<Broken>());
            }
        }
    }
}
