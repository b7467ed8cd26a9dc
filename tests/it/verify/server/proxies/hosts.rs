//! Hosts that a client writes to mislead, wherever they are.

use http::HeaderName;
use http::uri::Scheme;
use tower_oauth1::verify::Forwarding;
use tower_oauth1::{PublicOrigin, RequestVerifier, VerifyError};

use super::{PROXY, assert_passed, assert_refused, outcome, proxies, signed};
use crate::verify::server::forwarded::refusal_of;
use crate::verify::server::harness::NOW;

/// Host, and the words of the reason if it is the `Host` header.
const HOSTS: [(&str, &str); 14] = [
    ("user@api.example.com", "user information"),
    ("user:password@api.example.com", "user information"),
    ("api.example.com@evil.example", "user information"),
    ("api.example.com:65536", "invalid port"),
    ("api.example.com:+443", "invalid port"),
    ("api.example.com:443:443", "invalid port"),
    ("api.example.com:0x1bb", "invalid port"),
    ("[fe80::1%25eth0]", "malformed"),
    ("[fe80::1%eth0]:443", "malformed"),
    ("[::1", "malformed"),
    ("[10.0.0.2]", "malformed"),
    ("::1", "malformed"),
    ("api.example.com/x", "malformed"),
    ("", "malformed"),
];

#[tokio::test]
async fn malformed_hosts_are_refused_by_every_kind_of_origin() {
    let request = signed("https://api.example.com/x");
    let forwarded = || PublicOrigin::forwarded(proxies(Forwarding::XForwarded));
    let origins = [
        PublicOrigin::fixed("https://api.example.com").unwrap(),
        PublicOrigin::as_received(Scheme::HTTPS),
        forwarded(),
        PublicOrigin::from_fn(|_| "https://api.example.com".parse()),
    ];
    let proto = ("x-forwarded-proto", "https");
    for (host, words) in HOSTS {
        for origin in &origins {
            let found = outcome(origin.clone(), &request, PROXY, &[proto, ("host", host)]).await;
            assert_refused(&found, 400, &[words]);
        }
        let headers = [proto, ("x-forwarded-host", host)];
        let found = outcome(forwarded(), &request, PROXY, &headers).await;
        assert_refused(&found, 400, &["`x-forwarded-host`"]);
        let value = format!("proto=https;host=\"{host}\"");
        let origin = PublicOrigin::forwarded(proxies(Forwarding::Forwarded));
        let found = outcome(origin, &request, PROXY, &[("forwarded", &value)]).await;
        assert_refused(&found, 400, &["`forwarded`"]);
    }
}

#[tokio::test]
async fn the_schemes_of_websockets_mean_those_of_http() {
    for scheme in ["wss", "https", "WSS", "HTTPS"] {
        let origin = PublicOrigin::as_received(scheme.parse().unwrap());
        let request = signed("https://api.example.com/x");
        assert_passed(&outcome(origin.clone(), &request, PROXY, &[]).await);
        // The absolute form of HTTP/1.1.
        for target in ["https://api.example.com/x", "wss://api.example.com:443/x"] {
            let request = request.clone().target(target);
            assert_passed(&outcome(origin.clone(), &request, PROXY, &[]).await);
        }
        let request = request.target("ws://api.example.com/x");
        let found = outcome(origin, &request, PROXY, &[]).await;
        assert_refused(&found, 400, &["scheme of the request target differs"]);
    }
    for target in ["wss://api.example.com:443/x", "https://api.example.com/x"] {
        let origin = PublicOrigin::fixed("wss://api.example.com").unwrap();
        let request = signed("https://api.example.com/x").target(target);
        assert_passed(&outcome(origin, &request, PROXY, &[]).await);
    }
}

/// The server did not put the address of the peer into the extensions.
#[tokio::test]
async fn an_unknown_peer_is_not_called_a_stranger() {
    let origin = PublicOrigin::forwarded(proxies(Forwarding::XForwarded));
    let verifier = RequestVerifier::new(origin).clock(|| NOW);
    let request = signed("https://api.example.com/x");
    let request = request.and(HeaderName::from_static("x-forwarded-proto"), "https");
    let refused = refusal_of(verifier, request.received(), None).await;
    let Some(VerifyError::Target(cause)) = refused else {
        panic!("{refused:?}");
    };
    let reason = cause.to_string();
    for word in [
        "`http://api.example.com`",
        "the address of the peer is unknown",
        "`into_make_service_with_connect_info::<SocketAddr>()`",
    ] {
        assert!(reason.contains(word), "no {word:?} in {reason}");
    }
    assert!(!reason.contains("not a trusted proxy"), "{reason}");
}
