//! `Authenticated` as an argument of axum handlers.

use axum::Router;
use axum::body::Body;
use axum::routing::any;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;
use tower_oauth1::verify::{Authenticated, MemoryReplayStore, NotAuthenticated, VerifyLayer};

use crate::verify::server::harness::{Message, credentials, verifier};

async fn me(caller: Authenticated) -> String {
    format!(
        "{} for {:?}",
        caller.client_identifier(),
        caller.token_identifier()
    )
}

fn request(message: &Message) -> Request<Body> {
    message.received().map(Body::new)
}

#[tokio::test]
async fn a_handler_receives_the_caller() {
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier());
    let app: Router = Router::new().route("/me", any(me)).layer(layer);
    let response = app
        .clone()
        .oneshot(request(&Message::form("/me?a=1", "b=2")))
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "client-id for Some(\"token-id\")");
    let forged = Message::get("/me").setting("oauth_signature", "x");
    let response = app.oneshot(request(&forged)).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_the_layer_every_request_is_refused() {
    let app: Router = Router::new().route("/me", any(me));
    let response = app.oneshot(request(&Message::get("/me"))).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(response.extensions().get::<NotAuthenticated>().is_some());
}
