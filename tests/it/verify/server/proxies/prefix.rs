//! A prefix that a proxy removed from the path.

use http::HeaderName;
use tower_oauth1::verify::Forwarding;
use tower_oauth1::{OriginError, PublicOrigin};

use super::{PROXY, STRANGER, assert_passed, assert_refused, outcome, proxies, signed};
use crate::verify::server::message::Message;

const HEADERS: [(&str, &str); 2] = [
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "api.example.com"),
];

fn by_header() -> PublicOrigin {
    let header = HeaderName::from_static("x-forwarded-prefix");
    PublicOrigin::forwarded(proxies(Forwarding::XForwarded).prefix_header(header))
}

/// Returns a request that was signed with this path, and received with another one.
fn stripped(signed_path: &str, received: &str) -> Message {
    signed(&format!("https://api.example.com{signed_path}")).target(received)
}

async fn with_prefix(request: &Message, peer: &str, prefixes: &[&str]) -> (u16, String) {
    let prefixes = prefixes
        .iter()
        .map(|prefix| ("x-forwarded-prefix", *prefix));
    let headers: Vec<_> = HEADERS.into_iter().chain(prefixes).collect();
    outcome(by_header(), request, peer, &headers).await
}

#[tokio::test]
async fn a_prefix_by_configuration() {
    let fixed = || PublicOrigin::fixed("https://api.example.com").unwrap();
    let received = || PublicOrigin::as_received(http::uri::Scheme::HTTPS);
    let forwarded = || PublicOrigin::forwarded(proxies(Forwarding::XForwarded));
    let function = || PublicOrigin::from_fn(|_| "https://api.example.com".parse());
    for origin in [fixed(), received(), forwarded(), function()] {
        for (prefix, signed, target) in [
            ("/api", "/api/photos?a=b", "/photos?a=b"),
            ("/api/", "/api/photos", "/photos"),
            ("/api", "/api/", "/"),
            ("/a/b~c/%C3%A9", "/a/b~c/%C3%A9/x%2Fy//z;p", "/x%2Fy//z;p"),
            ("", "/photos", "/photos"),
            ("/", "/photos", "/photos"),
        ] {
            let origin = origin.clone().path_prefix(prefix).unwrap();
            let request = stripped(signed, target);
            assert_passed(&outcome(origin.clone(), &request, PROXY, &HEADERS).await);
            // The prefix is signed: another one, or none, is a wrong signature.
            let other = stripped(&format!("/other{target}"), target);
            let found = outcome(origin, &other, PROXY, &HEADERS).await;
            assert_refused(&found, 401, &["wrong signature"]);
        }
        // The proxy kept the prefix, or it was not there: nothing is guessed.
        let origin = origin.path_prefix("/api").unwrap();
        for path in ["/api/photos", "/photos"] {
            let found = outcome(origin.clone(), &stripped(path, path), PROXY, &HEADERS).await;
            assert_refused(&found, 401, &["wrong signature"]);
        }
    }
}

#[test]
fn a_prefix_that_is_none() {
    let origin = PublicOrigin::fixed("https://api.example.com").unwrap();
    for prefix in [
        "api", "/a/../b", "/..", "/a%2Fb", "/a%2fb", "//", "/a//b", "/a?b", "/ ", "/%2e",
    ] {
        let found = origin.clone().path_prefix(prefix).map(drop);
        assert_eq!(found, Err(OriginError::PathPrefix), "{prefix}");
    }
}

#[tokio::test]
async fn a_prefix_by_the_header_of_a_trusted_proxy() {
    let request = stripped("/api/photos?a=b", "/photos?a=b");
    for prefix in ["/api", "/api/", " /api "] {
        assert_passed(&with_prefix(&request, PROXY, &[prefix]).await);
    }
    assert_passed(&with_prefix(&stripped("/a/b/", "/"), PROXY, &["/a/b"]).await);
    for none in [&[][..], &["/"]] {
        assert_passed(&with_prefix(&stripped("/x", "/x"), PROXY, none).await);
    }
    // Prefix that is not there.
    for prefixes in [&[][..], &["/"], &["/other"]] {
        let found = with_prefix(&request, PROXY, prefixes).await;
        assert_refused(&found, 401, &["wrong signature"]);
    }
    // The header replaces the configured prefix.
    let both = by_header().path_prefix("/configured").unwrap();
    let header = [HEADERS[0], HEADERS[1], ("x-forwarded-prefix", "/api")];
    assert_passed(&outcome(both.clone(), &request, PROXY, &header).await);
    let configured = stripped("/configured/photos", "/photos");
    assert_passed(&outcome(both, &configured, PROXY, &HEADERS).await);
}

#[tokio::test]
async fn a_prefix_of_a_stranger_does_not_count() {
    let request = stripped("/api/photos", "/photos");
    let found = with_prefix(&request, STRANGER, &["/api"]).await;
    assert_refused(&found, 400, &["not a trusted proxy"]);
    let header = HeaderName::from_static("x-forwarded-prefix");
    let any = proxies(Forwarding::XForwarded).prefix_header(header);
    let origin = PublicOrigin::forwarded(any.public_origins_where(|_| true));
    let mut http = signed("http://api.example.com/api/photos").target("/photos");
    http = http.and(HeaderName::from_static("x-forwarded-prefix"), "/api");
    let found = outcome(origin.clone(), &http, STRANGER, &[]).await;
    assert_refused(&found, 401, &["wrong signature"]);
    assert_passed(&outcome(origin, &http, PROXY, &[]).await);
    // Without the setting, the header has no meaning.
    let headers = [HEADERS[0], HEADERS[1], ("x-forwarded-prefix", "/api")];
    let origin = PublicOrigin::forwarded(proxies(Forwarding::XForwarded));
    let found = outcome(origin, &request, PROXY, &headers).await;
    assert_refused(&found, 401, &["wrong signature"]);
}

#[tokio::test]
async fn a_prefix_that_could_name_another_path_is_refused() {
    let request = stripped("/x", "/x");
    for prefix in [
        "/..",
        "/a/..",
        "/../a",
        "/.",
        "/%2e%2e",
        "/a/%2E%2E/b",
        "/a%2Fb",
        "/a%2f",
        "/%5c",
        "\\",
        "//",
        "//evil.example",
        "/a//b",
        "/a//",
        "a",
        "https://evil.example/a",
        "/a?b=c",
        "/a#b",
        "/a b",
        "/a%",
        "/a%zz",
        "/a%0d%0a",
        "/caf\u{e9}",
        "",
    ] {
        let found = with_prefix(&request, PROXY, &[prefix]).await;
        assert_refused(&found, 400, &["`x-forwarded-prefix`", "let the proxy"]);
    }
    for prefixes in [
        &["/api", "/api"][..],
        &["/evil", "/api"],
        &["/api,/api"],
        &["/evil, /api"],
    ] {
        let found = with_prefix(&request, PROXY, prefixes).await;
        assert_refused(
            &found,
            400,
            &["`x-forwarded-prefix`", "more than one value"],
        );
    }
}

/// The outermost of two proxies removes the prefix and sets the header. The other one appends to
/// the other headers, and passes this one on.
#[tokio::test]
async fn one_prefix_behind_several_proxies() {
    let header = HeaderName::from_static("x-forwarded-prefix");
    let request = stripped("/api/photos", "/photos");
    for (by, line) in [
        (Forwarding::XForwarded, ("x-forwarded-proto", "https, http")),
        (
            Forwarding::Forwarded,
            ("forwarded", "proto=https;host=api.example.com, proto=http"),
        ),
    ] {
        let proxies = proxies(by).trusted_hops(2).prefix_header(header.clone());
        let origin = PublicOrigin::forwarded(proxies);
        let send = async |peer, prefixes: &[&'static str]| {
            let prefixes = prefixes
                .iter()
                .map(|prefix| ("x-forwarded-prefix", *prefix));
            let headers: Vec<_> = [line].into_iter().chain(prefixes).collect();
            outcome(origin.clone(), &request, peer, &headers).await
        };
        assert_passed(&send(PROXY, &["/api"]).await);
        for none in [&[][..], &["/"], &["/other"]] {
            assert_refused(&send(PROXY, none).await, 401, &["wrong signature"]);
        }
        // The client sent one value, and the proxy appended the other.
        for forged in [
            &["/evil", "/api"][..],
            &["/api", "/evil"],
            &["/api", "/api"],
            &["/evil, /api"],
            &["/evil,/api", "/api"],
        ] {
            let words = ["`x-forwarded-prefix`", "more than one value", "pass it on"];
            let found = send(PROXY, forged).await;
            assert_refused(&found, 400, &words);
            assert!(!found.1.contains("trusted_hops"), "{found:?}");
        }
        let found = send(STRANGER, &["/api"]).await;
        assert_refused(&found, 400, &["not a trusted proxy"]);
    }
}
