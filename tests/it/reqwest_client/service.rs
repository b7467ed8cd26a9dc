//! `ReqwestService` in a stack, and for the authorization flow.

use std::time::Duration;

use http::Request;
use tower::retry::RetryLayer;
use tower::timeout::TimeoutLayer;
use tower::{ServiceBuilder, ServiceExt};
use tower_oauth1::reqwest::{FollowedRedirect, ReqwestService};

use super::{Server, no_redirects};

/// Sends a request again once, whatever the response is.
#[derive(Clone)]
struct Twice(bool);

impl<R, E> tower::retry::Policy<Request<reqwest::Body>, R, E> for Twice {
    type Future = std::future::Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request<reqwest::Body>,
        _: &mut Result<R, E>,
    ) -> Option<Self::Future> {
        std::mem::replace(&mut self.0, false).then(|| std::future::ready(()))
    }

    fn clone_request(
        &mut self,
        request: &Request<reqwest::Body>,
    ) -> Option<Request<reqwest::Body>> {
        let bytes = request.body().as_bytes()?.to_vec();
        let mut again = Request::new(reqwest::Body::from(bytes));
        *again.method_mut() = request.method().clone();
        *again.uri_mut() = request.uri().clone();
        *again.headers_mut() = request.headers().clone();
        Some(again)
    }
}

#[tokio::test]
async fn a_retry_outside_the_layer_signs_again() {
    let server = Server::start().await;
    let api = ServiceBuilder::new()
        .layer(RetryLayer::new(Twice(true)))
        .layer(server.layer())
        .layer(TimeoutLayer::new(Duration::from_secs(10)))
        .service(ReqwestService::new(no_redirects()));
    let request = Request::post(server.url("/echo?x=1"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(reqwest::Body::from("a=b+c"))
        .unwrap();
    let response = api.oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200, "the second nonce is new");
    let response = reqwest::Response::from(response);
    assert_eq!(response.url().as_str(), server.url("/echo?x=1"));
    assert_eq!(
        response.text().await.unwrap(),
        "client POST [x=1, a=b c] a=b+c"
    );
}

#[tokio::test]
async fn only_signed_requests_must_not_follow_redirects() {
    let server = Server::start().await;
    let http = ReqwestService::from(reqwest::Client::new());
    let get = || {
        Request::get(server.url("/move"))
            .body(reqwest::Body::default())
            .unwrap()
    };
    let signed = ServiceBuilder::new()
        .layer(server.layer())
        .service(http.clone());
    let error = signed.oneshot(get()).await.unwrap_err();
    assert!(error.is::<FollowedRedirect>(), "{error}");
    let open = Request::get(server.url("/turns?99"));
    let open = open.body(reqwest::Body::default()).unwrap();
    let unsigned = http.oneshot(open).await.unwrap();
    let unsigned = reqwest::Response::from(unsigned);
    assert_eq!(unsigned.url().as_str(), server.url("/open"));
    assert_eq!(unsigned.text().await.unwrap(), "none");
}
