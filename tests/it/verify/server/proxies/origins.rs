//! The list of public origins. A proxy may hand on the `X-Forwarded-Host` of a client.

use tower_oauth1::PublicOrigin;
use tower_oauth1::verify::Forwarding;

use super::{PROXY, STRANGER, assert_passed, assert_refused, outcome, proxies, signed};

const PROTO: (&str, &str) = ("x-forwarded-proto", "https");

fn origin() -> PublicOrigin {
    PublicOrigin::forwarded(proxies(Forwarding::XForwarded))
}

#[tokio::test]
async fn public_origins_pass() {
    for (uri, host) in [
        ("https://api.example.com/x", "api.example.com"),
        ("https://api.example.com/x", "API.Example.com:443"),
        ("https://api.example.com/x", "api.example.com:"),
        ("https://example.org:8443/x", "example.org:8443"),
    ] {
        let headers = [PROTO, ("x-forwarded-host", host)];
        for peer in [PROXY, "10.255.255.255", "::ffff:10.0.0.9", "fd00::7"] {
            assert_passed(&outcome(origin(), &signed(uri), peer, &headers).await);
        }
        let headers = [PROTO, ("host", host)];
        assert_passed(&outcome(origin(), &signed(uri), PROXY, &headers).await);
    }
}

#[tokio::test]
async fn other_hosts_are_refused_although_the_request_is_rightly_signed() {
    for (uri, proto, host, shown) in [
        (
            "https://evil.example/x",
            "https",
            "evil.example",
            "`https://evil.example`",
        ),
        (
            "https://example.org/x",
            "https",
            "example.org",
            "`https://example.org`",
        ),
        (
            "https://api.example.com:8443/x",
            "wss",
            "api.example.com:8443",
            "com:8443`",
        ),
        (
            "http://api.example.com/x",
            "http",
            "api.example.com",
            "`http://api.example.com`",
        ),
        (
            "https://api.example.com./x",
            "https",
            "api.example.com.",
            "`https://api.example.com.`",
        ),
        ("https://[::1]/x", "https", "[::1]", "`https://[::1]`"),
    ] {
        let cure = "let the proxy replace the host";
        let headers = [("x-forwarded-proto", proto), ("x-forwarded-host", host)];
        let found = outcome(origin(), &signed(uri), PROXY, &headers).await;
        assert_refused(&found, 400, &[shown, "public origins", cure]);
        let headers = [("x-forwarded-proto", proto), ("host", host)];
        let found = outcome(origin(), &signed(uri), PROXY, &headers).await;
        assert_refused(&found, 400, &[shown, cure]);
    }
}

#[tokio::test]
async fn headers_of_strangers_do_not_count() {
    let headers = [PROTO, ("x-forwarded-host", "api.example.com")];
    let request = signed("https://api.example.com/x");
    for peer in [
        STRANGER,
        "11.0.0.1",
        "9.255.255.255",
        "::ffff:192.0.2.7",
        "fe00::1",
        "::1",
    ] {
        let found = outcome(origin(), &request, peer, &headers).await;
        let words = ["`http://api.example.com`", "not a trusted proxy", "ignored"];
        assert_refused(&found, 400, &words);
    }
    // Where every origin is public, the scheme is wrong, and so is the signature.
    let any = proxies(Forwarding::XForwarded).public_origins_where(|_| true);
    let found = outcome(PublicOrigin::forwarded(any), &request, STRANGER, &headers).await;
    assert_refused(&found, 401, &["wrong signature"]);
}

#[tokio::test]
async fn a_function_accepts_the_origins_of_tenants() {
    let origin = || {
        let proxies = proxies(Forwarding::XForwarded).public_origins_where(|origin| {
            origin.scheme() == "https"
                && origin.port().is_none()
                && origin.host().ends_with(".tenants.example")
        });
        PublicOrigin::forwarded(proxies)
    };
    for host in ["blue.tenants.example", "api.example.com"] {
        let request = signed(&format!("https://{host}/x"));
        let headers = [PROTO, ("x-forwarded-host", host)];
        assert_passed(&outcome(origin(), &request, PROXY, &headers).await);
    }
    for host in [
        "tenants.example",
        "eviltenants.example",
        "blue.tenants.example.evil.example",
    ] {
        let request = signed(&format!("https://{host}/x"));
        let headers = [PROTO, ("x-forwarded-host", host)];
        let found = outcome(origin(), &request, PROXY, &headers).await;
        assert_refused(&found, 400, &["public origins"]);
    }
}

#[tokio::test]
async fn other_headers_and_ports() {
    let header = |name: &'static str| http::HeaderName::from_static(name);
    let headers = Forwarding::Headers {
        scheme: header("x-scheme"),
        host: Some(header("x-original-host")),
        port: Some(header("x-forwarded-port")),
    };
    let origin = || PublicOrigin::forwarded(proxies(headers.clone()));
    let scheme = ("x-scheme", "https");
    let (api, org) = (
        signed("https://api.example.com/x"),
        signed("https://example.org:8443/x"),
    );
    for (request, host, port) in [
        (&api, "api.example.com", "443"),
        (&api, "api.example.com:443", "443"),
        (&org, "example.org", "8443"),
        (&org, "example.org:8443", "8443"),
    ] {
        let headers = [
            scheme,
            ("x-original-host", host),
            ("x-forwarded-port", port),
        ];
        assert_passed(&outcome(origin(), request, PROXY, &headers).await);
        let headers = [scheme, ("host", host), ("x-forwarded-port", port)];
        assert_passed(&outcome(origin(), request, PROXY, &headers).await);
    }
    let host = ("x-original-host", "api.example.com:443");
    for port in ["8443", "65536", "+443", "0x1bb", "443 ", "-1"] {
        let headers = [scheme, host, ("x-forwarded-port", port)];
        let found = outcome(origin(), &api, PROXY, &headers).await;
        match port {
            "443 " => assert_passed(&found),
            _ => assert_refused(&found, 400, &["`x-forwarded-port`", "let the proxy"]),
        }
    }
    // Standard headers that were not named come from the client.
    let forged = [
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "api.example.com"),
        ("host", "evil.example"),
    ];
    let found = outcome(origin(), &api, PROXY, &forged).await;
    assert_refused(&found, 400, &["`http://evil.example`"]);
    // A header with the host that was not named does not count.
    let headers = Forwarding::Headers {
        scheme: header("x-forwarded-proto"),
        host: None,
        port: None,
    };
    let found = outcome(
        PublicOrigin::forwarded(proxies(headers)),
        &signed("https://evil.example/x"),
        PROXY,
        &[PROTO, ("x-forwarded-host", "api.example.com")],
    )
    .await;
    assert_refused(&found, 400, &["`https://evil.example`"]);
}
