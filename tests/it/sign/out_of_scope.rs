//! The response to a request that was sent unsigned says why.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::sign::{OutOfScope, ScopeDifference, SkipSigning};
use tower_oauth1::{OAuth1Layer, RequestCredentials, Scope};

use crate::support::{API, layer, signer};

async fn response(layer: OAuth1Layer, request: Request<Full<Bytes>>) -> Response<()> {
    let server = tower::service_fn(|_: Request<Full<Bytes>>| {
        std::future::ready(Ok::<_, Infallible>(Response::new(())))
    });
    layer.layer(server).oneshot(request).await.unwrap()
}

fn get(uri: &str) -> Request<Full<Bytes>> {
    Request::get(uri).body(Full::default()).unwrap()
}

async fn marker(layer: OAuth1Layer, uri: &str) -> Option<OutOfScope> {
    let response = response(layer, get(uri)).await;
    response.extensions().get().cloned()
}

#[tokio::test]
async fn the_part_that_differs_and_the_nearest_origin() {
    use ScopeDifference::{Host, Port, Scheme};
    let scope = || {
        Scope::origins([
            "https://other.test",
            "https://api.example.com",
            "https://api.example.com:8443",
            "http://localhost:8080",
        ])
    };
    for (uri, origin, nearest, difference) in [
        (
            "http://api.example.com/x",
            "http://api.example.com",
            API,
            Scheme,
        ),
        (
            "https://api.example.com:444/",
            "https://api.example.com:444",
            API,
            Port,
        ),
        (
            "http://api.example.com:8443/",
            "http://api.example.com:8443",
            "https://api.example.com:8443",
            Scheme,
        ),
        ("https://example.com/", "https://example.com", API, Host),
        (
            "https://www.API.example.com/",
            "https://www.api.example.com",
            API,
            Host,
        ),
        ("https://u:p@example.com/", "https://example.com", API, Host),
        (
            "http://localhost/",
            "http://localhost",
            "http://localhost:8080",
            Port,
        ),
        (
            "https://a.test/",
            "https://a.test",
            "https://other.test",
            Host,
        ),
    ] {
        let layer = OAuth1Layer::new(signer(), scope().unwrap());
        let marker = marker(layer, uri).await.unwrap();
        assert_eq!(marker.origin().to_string(), origin, "{uri}");
        assert_eq!(marker.nearest().to_string(), nearest, "{uri}");
        assert_eq!(marker.difference(), difference, "{uri}");
        assert!(
            marker
                .scope()
                .contains(&"https://other.test".parse().unwrap())
        );
    }
}

/// The scheme is more than the port, because a request to another scheme is a mistake more often.
#[tokio::test]
async fn of_two_origins_with_the_host_the_one_with_the_scheme_is_nearest() {
    let both = [
        "http://api.example.com:8080",
        "https://api.example.com:8443",
    ];
    for origins in [both, [both[1], both[0]]] {
        let layer = OAuth1Layer::new(signer(), Scope::origins(origins).unwrap());
        for (uri, nearest) in [(API, both[1]), ("http://api.example.com", both[0])] {
            let marker = marker(layer.clone(), uri).await.unwrap();
            assert_eq!(marker.nearest().to_string(), nearest);
            assert_eq!(marker.difference(), ScopeDifference::Port);
        }
    }
}

#[tokio::test]
async fn the_message_names_both_origins() {
    let marker = marker(layer(), "http://api.example.com/x?oauth_token=s3cret");
    assert_eq!(
        marker.await.unwrap().to_string(),
        "the request is not signed: http://api.example.com is out of scope; the nearest origin \
         of the scope is https://api.example.com: the scheme differs; use `https` in the URI of \
         the request"
    );
}

#[tokio::test]
async fn a_relative_uri_has_the_public_origin() {
    let elsewhere = layer().public_origin("https://other.example".parse().unwrap());
    let marker = marker(elsewhere, "/relative").await.unwrap();
    assert_eq!(marker.origin().to_string(), "https://other.example");
    assert_eq!(marker.difference(), ScopeDifference::Host);
}

#[tokio::test]
async fn per_request_credentials_have_a_scope_too() {
    let credentials = RequestCredentials::new(signer(), Scope::origin(API).unwrap());
    let mut request = get("https://elsewhere.example/");
    request.extensions_mut().insert(credentials);
    let response = response(OAuth1Layer::per_request(), request).await;
    assert!(response.extensions().get::<OutOfScope>().is_some());
}

/// The marker means one thing only.
#[tokio::test]
async fn only_if_the_scope_is_the_reason() {
    assert!(marker(layer(), API).await.is_none(), "signed");
    let any = OAuth1Layer::new(signer(), Scope::any());
    assert!(marker(any, "https://h/").await.is_none(), "signed");
    let mut skipped = get("https://elsewhere.example/");
    skipped.extensions_mut().insert(SkipSigning);
    let skipped = response(layer(), skipped).await;
    assert!(skipped.extensions().get::<OutOfScope>().is_none());
    let unsigned = OAuth1Layer::per_request_or_unsigned();
    assert!(marker(unsigned, API).await.is_none(), "no credentials");
}
