//! Which bodies are read, to which limit, and what is said of those that are not taken.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::protocol::BodyHash;
use tower_oauth1::verify::{MemoryReplayStore, VerifyLayer};
use tower_oauth1::{BoxError, VerifyError};

use crate::harness::{Message, NOW, Server, credentials, signer, verifier};
use crate::support::{API, FORM, StreamingBody};

pub(crate) const JSON: &str = "application/json";

/// A request with an `oauth_body_hash`, whatever its body.
pub(crate) fn hashed(content_type: &str, hash: &str, body: &'static str) -> Message {
    let (mut parts, ()) = Request::post(format!("{API}/items"))
        .header(header::CONTENT_TYPE, content_type)
        .body(())
        .unwrap()
        .into_parts();
    let form = (content_type == FORM).then_some(body.as_bytes());
    let further = [("oauth_body_hash", hash)];
    let signed = signer().sign_with(&parts, form, &further).unwrap();
    let name = header::AUTHORIZATION;
    parts.headers.insert(name, signed.authorization_header());
    Message::sent(Request::from_parts(
        parts,
        Bytes::from_static(body.as_bytes()),
    ))
}

#[tokio::test]
async fn the_body_whose_hash_was_signed() {
    let server = Server::new();
    let request = hashed(JSON, "Lve95gjOVATpfV8EL5X4nxwjKHE=", "Hello World!");
    for other in ["Hello World?", "", "Hello World!!"] {
        let attack = request.clone().body(other);
        server.refuses(&attack, 401, &VerifyError::BodyHash).await;
    }
    let passed = server.accepts(&request).await;
    assert!(passed.by.body_is_signed());
    assert_eq!(passed.request.body(), "Hello World!");
}

#[tokio::test]
async fn a_hash_that_is_none() {
    let server = Server::new();
    let body = "Hello World!";
    let hmac = "VZVjXceV7JgPq/dOTnNmEfO0Fv8=";
    for wrong in [
        hmac,
        "",
        "=",
        "Lve95gjOVATpfV8EL5X4nxwjKHE",
        "Lve95gjOVATpfV8EL5X4nxwjKHF=",
        "x",
    ] {
        let attack = hashed(JSON, wrong, body);
        server.refuses(&attack, 401, &VerifyError::BodyHash).await;
    }
    let long = hashed(JSON, &"x".repeat(89), body);
    let malformed = VerifyError::Malformed("oauth_body_hash");
    server.refuses(&long, 400, &malformed).await;
}

#[tokio::test]
async fn a_hash_that_is_required_and_absent() {
    let server = Server::with(verifier().require_body_hash());
    let absent = VerifyError::Absent("oauth_body_hash");
    let json = Message::signed(&signer(), Method::POST, "/items", Some((JSON, "{}")));
    server.refuses(&json, 400, &absent).await;
    server.refuses(&Message::get("/items"), 400, &absent).await;
    server.accepts(&Message::form("/items", "a=1")).await;
    server
        .accepts(&hashed(JSON, &BodyHash::Sha1.of(b"{}"), "{}"))
        .await;
    server
        .accepts(&hashed(JSON, "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", ""))
        .await;
}

#[tokio::test]
async fn a_hash_of_a_form() {
    let hash = BodyHash::Sha1.of(b"a=1");
    let attack = hashed(FORM, &hash, "a=1");
    Server::new()
        .refuses(&attack, 400, &VerifyError::BodyHashOfForm)
        .await;
}

#[tokio::test]
async fn compressed_and_almost_forms() {
    let (server, form) = (Server::new(), Message::form("/items", "a=1"));
    for coding in ["gzip", "identity", ""] {
        let compressed = form.clone().with(header::CONTENT_ENCODING, coding);
        let reason = VerifyError::FormWithContentEncoding;
        server.refuses(&compressed, 415, &reason).await;
    }
    for almost in [
        "application/x-www-form-urlencodedx",
        "application/x-www-form-urlencoded, text/plain",
    ] {
        let attack = form.clone().with(header::CONTENT_TYPE, almost);
        server.refuses(&attack, 415, &VerifyError::AlmostForm).await;
    }
    server.accepts(&form).await;
    let gzip = Message::signed(&signer(), Method::POST, "/items", Some((JSON, "..")));
    server
        .accepts(&gzip.with(header::CONTENT_ENCODING, "gzip"))
        .await;
}

#[tokio::test]
async fn bodies_over_the_limit() {
    let mut server = Server::new();
    server.layer = server.layer.clone().body_limit(12);
    let reason = VerifyError::BodyTooLong { limit: 12 };
    server
        .refuses(&Message::form("/items", "a=12345678901"), 413, &reason)
        .await;
    let hash = BodyHash::Sha1.of(b"Hello World!!");
    server
        .refuses(&hashed(JSON, &hash, "Hello World!!"), 413, &reason)
        .await;
    server
        .accepts(&Message::form("/items", "a=1234567890"))
        .await;
    server
        .accepts(&hashed(
            JSON,
            "Lve95gjOVATpfV8EL5X4nxwjKHE=",
            "Hello World!",
        ))
        .await;
    let long = Message::signed(
        &signer(),
        Method::POST,
        "/items",
        Some((JSON, "Hello World!!")),
    );
    server.accepts(&long).await;
}

/// The layer over a service that answers with the body that it gets.
fn echo<B: Send + 'static>()
-> impl Service<Request<B>, Response = Response<Option<B>>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ 'static {
    tower::service_fn(|request: Request<B>| async { Ok(Response::new(Some(request.into_body()))) })
}

fn streaming(message: &Message, body: &StreamingBody) -> Request<StreamingBody> {
    message.received().map(|_| body.clone())
}

fn layer() -> VerifyLayer<tower_oauth1::verify::MemoryCredentials, MemoryReplayStore> {
    VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier())
}

/// A `POST` of JSON whose protocol parameters stand in the query.
fn signed_in_the_query() -> Message {
    let request = Request::post(format!("{API}/items?a=1")).header(header::CONTENT_TYPE, JSON);
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    let signed = signer().sign(&parts, None).unwrap();
    parts.uri = signed.append_to_query(&parts.uri).unwrap();
    Message::sent(Request::from_parts(parts, Bytes::new()))
}

/// Section 4.4.
#[tokio::test]
async fn answers_that_a_shared_cache_must_not_keep() {
    let in_the_form = {
        let request = Request::post(format!("{API}/items")).header(header::CONTENT_TYPE, FORM);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let signed = signer().sign(&parts, Some(b"a=1")).unwrap();
        let form = signed.append_to_form(b"a=1");
        Message::sent(Request::from_parts(parts, form.into()))
    };
    let control = async |message: &Message, own: Option<&'static str>| {
        let inner = tower::service_fn(move |_: Request<Full<Bytes>>| async move {
            let mut response = Response::new(());
            if let Some(own) = own {
                let own = http::HeaderValue::from_static(own);
                response.headers_mut().insert(header::CACHE_CONTROL, own);
            }
            Ok::<_, Infallible>(response)
        });
        let response = layer()
            .layer(inner)
            .oneshot(message.received())
            .await
            .unwrap();
        assert_eq!(response.status(), 200, "{message:?}");
        let control = response.headers().get_all(header::CACHE_CONTROL).iter();
        control
            .map(|value| value.to_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    for message in [in_the_form, signed_in_the_query()] {
        assert_eq!(control(&message, None).await, ["private"]);
        assert_eq!(control(&message, Some("no-store")).await, ["no-store"]);
    }
    let in_the_header = [Message::get("/items"), Message::form("/items", "a=1")];
    for message in in_the_header {
        assert!(
            control(&message, None).await.is_empty(),
            "HTTP has its own rule for these"
        );
        assert_eq!(control(&message, Some("public")).await, ["public"]);
    }
}

#[tokio::test]
async fn other_bodies_stream_through_untouched() {
    let in_the_header = Message::signed(&signer(), Method::POST, "/items", Some((JSON, "")));
    for message in [in_the_header, signed_in_the_query()] {
        let body = StreamingBody::default();
        body.push("a part");
        let service = layer().layer(echo());
        let response = service.oneshot(streaming(&message, &body)).await.unwrap();
        assert_eq!(response.status(), 200);
        let passed = response.into_body().unwrap();
        assert_eq!(
            passed.polls(),
            0,
            "nobody read it, and it need not have ended"
        );
    }
}

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
    let passed = response.into_body().unwrap().collect().await.unwrap();
    assert_eq!(passed.to_bytes(), "title=a+b");
}

#[tokio::test]
async fn what_the_head_alone_gets_wrong_costs_no_reading() {
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
        // It neither ends nor says how long it is.
        let body = StreamingBody::default();
        let service = layer().layer(echo());
        let response = service.oneshot(streaming(&attack, &body));
        let limit = std::time::Duration::from_secs(5);
        let response = tokio::time::timeout(limit, response).await;
        let response = response.unwrap_or_else(|_| panic!("it waits for the body: {attack:?}"));
        assert_eq!(response.unwrap().status(), status, "{attack:?}");
        assert_eq!(body.polls(), 0, "{attack:?}");
    }
    // What is signed in the form has to be read, and so has what is signed in the head.
    for (form, status) in [(form, 200), (in_the_query, 401)] {
        let body = StreamingBody::default();
        body.push("a=1").end();
        let service = layer().layer(echo());
        let response = service.oneshot(streaming(&form, &body)).await.unwrap();
        assert_eq!(response.status(), status, "{form:?}");
    }
}

/// The clock that a request is parsed by is not the one that it is accepted by.
#[tokio::test]
async fn a_form_that_comes_so_slowly_that_its_timestamp_is_over() {
    for (late, status) in [(300, 200), (301, 401)] {
        let now = Arc::new(AtomicU64::new(NOW));
        let clock = Arc::clone(&now);
        let verifier = verifier().clock(move || clock.load(Ordering::Relaxed));
        let replay = MemoryReplayStore::new(100);
        let service = VerifyLayer::new(credentials(), replay, verifier).layer(echo());
        // Neither the form nor the body with a hash is known to be whole before the end.
        let hashed = hashed(JSON, &BodyHash::Sha1.of(b"a=1"), "a=1");
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
        match break_off {
            true => body.push_error(),
            false => body.push("1").push_trailers(),
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
                assert!(failure.get_ref().is::<crate::support::Broken>());
            }
        }
    }
}

#[tokio::test]
async fn a_layer_that_reads_no_bodies() {
    // A body type that can be made of nothing, and a service that asks nothing of it.
    struct Opaque;
    let service = || layer().header_only().layer(echo::<Opaque>());
    let send = async |message: Message| {
        let request = message.received().map(|_| Opaque);
        let response = service().oneshot(request).await.unwrap();
        let reason = response.extensions().get::<VerifyError>().cloned();
        (response.status().as_u16(), reason)
    };
    let json = Message::signed(&signer(), Method::POST, "/items", Some((JSON, "{}")));
    assert_eq!(send(json).await, (200, None));
    assert_eq!(send(Message::get("/items")).await, (200, None));
    let refused = (415, Some(VerifyError::HeaderOnly));
    assert_eq!(send(Message::form("/items", "a=1")).await, refused);
    assert_eq!(
        send(hashed(JSON, "Lve95gjOVATpfV8EL5X4nxwjKHE=", "Hello World!")).await,
        refused
    );
    let empty = Message::form("/items", "").with(header::CONTENT_LENGTH, "0");
    assert_eq!(send(empty).await, (200, None));
}

#[tokio::test]
async fn a_body_that_is_made_anew_by_a_function() {
    type Boxed = http_body_util::combinators::UnsyncBoxBody<Bytes, BoxError>;
    fn boxed(bytes: Bytes) -> Boxed {
        Full::new(bytes).map_err(BoxError::from).boxed_unsync()
    }
    let service = layer().rebuild_body_with(boxed).layer(echo::<Boxed>());
    let request = Message::form("/items", "a=1").received();
    let request = request.map(|body| body.map_err(BoxError::from).boxed_unsync());
    let response = service.oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let passed = response.into_body().unwrap().collect().await.unwrap();
    assert_eq!(passed.to_bytes(), "a=1");
}

/// Panics unless the very instance that is called was made ready.
#[derive(Default)]
struct Strict {
    ready: bool,
}

impl Clone for Strict {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Service<Request<StreamingBody>> for Strict {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Infallible>> {
        self.ready = true;
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<StreamingBody>) -> Self::Future {
        assert!(
            std::mem::take(&mut self.ready),
            "this instance was not made ready"
        );
        std::future::ready(Ok(Response::new(())))
    }
}

#[tokio::test]
async fn the_service_that_was_made_ready_is_called() {
    let mut service = layer().layer(Strict::default());
    for _ in 0..3 {
        let body = StreamingBody::from(Bytes::from_static(b"a=1"));
        let request = streaming(&Message::form("/items", "a=1"), &body);
        let response = service.ready().await.unwrap().call(request).await.unwrap();
        assert_eq!(response.status(), 200);
    }
}
