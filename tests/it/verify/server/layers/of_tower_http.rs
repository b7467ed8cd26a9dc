//! The layers of tower-http.

use std::time::Duration;

use axum::body::Body;
use http::{HeaderValue, Request, StatusCode, header};
use tower::ServiceBuilder;
use tower_http::add_extension::AddExtensionLayer;
use tower_http::auth::{AddAuthorizationLayer, AsyncRequireAuthorizationLayer};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::decompression::{DecompressionLayer, RequestDecompressionLayer};
use tower_http::follow_redirect::FollowRedirectLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::map_request_body::MapRequestBodyLayer;
use tower_http::map_response_body::MapResponseBodyLayer;
use tower_http::metrics::InFlightRequestsLayer;
use tower_http::metrics::in_flight_requests::InFlightRequestsCounter;
use tower_http::normalize_path::NormalizePathLayer;
use tower_http::on_early_drop::{EarlyDropsAsFailures, OnEarlyDropLayer};
use tower_http::propagate_header::PropagateHeaderLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::sensitive_headers::{
    SetSensitiveHeadersLayer, SetSensitiveRequestHeadersLayer, SetSensitiveResponseHeadersLayer,
};
use tower_http::set_header::request::SetMultipleRequestHeadersLayer;
use tower_http::set_header::response::SetMultipleResponseHeadersLayer;
use tower_http::set_header::{HeaderMetadata, SetRequestHeaderLayer, SetResponseHeaderLayer};
use tower_http::set_status::SetStatusLayer;
use tower_http::timeout::{
    RequestBodyDeadlineLayer, RequestBodyTimeoutLayer, ResponseBodyDeadlineLayer,
    ResponseBodyTimeoutLayer, TimeoutLayer,
};
use tower_http::trace::{DefaultOnFailure, TraceLayer};
use tower_http::validate_request::ValidateRequestHeaderLayer;

use super::{Echo, Sent, check, inside, outside, verify};

const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn trace() {
    inside!(TraceLayer::new_for_http());
    outside!(TraceLayer::new_for_http());
}

#[tokio::test]
async fn timeouts() {
    let status = StatusCode::GATEWAY_TIMEOUT;
    inside!(TimeoutLayer::with_status_code(status, LONG));
    outside!(TimeoutLayer::with_status_code(status, LONG));
    inside!(ResponseBodyTimeoutLayer::new(LONG));
    outside!(ResponseBodyTimeoutLayer::new(LONG));
    inside!(ResponseBodyDeadlineLayer::new(LONG));
    outside!(ResponseBodyDeadlineLayer::new(LONG));
    inside!(RequestBodyTimeoutLayer::new(LONG));
    inside!(RequestBodyDeadlineLayer::new(LONG));
}

/// Checks the server layer with a layer outside it that changes the type of the request body.
macro_rules! outside_mapped {
    ($layer:expr) => {
        check(|| {
            let stack = ServiceBuilder::new().layer($layer);
            let stack = stack.layer(MapRequestBodyLayer::new(Body::new));
            stack.layer(verify()).service(Echo)
        })
        .await
    };
}

/// These need a `MapRequestBodyLayer` between them and the server layer. `tests/compile_fail`
/// checks what the compiler says without it.
#[tokio::test]
async fn layers_outside_that_change_the_type_of_the_request_body() {
    outside_mapped!(RequestBodyTimeoutLayer::new(LONG));
    outside_mapped!(RequestBodyDeadlineLayer::new(LONG));
    outside_mapped!(RequestBodyLimitLayer::new(1000));
    outside_mapped!(RequestDecompressionLayer::new());
}

#[tokio::test]
async fn compression() {
    inside!(CompressionLayer::new());
    outside!(CompressionLayer::new());
    inside!(DecompressionLayer::new());
    outside!(DecompressionLayer::new());
    inside!(RequestDecompressionLayer::new());
}

#[tokio::test]
async fn body_limit() {
    inside!(RequestBodyLimitLayer::new(1000));
}

#[tokio::test]
async fn mapped_bodies() {
    inside!(MapRequestBodyLayer::new(Body::new));
    outside!(MapRequestBodyLayer::new(Body::new));
    inside!(MapResponseBodyLayer::new(Body::new));
    outside!(MapResponseBodyLayer::new(Body::new));
}

#[tokio::test]
async fn headers() {
    let (name, value) = (header::SERVER, HeaderValue::from_static("x"));
    inside!(SetRequestHeaderLayer::overriding(
        name.clone(),
        value.clone()
    ));
    outside!(SetRequestHeaderLayer::overriding(
        name.clone(),
        value.clone()
    ));
    inside!(SetResponseHeaderLayer::overriding(
        name.clone(),
        value.clone()
    ));
    outside!(SetResponseHeaderLayer::overriding(
        name.clone(),
        value.clone()
    ));
    inside!(PropagateHeaderLayer::new(name.clone()));
    outside!(PropagateHeaderLayer::new(name.clone()));
}

#[tokio::test]
async fn several_headers() {
    fn headers<T>() -> Vec<HeaderMetadata<T>> {
        let value = HeaderValue::from_static("x");
        vec![
            (header::SERVER, value.clone()).into(),
            (header::VIA, value).into(),
        ]
    }
    inside!(SetMultipleRequestHeadersLayer::overriding(headers()));
    outside!(SetMultipleRequestHeadersLayer::overriding(headers()));
    inside!(SetMultipleResponseHeadersLayer::overriding(headers()));
    outside!(SetMultipleResponseHeadersLayer::overriding(headers()));
}

#[tokio::test]
async fn sensitive_headers() {
    let names = || [header::AUTHORIZATION, header::SET_COOKIE];
    inside!(SetSensitiveHeadersLayer::new(names()));
    outside!(SetSensitiveHeadersLayer::new(names()));
    inside!(SetSensitiveRequestHeadersLayer::new(names()));
    outside!(SetSensitiveRequestHeadersLayer::new(names()));
    inside!(SetSensitiveResponseHeadersLayer::new(names()));
    outside!(SetSensitiveResponseHeadersLayer::new(names()));
}

#[tokio::test]
async fn request_ids() {
    inside!(SetRequestIdLayer::x_request_id(MakeRequestUuid));
    outside!(SetRequestIdLayer::x_request_id(MakeRequestUuid));
    inside!(PropagateRequestIdLayer::x_request_id());
    outside!(PropagateRequestIdLayer::x_request_id());
}

#[tokio::test]
async fn authorization() {
    // Inside only: outside, it replaces the signature.
    inside!(AddAuthorizationLayer::bearer("of the next server"));
    inside!(AsyncRequireAuthorizationLayer::new(
        |request: Request<Body>| async { Ok::<_, http::Response<Body>>(request) }
    ));
    outside!(AsyncRequireAuthorizationLayer::new(
        |request: Request<Body>| async { Ok::<_, Sent>(request) }
    ));
    inside!(ValidateRequestHeaderLayer::accept("text/html"));
    outside!(ValidateRequestHeaderLayer::accept("text/html"));
    inside!(CsrfLayer::new());
    outside!(CsrfLayer::new());
    inside!(CorsLayer::permissive());
    outside!(CorsLayer::permissive());
}

#[tokio::test]
async fn panics_and_drops() {
    inside!(CatchPanicLayer::new());
    outside!(CatchPanicLayer::new());
    let drops = || EarlyDropsAsFailures::new(DefaultOnFailure::default());
    inside!(OnEarlyDropLayer::new(drops()));
    outside!(OnEarlyDropLayer::new(drops()));
}

#[tokio::test]
async fn others() {
    inside!(AddExtensionLayer::new(1));
    outside!(AddExtensionLayer::new(1));
    inside!(NormalizePathLayer::trim_trailing_slash());
    outside!(NormalizePathLayer::trim_trailing_slash());
    let counter = InFlightRequestsCounter::new();
    inside!(InFlightRequestsLayer::new(counter.clone()));
    outside!(InFlightRequestsLayer::new(counter.clone()));
    assert_eq!(counter.get(), 0);
    // A gateway may follow the redirects of the server behind it.
    inside!(FollowRedirectLayer::new());
    outside!(FollowRedirectLayer::new());
    // Inside only: outside, it would also change the status of a refusal.
    inside!(SetStatusLayer::new(StatusCode::OK));
}
