//! Requests that oauthlib 4.0.1 (Python) signed for `https://api.example.com/api/v1/user/..`.
//!
//! Two proxies and a router pass them on: the outer proxy removes `/api`, and `nest` removes
//! `/v1/user`.

use axum::Router;
use axum::body::Body;
use axum::extract::OriginalUri;
use axum::routing::any;
use http::{HeaderName, Method, Request, Version, header};
use hyper::ext::Protocol;
use tower::ServiceExt;
use tower_oauth1::verify::{Authenticated, Forwarding, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{PublicOrigin, RequestVerifier};

use super::{PROXY, proxies};
use crate::support::FORM;
use crate::verify::server::forwarded::Peer;
use crate::verify::server::harness::{NOW, credentials};

/// A request as the server receives it.
#[derive(Debug)]
struct Received {
    method: Method,
    version: Version,
    target: &'static str,
    signature_method: &'static str,
    /// Percent-encoded. Empty if the protocol parameters are in the query.
    signature: &'static str,
    form: &'static str,
}

const GET: Received = Received {
    method: Method::GET,
    version: Version::HTTP_11,
    target: "/v1/user/photos?size=original&title=caf%C3%A9",
    signature_method: "HMAC-SHA1",
    signature: "Nc8dxIW6Vu5395fj1vd4W2%2FhvxA%3D",
    form: "",
};

const POST: Received = Received {
    method: Method::POST,
    version: Version::HTTP_11,
    target: "/v1/user/photos?size=original&title=caf%C3%A9",
    signature_method: "HMAC-SHA256",
    signature: "3z2erfmhzXC%2FRiETqNv6Juy9ijD5nfnaXORnQNCVIpk%3D",
    form: "note=a+b%26c&size=2",
};

const IN_QUERY: Received = Received {
    method: Method::GET,
    version: Version::HTTP_11,
    target: "/v1/user/photos?size=original&title=caf%C3%A9&oauth_nonce=7d8f3e4a\
             &oauth_timestamp=1700000000&oauth_version=1.0&oauth_signature_method=HMAC-SHA1\
             &oauth_consumer_key=client-id&oauth_token=token-id\
             &oauth_signature=Nc8dxIW6Vu5395fj1vd4W2%2FhvxA%3D",
    signature_method: "HMAC-SHA1",
    signature: "",
    form: "",
};

/// oauthlib signed a `GET`. A proxy that speaks HTTP/2 with the server made an extended CONNECT of
/// it (RFC 8441 section 5).
const WEBSOCKET: Received = Received {
    method: Method::CONNECT,
    version: Version::HTTP_2,
    target: "http://internal:8080/v1/user/socket",
    signature_method: "HMAC-SHA1",
    signature: "tBQMBKpnEi94iIejr41xVlJhpCQ%3D",
    form: "",
};

/// The headers of the two proxies.
const FORWARDED: [(&str, &str); 3] = [
    ("x-forwarded-proto", "https, http"),
    ("x-forwarded-host", "api.example.com, proxy.internal"),
    ("x-forwarded-prefix", "/api"),
];

/// Returns the status, and the URI that was verified.
async fn send(received: &Received, headers: &[(&str, &str)]) -> (u16, Option<String>) {
    let prefix = HeaderName::from_static("x-forwarded-prefix");
    let proxies = proxies(Forwarding::XForwarded).trusted_hops(2);
    let origin = PublicOrigin::forwarded(proxies.prefix_header(prefix));
    let verifier = RequestVerifier::new(origin).clock(|| NOW);
    let verifier = verifier.signed_uri(|parts| {
        let whole = parts.extensions.get::<OriginalUri>();
        whole.map(|uri| uri.0.clone())
    });
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier);
    // A successful response to CONNECT has no body, so the URI is in a header.
    let show = any(|by: axum::Extension<Authenticated>| async move {
        [(header::CONTENT_LOCATION, by.uri().to_owned())]
    });
    let routes = Router::new()
        .route("/photos", show.clone())
        .route("/socket", show);
    let app = Router::new().nest("/v1/user", routes.layer(layer));

    let mut request = Request::builder()
        .method(received.method.clone())
        .version(received.version)
        .uri(received.target);
    if received.version == Version::HTTP_11 {
        request = request.header(header::HOST, "internal:8080");
    } else {
        request = request.extension(Protocol::from_static("websocket"));
    }
    if !received.signature.is_empty() {
        let authorization = format!(
            "OAuth oauth_nonce=\"7d8f3e4a\", oauth_timestamp=\"1700000000\", \
             oauth_version=\"1.0\", oauth_signature_method=\"{}\", \
             oauth_consumer_key=\"client-id\", oauth_token=\"token-id\", oauth_signature=\"{}\"",
            received.signature_method, received.signature
        );
        request = request.header(header::AUTHORIZATION, authorization);
    }
    if !received.form.is_empty() {
        request = request.header(header::CONTENT_TYPE, FORM);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.extension(Peer(PROXY.parse().unwrap()));
    let request = request.body(Body::from(received.form)).unwrap();
    let response = app.oneshot(request).await.unwrap();
    let uri = response.headers().get(header::CONTENT_LOCATION);
    let uri = uri.map(|uri| uri.to_str().unwrap().to_owned());
    (response.status().as_u16(), uri)
}

#[tokio::test]
async fn signatures_of_oauthlib_through_proxies_prefix_and_nest() {
    for (received, path) in [
        (GET, "photos"),
        (POST, "photos"),
        (IN_QUERY, "photos"),
        (WEBSOCKET, "socket"),
    ] {
        let uri = format!("https://api.example.com/api/v1/user/{path}");
        assert_eq!(
            send(&received, &FORWARDED).await,
            (200, Some(uri)),
            "{received:?}"
        );
        // Each of these headers is a part of what is signed.
        let [proto, host, prefix] = FORWARDED;
        for changed in [
            [proto, host, ("x-forwarded-prefix", "/other")],
            [proto, host, ("x-forwarded-prefix", "/")],
            [
                proto,
                ("x-forwarded-host", "example.org:8443, proxy.internal"),
                prefix,
            ],
        ] {
            assert_eq!(send(&received, &changed).await.0, 401, "{changed:?}");
        }
    }
}
