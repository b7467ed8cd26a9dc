//! The dance over whole stacks, and over one that signs by itself.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::post;
use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::Full;
use tower::util::service_fn;
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::{OAuth1Layer, Scope, TokenCredentials};

use crate::provider::{GRANTED, INITIATED, assert_signed, flow, parameter, signer, url};

type Body = Full<Bytes>;

/// A layer in whose scope the endpoints are signs what comes from elsewhere, and lets the dance's own
/// requests pass as they are.
#[tokio::test]
async fn a_stack_that_signs_the_same_origin() {
    let seen: Arc<Mutex<Vec<Request<Body>>>> = Arc::default();
    let received = Arc::clone(&seen);
    let http = service_fn(move |request: Request<Body>| {
        let answer = match request.uri().path() {
            "/initiate" => INITIATED,
            _ => GRANTED,
        };
        received.lock().unwrap().push(request);
        async move { Ok::<_, Infallible>(Response::new(Body::from(answer))) }
    });
    let user = signer().token(TokenCredentials::new("another-user", "s3cret"));
    let mut stack = OAuth1Layer::new(user, Scope::origin("https://h").unwrap()).layer(http);

    let callback = url("https://app.example.com/ready");
    let pending = flow()
        .request_temporary_credentials(&mut stack, callback)
        .await
        .unwrap();
    let answer = "?oauth_token=temp&oauth_verifier=4738";
    flow()
        .request_token_credentials(&mut stack, &pending, answer)
        .await
        .unwrap();
    let later = Request::get("https://h/resource")
        .body(Body::default())
        .unwrap();
    stack.ready().await.unwrap().call(later).await.unwrap();

    let seen = seen.lock().unwrap();
    let [initiate, token, later] = &seen[..] else {
        panic!("three requests: {}", seen.len());
    };
    assert_signed(initiate, "");
    assert_signed(token, "temp-s3cret");
    let sent = |request: &Request<Body>, name| parameter(request, name);
    assert_eq!(sent(initiate, "oauth_token"), None, "not the stack's user");
    assert_eq!(
        sent(initiate, "oauth_callback").as_deref(),
        Some("https://app.example.com/ready")
    );
    assert_eq!(sent(token, "oauth_token").as_deref(), Some("temp"));
    assert_eq!(sent(token, "oauth_verifier").as_deref(), Some("4738"));
    assert_eq!(sent(token, "oauth_callback"), None);
    assert_eq!(sent(later, "oauth_token").as_deref(), Some("another-user"));
    for request in [token, later] {
        let header = request.headers()[header::AUTHORIZATION].to_str().unwrap();
        assert!(!header.contains("oauth_callback"));
    }
    assert_eq!(sent(later, "oauth_verifier"), None);
}

#[tokio::test]
async fn an_axum_router() {
    let router: Router = Router::new()
        .route("/initiate", post(|| async { INITIATED }))
        .route("/token", post(|| async { GRANTED }));
    let mut http = router.into_service::<axum::body::Body>();
    let callback = url("https://app.example.com/ready");
    let pending = flow()
        .request_temporary_credentials(&mut http, callback)
        .await
        .unwrap();
    let answer = "/ready?oauth_token=temp&oauth_verifier=4738";
    let granted = flow()
        .request_token_credentials(&mut http, &pending, answer)
        .await
        .unwrap();
    assert_eq!(granted.credentials().identifier(), "token");
}
