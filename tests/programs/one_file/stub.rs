//! A server that verifies the client and the token of the examples.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::any;
use http::StatusCode;
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier, TokenCredentials};

use crate::authorize::provider::listen;

/// Puts these routes behind a layer that verifies. It accepts each nonce once.
pub(crate) fn verified(router: Router, origin: &str) -> Router {
    let credentials = MemoryCredentialStore::new();
    credentials
        .insert_client(ClientCredentials::new("client-id", "client-secret"))
        .unwrap();
    let token = TokenCredentials::new("token", "token-secret");
    credentials
        .insert_token(IssuedToken::new("client-id", token))
        .unwrap();
    let public = PublicOrigin::fixed(origin).unwrap();
    let verifier = RequestVerifier::new(public).allow_missing_token();
    router.layer(VerifyLayer::new(
        credentials,
        MemoryReplayStore::new(100),
        verifier,
    ))
}

/// Responds with 503 to the first verified request, and with `verified` to all others.
pub(crate) fn busy_once() -> Router {
    let count = Arc::new(AtomicUsize::new(0));
    let respond = move || async move {
        if count.fetch_add(1, Ordering::Relaxed) == 0 {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        Ok("verified")
    };
    Router::new().route("/resource", any(respond))
}

/// Serves these routes until the end of the test. Returns the origin.
pub(crate) async fn serve(router: Router) -> String {
    let (listener, address) = listen().await;
    let origin = format!("http://{address}");
    let router = verified(router, &origin);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    origin
}
