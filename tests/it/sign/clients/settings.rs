//! Shows in the requests what the settings of signer and layer do.

use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use tower_oauth1::{OAuth1Layer, Scope, Signer, TokenCredentials};

use crate::support::{API, client, layer, protocol_parameter, send, signer, verifies};

#[tokio::test]
async fn a_token_is_present_absent_or_empty() {
    let sent = async |signer: Signer| {
        let layer = OAuth1Layer::new(signer, Scope::origin(API).unwrap());
        let request = Request::get(API).body(Full::<Bytes>::default()).unwrap();
        let request = send(layer, request).await.unwrap();
        protocol_parameter(&request, "oauth_token")
    };
    let without = Signer::new(client());
    assert_eq!(sent(without.clone()).await, None);
    assert_eq!(
        sent(without.with_token(TokenCredentials::new("", "")))
            .await
            .as_deref(),
        Some("")
    );
    assert_eq!(sent(signer()).await.as_deref(), Some("token-id"));
    assert_eq!(
        sent(without).await,
        None,
        "a signer derived for a user does not change the original"
    );
}

#[tokio::test]
async fn realm_and_version_are_the_signers() {
    let signer = signer()
        .with_realm(r#"Photos "and" \ more"#)
        .unwrap()
        .without_version();
    let layer = OAuth1Layer::new(signer, Scope::origin(API).unwrap());
    let request = Request::get(API).body(Full::<Bytes>::default()).unwrap();
    let request = send(layer, request).await.unwrap();
    let header = request.headers()[header::AUTHORIZATION].clone();
    assert!(header.is_sensitive());
    let text = header.to_str().unwrap();
    assert!(text.starts_with(r#"OAuth realm="Photos \"and\" \\ more", oauth_consumer_key="#));
    assert!(!text.contains("oauth_version"));
    assert!(verifies(API, request));
}

#[tokio::test]
async fn the_path_is_brought_into_the_form_that_is_sent() {
    let sent = async |layer: OAuth1Layer| {
        let uri = format!("{API}/a/../{{id}}/caf\u{e9}?q=../{{}}&x=%7e");
        let request = Request::get(uri).body(Full::<Bytes>::default()).unwrap();
        let request = send(layer, request).await.unwrap();
        let uri = request.uri().to_string();
        assert!(
            verifies(API, request),
            "the path that is sent is the path that is signed"
        );
        uri
    };
    let canonical = format!("{API}/%7Bid%7D/caf%C3%A9?q=../{{}}&x=%7e");
    assert_eq!(sent(layer()).await, canonical);
    let as_is = format!("{API}/a/../{{id}}/caf\u{e9}?q=../{{}}&x=%7e");
    assert_eq!(sent(layer().path_as_is()).await, as_is);
}

#[tokio::test]
async fn origin_and_host_go_into_what_is_signed() {
    let request = || Request::get(format!("{API}/x?y=1"));
    let sent = async |layer: OAuth1Layer, request: http::request::Builder| {
        let request = request.body(Full::<Bytes>::default()).unwrap();
        send(layer, request).await.unwrap()
    };
    let host = || request().header(header::HOST, "Tenant.example.com:8443");
    let tenant = sent(layer(), host()).await;
    assert!(verifies("https://tenant.example.com:8443", tenant));
    let tunnelled = layer().public_origin("http://inside.example:81".parse().unwrap());
    let sent = sent(tunnelled, host()).await;
    assert_eq!(sent.uri(), "https://api.example.com/x?y=1");
    assert!(verifies("http://inside.example:81", sent));
}
