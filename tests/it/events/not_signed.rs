//! The event `not signed`, with the reason.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use tower_oauth1::sign::{SignableBody, SignableRequest, SkipSigning};
use tower_oauth1::{OAuth1Layer, RequestCredentials, Scope};

use super::collector::Collector;
use super::signed::{layer, signer};
use crate::support::{API, send};

type Body = Full<Bytes>;

fn get(uri: &str) -> Request<Body> {
    Request::get(uri).body(Full::default()).unwrap()
}

/// Sends a request, and returns the only event.
async fn event(layer: OAuth1Layer, request: Request<Body>) -> String {
    let logs = Collector::start();
    let sent = send(layer, request).await.unwrap();
    let authorization = sent.headers().get("authorization");
    assert!(authorization.is_none_or(|value| !value.as_bytes().starts_with(b"OAuth")));
    logs.one().to_string()
}

fn out_of_scope(origin: &str, difference: &str, advice: &str) -> String {
    format!(
        "the request is not signed: {origin} is out of scope; the nearest origin of the scope \
         is {API}: the {difference} differs; {advice}"
    )
}

#[tokio::test]
async fn out_of_the_scope_by_scheme_host_or_port() {
    let advice =
        "correct the URI, or add this origin to the `Scope` if it may receive the credentials";
    for (uri, server, reason) in [
        (
            "http://api.example.com/x?q",
            "url.scheme=http server.address=api.example.com server.port=80",
            out_of_scope(
                "http://api.example.com",
                "scheme",
                "use `https` in the URI of the request",
            ),
        ),
        (
            "https://u:p@example.com/x",
            "url.scheme=https server.address=example.com server.port=443",
            out_of_scope("https://example.com", "host", advice),
        ),
        (
            "https://api.example.com:8443/x",
            "url.scheme=https server.address=api.example.com server.port=8443",
            out_of_scope("https://api.example.com:8443", "port", advice),
        ),
    ] {
        let expected = format!(
            "DEBUG tower_oauth1::sign not signed http.request.method=GET {server} url.path=/x \
             oauth.reason={reason}"
        );
        assert_eq!(event(layer(), get(uri)).await, expected);
        let credentials = RequestCredentials::new(signer(), Scope::origin(API).unwrap());
        let mut request = get(uri);
        request.extensions_mut().insert(credentials);
        assert_eq!(event(OAuth1Layer::per_request(), request).await, expected);

        let logs = Collector::start();
        let none: [(&str, &str); 0] = [];
        let signable = SignableRequest::new("GET", uri, none, SignableBody::Stream).unwrap();
        assert!(!layer().instructions(&signable).unwrap().is_signed());
        assert_eq!(logs.lines(), [expected]);
    }
}

#[tokio::test]
async fn the_other_reasons() {
    let start = "DEBUG tower_oauth1::sign not signed http.request.method=GET url.scheme=https \
                 server.address=api.example.com server.port=443 url.path=/ oauth.reason=the request";
    let mut skipped = get(API);
    skipped.extensions_mut().insert(SkipSigning);
    let expected = format!("{start} has the marker `SkipSigning`");
    assert_eq!(event(layer(), skipped).await, expected);

    let mut other = get(API);
    let bearer = "Bearer kd94hf93k423kf44".parse().unwrap();
    other.headers_mut().insert("authorization", bearer);
    let expected = format!(
        "{start} has an `Authorization` header of another scheme than `OAuth` \
         (`skip_other_authorization`)"
    );
    assert_eq!(
        event(layer().skip_other_authorization(), other).await,
        expected
    );

    let unsigned = OAuth1Layer::per_request_or_unsigned();
    let expected = format!("{start} carries no `RequestCredentials` (`per_request_or_unsigned`)");
    assert_eq!(event(unsigned, get(API)).await, expected);
}

#[tokio::test]
async fn a_relative_uri_has_the_public_origin() {
    let elsewhere = layer().public_origin("https://other.example:444".parse().unwrap());
    let event = event(elsewhere, get("/relative")).await;
    let server = "url.scheme=https server.address=other.example server.port=444 url.path=/relative";
    assert!(event.contains(server), "{event}");
}

#[cfg(feature = "reqwest")]
#[test]
fn by_the_extension_of_reqwest() {
    use tower_oauth1::reqwest::{RequestBuilderExt as _, SignReqwestError};

    let logs = Collector::start();
    let request = reqwest::Client::new().get("http://api.example.com/x");
    let refused = request.sign_oauth1(&signer(), &Scope::origin(API).unwrap());
    assert!(matches!(refused, Err(SignReqwestError::OutOfScope(_))));
    assert!(logs.one().to_string().contains("the scheme differs"));
}
