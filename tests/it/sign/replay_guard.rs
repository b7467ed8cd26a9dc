//! The replay guard finds layers in the wrong order.

use std::convert::Infallible;

use bytes::Bytes;
use http::{HeaderName, Request, Response, StatusCode, header};
use http_body_util::Full;
use tower::retry::{Policy, RetryLayer};
use tower::{BoxError, Layer, Service, ServiceExt};
use tower_oauth1::protocol::Transmission;
use tower_oauth1::sign::{NonceReused, ReplayGuardLayer};

use crate::support::{API, layer, signer};

type Body = Full<Bytes>;

/// A retry policy that repeats every request once.
#[derive(Clone)]
struct OnceMore(bool);

impl<RB, E> Policy<Request<Body>, Response<RB>, E> for OnceMore {
    type Future = std::future::Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request<Body>,
        result: &mut Result<Response<RB>, E>,
    ) -> Option<Self::Future> {
        let again = result.is_ok() && std::mem::take(&mut self.0);
        again.then(|| std::future::ready(()))
    }

    fn clone_request(&mut self, request: &Request<Body>) -> Option<Request<Body>> {
        Some(request.clone())
    }
}

async fn unavailable(_: Request<Body>) -> Result<Response<Body>, Infallible> {
    let response = Response::builder().status(StatusCode::SERVICE_UNAVAILABLE);
    Ok(response.body(Body::default()).unwrap())
}

async fn send<S>(api: S) -> Result<StatusCode, BoxError>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError>,
{
    let request = Request::get(API).body(Body::default())?;
    api.oneshot(request).await.map(|response| response.status())
}

#[tokio::test]
async fn a_retry_inside_the_layer_is_found_boxed_or_not() {
    let retry = RetryLayer::new(OnceMore(true));
    for transmission in [Transmission::AuthorizationHeader, Transmission::Query] {
        let guarded = || ReplayGuardLayer::new().layer(tower::service_fn(unavailable));
        let signing = layer().transmission(transmission);

        let right = retry.layer(signing.layer(guarded()));
        assert_eq!(send(right).await.unwrap(), StatusCode::SERVICE_UNAVAILABLE);
        let wrong = signing.layer(retry.layer(guarded()));
        assert!(send(wrong).await.unwrap_err().is::<NonceReused>());
        let boxed = signing.layer(retry.layer(guarded()).boxed_clone());
        assert!(send(boxed).await.unwrap_err().is::<NonceReused>());
    }
}

#[tokio::test]
async fn doubled_parameters_and_unsigned_requests_are_no_replays() {
    let guarded = ReplayGuardLayer::new().layer(tower::service_fn(unavailable));
    let doubled = layer().transmission(Transmission::Query).also_in_header();
    for _ in 0..2 {
        send(doubled.layer(guarded.clone())).await.unwrap();
        send(guarded.clone()).await.unwrap();
    }
}

/// Two services of one layer share what they have seen. Signatures in other headers count too.
#[tokio::test]
async fn what_the_guard_sees() {
    let guard = ReplayGuardLayer::new();
    let name = HeaderName::from_static("x-authorization");
    let signed = |api: &str| {
        let mut request = Request::get(api).body("").unwrap();
        signer().sign_request(&mut request).unwrap();
        request.headers_mut().remove(header::AUTHORIZATION).unwrap()
    };
    let value = signed(API);
    let send = |guarded: tower_oauth1::sign::ReplayGuardService<_>| {
        let request = Request::get(API).header(name.clone(), value.clone());
        guarded.oneshot(request.body(Body::default()).unwrap())
    };
    let service = || guard.layer(tower::service_fn(unavailable));
    send(service()).await.unwrap();
    let refused = send(service()).await.unwrap_err();
    assert!(
        refused.is::<NonceReused>(),
        "services of one layer share what they have seen"
    );
}
