//! A layer outside the server layer changes the type of the request body.

use axum::body::Body;
use axum::{Router, routing::get};
use tower::ServiceBuilder;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::map_request_body::MapRequestBodyLayer;
use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore};
use tower_oauth1::{PublicOrigin, VerifyLayer};

fn main() {
    let origin = PublicOrigin::fixed("https://api.example.com").unwrap();
    let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(10));
    let layers = ServiceBuilder::new()
        .layer(RequestBodyLimitLayer::new(1000))
        .layer(MapRequestBodyLayer::new(Body::new))
        .layer(VerifyLayer::new(credentials, replay, origin));
    let _app: Router = Router::new().route("/", get(|| async {})).layer(layers);
}
