//! A router of the server itself that removes a part of the path, such as `nest` of axum.

use axum::Router;
use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use axum::routing::get;
use http::{StatusCode, Uri};
use tower::ServiceExt;
use tower_oauth1::verify::{Authenticated, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{PublicOrigin, RequestVerifier, VerifyError};

use super::{PROXY, assert_passed, assert_refused, outcome_of, signed};
use crate::verify::server::harness::{NOW, credentials};

fn verifier() -> RequestVerifier {
    RequestVerifier::new(PublicOrigin::fixed("https://api.example.com").unwrap()).clock(|| NOW)
}

fn of_axum(verifier: RequestVerifier) -> RequestVerifier {
    verifier.signed_uri(|parts| {
        parts
            .extensions
            .get::<OriginalUri>()
            .map(|uri| uri.0.clone())
    })
}

/// Returns the status, and the URI that was verified or the reason.
async fn nested(verifier: RequestVerifier, uri: &str) -> (StatusCode, String) {
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier);
    async fn show(axum::Extension(by): axum::Extension<Authenticated>, uri: Uri) -> String {
        format!("{} {uri}", by.uri())
    }
    let inner = Router::new().route("/photos", get(show)).layer(layer);
    let app = Router::new().nest("/v1", Router::new().nest("/user", inner));
    let request: Request = signed(uri).received().map(Body::new);
    let response = app.oneshot(request).await.unwrap();
    let reason = response
        .extensions()
        .get::<VerifyError>()
        .map(ToString::to_string);
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1000)
        .await
        .unwrap();
    let body = String::from_utf8_lossy(&body).into_owned();
    (status, reason.unwrap_or(body))
}

#[tokio::test]
async fn inside_nest_of_axum() {
    let uri = "https://api.example.com/v1/user/photos?size=original";
    let signed = "https://api.example.com/v1/user/photos";
    let (status, text) = nested(of_axum(verifier()), uri).await;
    assert_eq!(
        (status, text),
        (StatusCode::OK, format!("{signed} /photos?size=original"))
    );
    // Without the setting, the path has lost its prefix.
    let (status, text) = nested(verifier(), uri).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "{text}");

    // A proxy that also removes a prefix.
    let origin = PublicOrigin::fixed("https://api.example.com").unwrap();
    let verifier = RequestVerifier::new(origin.path_prefix("/api").unwrap()).clock(|| NOW);
    let (_, text) = nested(of_axum(verifier.clone()), uri).await;
    assert!(text.contains("wrong signature"), "{text}");
    let request = super::signed("https://api.example.com/api/v1/user/photos");
    let mut request = request.target("/photos").received();
    let whole = Uri::from_static("/v1/user/photos");
    request.extensions_mut().insert(OriginalUri(whole));
    let found = crate::verify::server::forwarded::refusal_of(of_axum(verifier), request, None);
    assert_eq!(found.await, None);
}

#[tokio::test]
async fn a_uri_that_cannot_be_the_signed_one_is_refused() {
    let at = |uri: &'static str| verifier().signed_uri(move |_| Some(Uri::from_static(uri)));
    let request = signed("https://api.example.com/v1/photos?a=b").target("/photos?a=b");
    assert_passed(&outcome_of(at("/v1/photos?a=b"), &request, PROXY).await);
    assert_passed(&outcome_of(at("http://other.example/v1/photos?a=b"), &request, PROXY).await);
    let other = outcome_of(at("/v2/photos?a=b"), &request, PROXY).await;
    assert_refused(&other, 401, &["wrong signature"]);
    // Handlers read the query of the request, so it must be the signed one.
    for uri in [
        "/v1/photos",
        "/v1/photos?a=c",
        "/v1/photos?a=b&a=b",
        "*",
        "h:443",
    ] {
        let found = outcome_of(at(uri), &request, PROXY).await;
        assert_refused(&found, 400, &["signed_uri", "query"]);
    }
    // `None` leaves the path of the request.
    let none = verifier().signed_uri(|_| None);
    let request = signed("https://api.example.com/photos");
    assert_passed(&outcome_of(none, &request, PROXY).await);
}
