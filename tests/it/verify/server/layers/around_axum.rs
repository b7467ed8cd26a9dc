//! The server layer in each place where a router of axum takes a layer.

use axum::body::Body;
use axum::error_handling::HandleErrorLayer;
use axum::extract::Extension;
use axum::routing::{MethodRouter, post};
use axum::{Json, Router};
use http::{Request, StatusCode, header};
use tower::{BoxError, ServiceBuilder, ServiceExt};
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::timeout::ResponseBodyTimeoutLayer;
use tower_http::trace::TraceLayer;
use tower_oauth1::{Authenticated, VerifyError};

use super::verify;
use crate::support::as_text;
use crate::verify::server::harness::Message;

async fn handler(Extension(caller): Extension<Authenticated>, body: String) -> String {
    format!("{}: {body}", caller.client_identifier())
}

fn route() -> MethodRouter {
    post(handler)
}

/// Checks what the router responds at this path: to a signed request, to an unsigned one, and to a
/// `GET`, which it has not.
async fn check(app: Router, path: &str, [signed, unsigned, get]: [u16; 3]) {
    let message = Message::form(path, "a=1");
    let bare = message.clone().without(header::AUTHORIZATION);
    for (message, status) in [
        (message, signed),
        (bare, unsigned),
        (Message::get(path), get),
    ] {
        let request = message.received().map(Body::new);
        let response = as_text(app.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(response.status(), status, "{message:?}");
        if status == 200 {
            assert_eq!(response.body(), "client-id: a=1");
        }
    }
}

#[tokio::test]
async fn router_layer() {
    let app = || Router::new().route("/photos", route()).layer(verify());
    check(app(), "/photos", [200, 401, 405]).await;
    check(app(), "/unknown", [404, 401, 404]).await;
}

#[tokio::test]
async fn route_layer() {
    let app = || {
        Router::new()
            .route("/photos", route())
            .route_layer(verify())
    };
    check(app(), "/photos", [200, 401, 405]).await;
    check(app(), "/unknown", [404, 404, 404]).await;
}

#[tokio::test]
async fn method_router_layer() {
    let app = Router::new().route("/photos", route().layer(verify()));
    check(app, "/photos", [200, 401, 405]).await;
    let app = Router::new().route("/photos", route().route_layer(verify()));
    check(app, "/photos", [200, 401, 405]).await;
}

#[tokio::test]
async fn nest_and_merge() {
    let inner = || Router::new().route("/photos", route());
    let outside = Router::new().nest("/api", inner()).layer(verify());
    check(outside, "/api/photos", [200, 401, 405]).await;
    // The nested router sees the path without its prefix, which is not the one that is signed.
    let nested = Router::new().nest("/api", inner().layer(verify()));
    check(nested, "/api/photos", [401, 401, 401]).await;
    let merged = || {
        let open = Router::new().route("/open", post(|| async { "open" }));
        inner().layer(verify()).merge(open)
    };
    check(merged(), "/photos", [200, 401, 405]).await;
    let open = Request::post("/open").body(Body::empty()).unwrap();
    assert_eq!(merged().oneshot(open).await.unwrap().status(), 200);
    let service = Router::new().route_service("/photos", route().layer(verify()));
    check(service, "/photos", [200, 401, 405]).await;
    let fallback = Router::new().fallback_service(inner().layer(verify()));
    check(fallback, "/photos", [200, 401, 405]).await;
}

#[tokio::test]
async fn many_layers_in_one_builder() {
    let layers = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http())
        .layer(CompressionLayer::new())
        .layer(CorsLayer::permissive())
        .layer(verify())
        .layer(TraceLayer::new_for_http())
        .layer(ResponseBodyTimeoutLayer::new(
            std::time::Duration::from_secs(60),
        ))
        .layer(CompressionLayer::new());
    let app = Router::new().route("/photos", route()).layer(layers);
    check(app, "/photos", [200, 401, 405]).await;
}

#[tokio::test]
async fn an_inner_layer_that_can_fail() {
    let layers = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(|error: BoxError| async move {
            (StatusCode::SERVICE_UNAVAILABLE, error.to_string())
        }))
        .layer(verify())
        .load_shed()
        .concurrency_limit(1);
    let app = Router::new().route("/photos", route()).layer(layers);
    check(app, "/photos", [200, 401, 405]).await;
}

/// A handler that verifies step by step returns the response as it is.
#[tokio::test]
async fn a_handler_returns_a_refusal() {
    async fn refuse(Json(signed): Json<bool>) -> Result<(), http::Response<String>> {
        if signed {
            Ok(())
        } else {
            Err(VerifyError::Unsigned.response("Photos"))
        }
    }
    async fn grant() -> impl axum::response::IntoResponse {
        tower_oauth1::grant::GrantError::Verifier.response("Photos")
    }
    let app = Router::new()
        .route("/refuse", post(refuse))
        .route("/grant", post(grant));
    for (path, body) in [
        ("/refuse", ""),
        ("/grant", "oauth_problem=verifier_invalid"),
    ] {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from("false")).unwrap();
        let response = as_text(app.clone().oneshot(request).await.unwrap()).await;
        assert_eq!(response.status(), 401);
        assert_eq!(response.body(), body);
        assert!(response.headers().contains_key(header::WWW_AUTHENTICATE));
    }
}
