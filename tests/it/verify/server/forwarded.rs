//! Servers behind proxies: which headers decide the public origin.

use std::net::IpAddr;

use http::{Extensions, HeaderName, Request};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::verify::{
    ForwardedError, Forwarding, MemoryReplayStore, TrustedProxies, VerifyLayer,
};
use tower_oauth1::{OriginError, PublicOrigin, RequestVerifier, SignatureMethod, VerifyError};

use crate::verify::server::harness::{Inner, Message, NOW, credentials, signer};

#[derive(Clone)]
pub(super) struct Peer(pub(super) IpAddr);

pub(super) fn origin(by: Forwarding) -> PublicOrigin {
    let peer = |extensions: &Extensions| extensions.get::<Peer>().map(|peer| peer.0);
    let proxies = ["10.0.0.2", "::1"].map(|ip| ip.parse::<IpAddr>().unwrap());
    // Every origin is public here. `proxies/` tests the list.
    let proxies = TrustedProxies::new(by, proxies, [], peer).public_origins_where(|_| true);
    PublicOrigin::forwarded(proxies)
}

/// Returns the refusal of a request that was signed for `https://api.example.com`, if any. The peer
/// forwards the request with these headers. A `host` replaces the `Host` header.
pub(super) async fn refusal(
    by: &Forwarding,
    peer: Option<&str>,
    headers: &[(&str, &str)],
) -> Option<VerifyError> {
    let verifier = RequestVerifier::new(origin(by.clone())).clock(|| NOW);
    refusal_with(verifier, &Message::get("/photos"), peer, headers).await
}

async fn refusal_with(
    verifier: RequestVerifier,
    message: &Message,
    peer: Option<&str>,
    headers: &[(&str, &str)],
) -> Option<VerifyError> {
    let mut message = message.clone().with(http::header::HOST, "127.0.0.1:8080");
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        message = match name {
            http::header::HOST => message.with(name, *value),
            _ => message.and(name, *value),
        };
    }
    refusal_of(verifier, message.received(), peer).await
}

/// Returns the refusal of a request that this peer forwards, if any.
pub(super) async fn refusal_of(
    verifier: RequestVerifier,
    mut request: Request<Full<bytes::Bytes>>,
    peer: Option<&str>,
) -> Option<VerifyError> {
    if let Some(peer) = peer {
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
    }
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier);
    let response = layer
        .layer(Inner::default())
        .oneshot(request)
        .await
        .unwrap();
    let reason = response.extensions().get::<VerifyError>().cloned();
    assert_eq!(reason.is_none(), response.status() == 200);
    reason
}

pub(super) const PROXY: Option<&str> = Some("10.0.0.2");
const INVALID: Option<VerifyError> = Some(VerifyError::SignatureInvalid);
pub(super) const PROTO: (&str, &str) = ("x-forwarded-proto", "https");
pub(super) const HOST: (&str, &str) = ("x-forwarded-host", "api.example.com");

#[tokio::test]
async fn a_trusted_proxy_decides_the_origin() {
    let x = &Forwarding::XForwarded;
    for peer in ["10.0.0.2", "::ffff:10.0.0.2", "::1"] {
        assert_eq!(refusal(x, Some(peer), &[PROTO, HOST]).await, None, "{peer}");
    }
    let host = ("x-forwarded-host", "API.example.com:443");
    assert_eq!(
        refusal(x, PROXY, &[("x-forwarded-proto", "HTTPS"), host]).await,
        None
    );
    // A proxy that forwards `Host` need not repeat it.
    assert_eq!(
        refusal(x, PROXY, &[PROTO, ("host", "api.example.com")]).await,
        None
    );
    for value in [
        "proto=https;host=api.example.com",
        "for=192.0.2.7;Proto=HTTPS;by=10.0.0.2;host=\"api.example.com:443\"",
        "host=evil.example;proto=http, for=\"[2001:db8::1]:4711\";proto=https;host=api.example.com",
        "host=\"a, b\" ; proto = \"http\" ,proto=https;host=api.example.com",
        // A quote after a backslash does not end a quoted string.
        r#"by="\"; a\\";proto=https;host=api.example.com"#,
    ] {
        let found = refusal(&Forwarding::Forwarded, PROXY, &[("forwarded", value)]).await;
        assert_eq!(found, None, "{value}");
    }
    let twice = [
        ("forwarded", "host=evil.example;proto=https"),
        ("forwarded", "host=api.example.com;proto=https"),
    ];
    assert_eq!(
        refusal(&Forwarding::Forwarded, PROXY, &twice).await,
        None,
        "the proxy wrote the last value"
    );
}

#[tokio::test]
async fn the_schemes_of_websockets_mean_those_of_http() {
    for proto in ["wss", "WSS", "Wss", "https", "HTTPS"] {
        let headers = [("x-forwarded-proto", proto), HOST];
        let found = refusal(&Forwarding::XForwarded, PROXY, &headers).await;
        assert_eq!(found, None, "{proto}");
        for proto in [proto.to_owned(), format!("\"{proto}\"")] {
            let value = format!("host=api.example.com;proto={proto}");
            let headers = [("forwarded", value.as_str())];
            let found = refusal(&Forwarding::Forwarded, PROXY, &headers).await;
            assert_eq!(found, None, "{value}");
        }
    }
    let without_tls = Message::sent({
        let mut request = Request::get("http://api.example.com/photos")
            .body("")
            .unwrap();
        signer().sign_request(&mut request).unwrap();
        request.map(|_| bytes::Bytes::new())
    });
    for proto in ["ws", "WS", "http"] {
        let verifier = RequestVerifier::new(origin(Forwarding::XForwarded)).clock(|| NOW);
        let headers = [("x-forwarded-proto", proto), HOST];
        let found = refusal_with(verifier, &without_tls, PROXY, &headers).await;
        assert_eq!(found, None, "{proto}");
    }
}

#[tokio::test]
async fn other_peers_are_not_trusted() {
    let forwarded = ("forwarded", "proto=https;host=api.example.com");
    for peer in [
        None,
        Some("10.0.0.3"),
        Some("192.0.2.7"),
        Some("::ffff:10.0.0.3"),
        Some("::2"),
    ] {
        assert_eq!(
            refusal(&Forwarding::XForwarded, peer, &[PROTO, HOST]).await,
            INVALID
        );
        assert_eq!(
            refusal(&Forwarding::Forwarded, peer, &[forwarded]).await,
            INVALID
        );
        // Another `Host` does not turn plain http into https.
        let host = ("host", "api.example.com");
        assert_eq!(
            refusal(&Forwarding::XForwarded, peer, &[PROTO, host]).await,
            INVALID
        );
    }
}

#[tokio::test]
async fn headers_that_the_proxy_does_not_set_come_from_the_client() {
    let forwarded = ("forwarded", "proto=https;host=api.example.com");
    assert_eq!(
        refusal(&Forwarding::XForwarded, PROXY, &[forwarded]).await,
        INVALID
    );
    assert_eq!(
        refusal(&Forwarding::Forwarded, PROXY, &[PROTO, HOST]).await,
        INVALID
    );
    // The proxy appended its own value to that of the client.
    let forged = (
        "forwarded",
        "proto=https;host=api.example.com, proto=http;host=evil.example",
    );
    assert_eq!(
        refusal(&Forwarding::Forwarded, PROXY, &[forged]).await,
        INVALID
    );
}

#[tokio::test]
async fn plaintext_goes_over_the_tls_that_a_trusted_proxy_saw() {
    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
    let message = Message::signed(&plaintext, http::Method::GET, "/photos", None);
    let verifier = || {
        let verifier = RequestVerifier::new(origin(Forwarding::XForwarded)).clock(|| NOW);
        verifier.signature_methods([SignatureMethod::Plaintext])
    };
    let without_tls = Some(VerifyError::PlaintextWithoutTls);
    assert_eq!(
        refusal_with(verifier(), &message, PROXY, &[PROTO, HOST]).await,
        None
    );
    let http = ("x-forwarded-proto", "http");
    assert_eq!(
        refusal_with(verifier(), &message, PROXY, &[http, HOST]).await,
        without_tls
    );
    assert_eq!(
        refusal_with(verifier(), &message, PROXY, &[HOST]).await,
        without_tls
    );
    let found = refusal_with(verifier(), &message, Some("192.0.2.7"), &[PROTO, HOST]).await;
    assert_eq!(found, without_tls);
}

#[test]
fn a_server_can_ask_for_its_own_origin() {
    let of = |origin: &PublicOrigin, headers: &[(&str, &str)]| {
        let mut request = Request::get("/login").header("host", "Internal:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(Peer("10.0.0.2".parse().unwrap()));
        origin.from_parts(&parts).map(|origin| origin.to_string())
    };
    let forwarded = origin(Forwarding::XForwarded);
    let host = ("x-forwarded-host", "App.example.com:443");
    assert_eq!(
        of(&forwarded, &[PROTO, host]).unwrap(),
        "https://app.example.com"
    );
    assert_eq!(of(&forwarded, &[]).unwrap(), "http://internal:8080");
    let fixed = PublicOrigin::fixed("https://app.example.com").unwrap();
    assert_eq!(of(&fixed, &[host]).unwrap(), "https://app.example.com");
    assert_eq!(
        of(&forwarded, &[PROTO, PROTO]).unwrap_err(),
        OriginError::Forwarded(ForwardedError::Repeated {
            header: HeaderName::from_static("x-forwarded-proto")
        })
    );
}
