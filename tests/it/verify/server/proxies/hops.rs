//! Proxies in a row that each append a value to a header.

use tower_oauth1::PublicOrigin;
use tower_oauth1::verify::Forwarding;

use super::{PROXY, STRANGER, assert_passed, assert_refused, outcome, proxies, signed};

fn origin(headers: Forwarding, hops: usize) -> PublicOrigin {
    PublicOrigin::forwarded(proxies(headers).trusted_hops(hops))
}

async fn x(hops: usize, headers: &[(&str, &str)]) -> (u16, String) {
    let request = signed("https://api.example.com/x");
    outcome(
        origin(Forwarding::XForwarded, hops),
        &request,
        PROXY,
        headers,
    )
    .await
}

async fn forwarded(hops: usize, lines: &[&str]) -> (u16, String) {
    let request = signed("https://api.example.com/x");
    let headers: Vec<_> = lines.iter().map(|line| ("forwarded", *line)).collect();
    outcome(
        origin(Forwarding::Forwarded, hops),
        &request,
        PROXY,
        &headers,
    )
    .await
}

const HOST: (&str, &str) = ("host", "api.example.com");

#[tokio::test]
async fn the_nth_value_from_the_right_counts() {
    for (hops, proto, host) in [
        (1, "https", "api.example.com"),
        (1, "http, https", "evil.example, api.example.com"),
        (2, "https, http", "api.example.com, internal:8080"),
        (2, "WSS ,\thttp", "API.example.com:443,internal"),
        (3, "https,http,http", "api.example.com,a,b"),
        // Values further left come from the client.
        (
            2,
            "http, ftp,, https, http",
            "evil.example, @, api.example.com, internal",
        ),
    ] {
        let headers = [("x-forwarded-proto", proto), ("x-forwarded-host", host)];
        assert_passed(&x(hops, &headers).await);
    }
    // A header that is sent twice is one list, in the order of its lines.
    let lines = [
        ("x-forwarded-proto", "http"),
        ("x-forwarded-proto", "https, http"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-host", "api.example.com"),
        ("x-forwarded-host", "internal"),
    ];
    assert_passed(&x(2, &lines).await);
    // The proxies keep `Host`.
    assert_passed(&x(2, &[HOST, ("x-forwarded-proto", "https, http")]).await);

    for (hops, lines) in [
        (1, &["proto=https;host=api.example.com"][..]),
        (
            2,
            &["proto=https;host=api.example.com, proto=http;host=internal"],
        ),
        (
            2,
            &[
                "proto=https;host=api.example.com",
                "proto=http;host=internal",
            ],
        ),
        (
            2,
            &[
                "host=evil.example",
                "proto=wss;host=\"api.example.com:443\",for=_a",
            ],
        ),
        (
            3,
            &[
                "for=x;host=y",
                "proto=https;host=api.example.com",
                "for=a",
                "for=\"b,c\"",
            ],
        ),
    ] {
        assert_passed(&forwarded(hops, lines).await);
    }
}

#[tokio::test]
async fn spoofed_values_at_the_left_do_not_count() {
    // The client wrote the left value, one trusted proxy the right one.
    let headers = [("x-forwarded-proto", "https, http"), HOST];
    assert_refused(&x(1, &headers).await, 400, &["`http://api.example.com`"]);
    let hosts = "api.example.com, evil.example";
    let headers = [("x-forwarded-proto", "https"), ("x-forwarded-host", hosts)];
    assert_refused(&x(1, &headers).await, 400, &["`https://evil.example`"]);
    let lines = ["proto=https;host=api.example.com, proto=https;host=evil.example"];
    assert_refused(
        &forwarded(1, &lines).await,
        400,
        &["`https://evil.example`"],
    );
    let lines = [
        "proto=https;host=api.example.com",
        "proto=http;host=evil.example, for=a",
    ];
    assert_refused(&forwarded(2, &lines).await, 400, &["`http://evil.example`"]);
}

#[tokio::test]
async fn shorter_lists_are_refused() {
    let (proto, host) = ("`x-forwarded-proto`", "`x-forwarded-host`");
    let hosts = ("x-forwarded-host", "api.example.com, internal");
    let found = x(2, &[("x-forwarded-proto", "https"), hosts]).await;
    assert_refused(
        &found,
        400,
        &[proto, "1 of the 2 values", "trusted_hops", "lower number"],
    );
    let found = x(2, &[hosts]).await;
    assert_refused(&found, 400, &[proto, "0 of the 2 values"]);
    let headers = [
        ("x-forwarded-proto", "https, http"),
        ("x-forwarded-host", "api.example.com"),
    ];
    assert_refused(&x(2, &headers).await, 400, &[host, "1 of the 2 values"]);
    for (lines, words) in [
        (&[][..], "0 of the 2 values"),
        (&["proto=https;host=api.example.com"], "1 of the 2 values"),
    ] {
        let found = forwarded(2, lines).await;
        assert_refused(&found, 400, &["`forwarded`", words]);
    }
    let found = forwarded(usize::MAX, &["proto=https;host=api.example.com"]).await;
    assert_refused(&found, 400, &["1 of the "]);
    // An element without a scheme says too little.
    let found = forwarded(1, &["host=api.example.com"]).await;
    assert_refused(
        &found,
        400,
        &["`forwarded` names no scheme", "`proto=https`"],
    );
    assert!(!found.1.contains("values"), "{found:?}");
}

#[tokio::test]
async fn no_hop_and_no_proxy() {
    let headers = [("x-forwarded-proto", "https"), HOST];
    let found = x(0, &headers).await;
    assert_refused(
        &found,
        400,
        &["`http://api.example.com`", "not a trusted proxy"],
    );
    // A stranger gets no further with a long list.
    let long = [("x-forwarded-proto", "https, https, https"), HOST];
    for hops in 1..4 {
        let request = signed("https://api.example.com/x");
        let origin = origin(Forwarding::XForwarded, hops);
        let found = outcome(origin, &request, STRANGER, &long).await;
        assert_refused(&found, 400, &["not a trusted proxy"]);
    }
}
