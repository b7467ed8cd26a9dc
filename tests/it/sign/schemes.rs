//! The schemes of a URI: those of HTTP, of WebSockets, and all others.

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::Full;
use tower_oauth1::protocol::BaseStringUri;
use tower_oauth1::{OAuth1Layer, Origin, OriginError, Scope, SignError, SignatureMethod};

use crate::support::{API, layer, protocol_parameter, refusal, send, signer, verifies};

type Body = Full<Bytes>;

fn get(uri: &str) -> Request<Body> {
    Request::get(uri).body(Body::default()).unwrap()
}

fn scoped(origin: &str) -> OAuth1Layer {
    OAuth1Layer::new(signer(), Scope::origin(origin).unwrap())
}

fn base_string_uri(uri: &str) -> String {
    let (parts, ()) = Request::get(uri).body(()).unwrap().into_parts();
    BaseStringUri::from_parts(&parts).unwrap().to_string()
}

#[test]
fn a_web_socket_is_signed_as_http() {
    for (uri, signed) in [
        ("ws://127.0.0.1:1/ws", "http://127.0.0.1:1/ws"),
        ("ws://h:80/ws", "http://h/ws"),
        ("ws://h:443/ws", "http://h:443/ws"),
        ("wss://h/ws?a=b", "https://h/ws"),
        ("wss://h:443/ws", "https://h/ws"),
        ("wss://h:80/ws", "https://h:80/ws"),
        ("WSS://H/ws", "https://h/ws"),
        ("HTTPS://H/ws", "https://h/ws"),
    ] {
        assert_eq!(base_string_uri(uri), signed, "{uri}");
    }
}

#[tokio::test]
async fn a_web_socket_is_in_the_scope_of_http() {
    for (scope, uri, verified_at) in [
        (
            "http://127.0.0.1:1",
            "ws://127.0.0.1:1/ws",
            "http://127.0.0.1:1",
        ),
        (
            "ws://127.0.0.1:1",
            "ws://127.0.0.1:1/ws",
            "http://127.0.0.1:1",
        ),
        ("ws://h", "http://h/", "http://h"),
        (API, "wss://api.example.com/ws", API),
        (API, "wss://api.example.com:443/ws", API),
        ("wss://api.example.com", "https://api.example.com/x", API),
    ] {
        assert!(
            Scope::origin(scope)
                .unwrap()
                .contains(&uri.parse().unwrap())
        );
        let sent = send(scoped(scope), get(uri)).await.unwrap();
        assert_eq!(sent.uri(), uri, "the URI stays");
        assert!(verifies(verified_at, sent), "{scope}, {uri}");
    }
    for (scope, uri) in [(API, "ws://api.example.com/"), ("http://h", "wss://h/")] {
        let sent = send(scoped(scope), get(uri)).await.unwrap();
        assert_eq!(protocol_parameter(&sent, "oauth_signature"), None, "{uri}");
    }
    let origin: Origin = "wss://api.example.com:443".parse().unwrap();
    assert_eq!(origin.to_string(), API);
    assert_eq!(
        Origin::try_from(&"ws://h/x".parse().unwrap())
            .unwrap()
            .to_string(),
        "http://h"
    );
}

#[tokio::test]
async fn plaintext_needs_a_web_socket_with_tls() {
    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
    let scoped = |origin: &str| {
        let scope = Scope::origin(origin).unwrap();
        OAuth1Layer::new(plaintext.clone(), scope)
    };
    let sent = send(scoped(API), get("wss://api.example.com/"))
        .await
        .unwrap();
    let signature = protocol_parameter(&sent, "oauth_signature").unwrap();
    assert_eq!(signature, "client-secret%26token-secret");
    let error = refusal(scoped("http://h"), get("ws://h/")).await;
    assert!(matches!(error, SignError::PlaintextWithoutTls));
    for (uri, secure) in [("wss://h/", true), ("WSS://h/", true), ("ws://h/", false)] {
        let mut request = Request::get(uri).body("").unwrap();
        assert_eq!(
            plaintext.sign_request(&mut request).is_ok(),
            secure,
            "{uri}"
        );
    }
}

#[tokio::test]
async fn other_schemes_are_not_signed() {
    let scheme = |error: &SignError| {
        let text = std::error::Error::source(error).unwrap().to_string();
        text == OriginError::Scheme.to_string()
    };
    for uri in [
        "ftp://api.example.com/x",
        "unix://2f746d70/x",
        "httpx://api.example.com/",
    ] {
        // Out of scope, it passes.
        let sent = send(layer(), get(uri)).await.unwrap();
        assert_eq!(sent.headers(), &HeaderMap::new(), "{uri}");
        assert_eq!(sent.uri(), uri);
        let any = OAuth1Layer::new(signer(), Scope::any());
        assert!(!Scope::any().contains(&uri.parse().unwrap()));
        assert!(scheme(&refusal(any, get(uri)).await), "{uri}");
        let mut request = Request::get(uri).body("").unwrap();
        assert!(
            scheme(&signer().sign_request(&mut request).unwrap_err()),
            "{uri}"
        );
        let (parts, ()) = Request::get(uri).body(()).unwrap().into_parts();
        assert!(scheme(&signer().sign(&parts, None).unwrap_err()), "{uri}");
    }
}

/// For tunnels and Unix sockets, the public origin counts: in the base string, in the scope and for
/// TLS.
#[tokio::test]
async fn the_public_origin_stands_for_other_schemes() {
    let uri = "unix://2f746d702f736f636b6574/x?a=b";
    for scope in [Scope::origin(API).unwrap(), Scope::any()] {
        let layer = OAuth1Layer::new(signer(), scope).public_origin(API.parse().unwrap());
        let sent = send(layer, get(uri)).await.unwrap();
        assert_eq!(sent.uri(), uri);
        assert!(verifies(API, sent));
    }
    let elsewhere = layer().public_origin("https://other.example".parse().unwrap());
    let sent = send(elsewhere, get(uri)).await.unwrap();
    assert_eq!(protocol_parameter(&sent, "oauth_signature"), None);

    let plaintext = signer().with_signature_method(SignatureMethod::Plaintext);
    for (origin, secure) in [(API, true), ("http://api.example.com", false)] {
        let scope = Scope::origin(origin).unwrap();
        let layer = OAuth1Layer::new(plaintext.clone(), scope);
        let layer = layer.public_origin(origin.parse().unwrap());
        assert_eq!(send(layer, get(uri)).await.is_ok(), secure, "{origin}");
    }
}
