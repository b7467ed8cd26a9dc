//! Forwarding headers of a trusted proxy that cannot be used: 400, and the reason names the header.

use http::HeaderName;
use tower_oauth1::protocol::BaseStringUriError;
use tower_oauth1::verify::{ForwardedError, Forwarding};
use tower_oauth1::{OriginError, VerifyError};

use crate::verify::server::forwarded::{HOST, PROTO, PROXY, refusal};

/// Returns the refusal because of a forwarding header.
fn refused(error: ForwardedError) -> Option<VerifyError> {
    let error = BaseStringUriError::Origin(OriginError::Forwarded(error));
    Some(VerifyError::Target(error))
}

#[tokio::test]
async fn several_values_and_malformed_ones_are_refused() {
    let name = |header: (&str, &str)| header.0.parse::<HeaderName>().unwrap();
    let repeated = |header| ForwardedError::Repeated {
        header: name(header),
    };
    let malformed = || ForwardedError::Malformed {
        header: name(PROTO),
    };
    let scheme = || ForwardedError::Scheme {
        header: name(PROTO),
    };
    for (headers, error) in [
        (vec![PROTO, PROTO, HOST], repeated(PROTO)),
        (
            vec![PROTO, HOST, ("x-forwarded-host", "evil.example")],
            repeated(HOST),
        ),
        (
            vec![("x-forwarded-proto", "http, https"), HOST],
            repeated(PROTO),
        ),
        (
            vec![("x-forwarded-proto", "wss,wss"), HOST],
            repeated(PROTO),
        ),
        (
            vec![PROTO, ("x-forwarded-host", "evil.example, api.example.com")],
            repeated(HOST),
        ),
        (vec![("x-forwarded-proto", "ftp"), HOST], scheme()),
        (vec![("x-forwarded-proto", "wsss"), HOST], scheme()),
        (vec![("x-forwarded-proto", "https://"), HOST], scheme()),
        (vec![("x-forwarded-proto", ""), HOST], malformed()),
        (vec![("x-forwarded-proto", "h\u{e9}"), HOST], malformed()),
    ] {
        assert_eq!(
            refusal(&Forwarding::XForwarded, PROXY, &headers).await,
            refused(error),
            "{headers:?}"
        );
    }
    let malformed = refused(ForwardedError::Malformed {
        header: http::header::FORWARDED,
    });
    for value in [
        "proto=https;proto=http;host=api.example.com",
        "host=api.example.com;host=evil.example;proto=https",
        "proto=https;host=\"api.example.com",
        "proto=https;host=",
        "proto",
        "=_a;proto=https;host=api.example.com",
        "\"by\"=_a;proto=https;host=api.example.com",
        "b y=_a;proto=https;host=api.example.com",
        "proto=https,",
        "",
    ] {
        let found = refusal(&Forwarding::Forwarded, PROXY, &[("forwarded", value)]).await;
        assert_eq!(found, malformed, "{value}");
    }
    // The client opens a quoted string, to hide what the proxy appends.
    for client in [
        "for=\"",
        "for=\"x",
        "host=api.example.com;proto=https;for=\"",
        "by=\"\\",
    ] {
        for proxy in [
            "proto=http;host=evil.example",
            "proto=http;host=\"evil.example\"",
        ] {
            let value = format!("{client}, {proxy}");
            let headers = [("forwarded", value.as_str())];
            let found = refusal(&Forwarding::Forwarded, PROXY, &headers).await;
            assert_eq!(found, malformed, "{value}");
        }
    }
    for host in [
        "\"api\\.example.com\"",
        "api.example.com:65536",
        "x@api.example.com",
    ] {
        let value = format!("proto=https;host={host}");
        let headers = [("forwarded", value.as_str())];
        let found = refusal(&Forwarding::Forwarded, PROXY, &headers).await;
        let header = http::header::FORWARDED;
        assert_eq!(found, refused(ForwardedError::Host { header }), "{value}");
    }
    let userinfo = ("x-forwarded-host", "x@api.example.com");
    let header = name(HOST);
    assert_eq!(
        refusal(&Forwarding::XForwarded, PROXY, &[PROTO, userinfo]).await,
        refused(ForwardedError::Host { header })
    );
}
