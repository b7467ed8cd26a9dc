//! The protocol parameters in the query and in the form, as they arrive at a server.

use bytes::Bytes;
use http::uri::Scheme;
use http::{HeaderName, Request, Uri, header};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::{Layer, ServiceExt};
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{OAuth1Layer, PublicOrigin, RequestVerifier, Scope, SignError, VerifyError};

use crate::support::{
    API, FORM, RawServer, StreamingBody, client, layer, parsed, refusal, send, signer, token,
    verifies,
};

const QUERY: &str = "/a%20b?q=%7e+x&q=%7E&&bare&x=%zz";
const BODY: &str = "status=Hello+Ladies%2c&a=1";

/// Sends a form through a hyper client. Returns the bytes that arrived.
async fn received(server: &RawServer, change: impl Fn(OAuth1Layer) -> OAuth1Layer) -> Vec<u8> {
    let http = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let layer = change(OAuth1Layer::new(
        signer(),
        Scope::origin(&server.origin()).unwrap(),
    ));
    let request = Request::post(format!("{}{QUERY}", server.origin()))
        .header(header::CONTENT_TYPE, FORM)
        .header(header::AUTHORIZATION, "OAuth oauth_token=\"stale\"")
        .header(header::CONTENT_LENGTH, BODY.len())
        .body(Full::from(BODY))
        .unwrap();
    layer.layer(http).oneshot(request).await.unwrap();
    server.received()
}

/// Returns whether a server that trusts the `Host` of the request accepts the signature.
fn verifies_as_received(request: Request<Vec<u8>>) -> bool {
    let (parts, body) = request.into_parts();
    let verifier = RequestVerifier::new(PublicOrigin::as_received(Scheme::HTTP));
    let unverified = verifier.parse(&parts, Some(&body));
    unverified.is_ok_and(|request| {
        let (client, token) = (client(), token());
        request.verify(&client, Some(&token)).is_ok()
    })
}

/// Changes each byte of the method, the target, the headers `Host` and `Authorization`, the content
/// type and the body. After each change, the signature must be invalid or the request must not
/// parse.
fn assert_every_byte_counts(raw: &[u8]) {
    assert!(verifies_as_received(parsed(raw)));
    let text = String::from_utf8(raw.to_vec()).unwrap();
    let target = text.find(' ').unwrap() + 1..text.find(" HTTP/1.1").unwrap();
    let value = |name: &str| {
        let start = text.find(name).map(|at| at + name.len());
        start.map(|start| start..start + text[start..].find("\r\n").unwrap())
    };
    let signed = [
        Some(0..target.start - 1),
        Some(target.clone()),
        value("\r\nauthorization: "),
        value("\r\nhost: "),
        value("\r\ncontent-type: "),
        Some(text.find("\r\n\r\n").unwrap() + 4..raw.len()),
    ];
    for at in signed.into_iter().flatten().flatten() {
        let mut changed = raw.to_vec();
        changed[at] ^= 1;
        let target = String::from_utf8_lossy(&changed[target.clone()]).into_owned();
        if target.parse::<Uri>().is_ok() {
            let changed = parsed(&changed);
            assert!(!verifies_as_received(changed), "{at}: {text}");
        }
    }
}

#[tokio::test]
async fn in_the_header() {
    let server = RawServer::start();
    let raw = received(&server, |layer| layer).await;
    assert!(verifies(&server.origin(), parsed(&raw)));
    assert_every_byte_counts(&raw);
}

#[tokio::test]
async fn in_the_query() {
    let server = RawServer::start();
    let raw = received(&server, |layer| layer.transmission(Transmission::Query)).await;
    let text = String::from_utf8(raw.clone()).unwrap();
    assert!(
        text.starts_with(&format!("POST {QUERY}&oauth_consumer_key=client-id&")),
        "{text}"
    );
    assert!(text.ends_with(&format!("\r\n\r\n{BODY}")));
    assert!(
        !text.to_lowercase().contains("authorization"),
        "the old length is replaced: {text}"
    );
    assert!(verifies(&server.origin(), parsed(&raw)));
    assert_every_byte_counts(&raw);
}

#[tokio::test]
async fn in_the_form() {
    let server = RawServer::start();
    let raw = received(&server, |layer| layer.transmission(Transmission::FormBody)).await;
    let text = String::from_utf8(raw.clone()).unwrap();
    assert!(text.starts_with(&format!("POST {QUERY} HTTP/1.1\r\n")));
    assert!(!text.to_lowercase().contains("authorization"));
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(
        body.starts_with(&format!("{BODY}&oauth_consumer_key=client-id&")),
        "{body}"
    );
    assert_eq!(head.matches("content-length").count(), 1);
    assert!(
        head.contains(&format!("content-length: {}", body.len())),
        "{head}"
    );
    assert!(verifies(&server.origin(), parsed(&raw)));
    assert_every_byte_counts(&raw);
}

#[tokio::test]
async fn parameters_in_two_places_for_providers_that_need_it() {
    let server = RawServer::start();
    for transmission in [Transmission::Query, Transmission::FormBody] {
        let raw = received(&server, |layer| {
            layer.transmission(transmission).also_in_header()
        })
        .await;
        let request = parsed(&raw);
        let header = request.headers()[header::AUTHORIZATION]
            .to_str()
            .unwrap()
            .to_owned();
        let nonce = header
            .split("oauth_nonce=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        let text = String::from_utf8(raw.clone()).unwrap();
        assert_eq!(
            text.matches(nonce).count(),
            2,
            "one nonce, in both places: {text}"
        );

        let verifier = RequestVerifier::new(PublicOrigin::fixed(&server.origin()).unwrap());
        let (mut parts, body) = request.into_parts();
        let refused = verifier.parse(&parts, Some(&body)).unwrap_err();
        assert!(
            matches!(refused, VerifyError::MultipleTransmissions { .. }),
            "the RFC does not allow two places: {refused}"
        );
        // Each parameter is signed once. Without the header, the request follows the RFC.
        parts.headers.remove(header::AUTHORIZATION);
        assert!(verifies(&server.origin(), Request::from_parts(parts, body)));
    }
}

#[tokio::test]
async fn under_another_header_name() {
    let name = HeaderName::from_static("x-authorization");
    let layer = layer().header_name(name.clone());
    // The layer ignores `Authorization` if it writes another header.
    let request = Request::get(API).header(header::AUTHORIZATION, "Basic x");
    let request = request.body(Full::<Bytes>::default()).unwrap();
    let mut sent = send(layer, request).await.unwrap();
    assert_eq!(sent.headers()[header::AUTHORIZATION], "Basic x");
    let value = sent.headers_mut().remove(name).unwrap();
    assert!(value.is_sensitive());
    sent.headers_mut().insert(header::AUTHORIZATION, value);
    assert!(verifies(API, sent));
}

#[tokio::test]
async fn without_a_form_to_go_into() {
    let in_form = || layer().transmission(Transmission::FormBody);
    let get = || Request::get(API).body(Full::<Bytes>::default()).unwrap();
    assert!(matches!(refusal(in_form(), get()).await, SignError::NoForm));

    let layer = in_form().or_in_header();
    let sent = send(layer.clone(), get()).await.unwrap();
    assert!(sent.headers().contains_key(header::AUTHORIZATION));
    assert!(verifies(API, sent));
    let form = Request::post(API).header(header::CONTENT_TYPE, FORM);
    let form = form.body(Full::<Bytes>::default()).unwrap();
    let sent = send(layer, form).await.unwrap();
    assert!(
        sent.body().starts_with(b"oauth_consumer_key="),
        "an empty form is a form"
    );
    assert!(verifies(API, sent));

    // A mode that does not build bodies cannot append to a form.
    let empty = Request::post(API)
        .header(header::CONTENT_TYPE, FORM)
        .header("content-length", "0");
    let empty = empty.body(Full::<Bytes>::default()).unwrap();
    let refusal = refusal(in_form().bodies_untouched(), empty).await;
    assert!(matches!(refusal, SignError::UnexpectedForm));
}

#[tokio::test]
async fn a_streaming_form_carries_them_too() {
    let in_form = layer().transmission(Transmission::FormBody);
    let body = StreamingBody::default();
    body.push("status=").push("hello").end();
    let form = Request::post(API).header(header::CONTENT_TYPE, FORM);
    let sent = send(in_form, form.body(body).unwrap()).await.unwrap();
    assert!(sent.body().starts_with(b"status=hello&oauth_consumer_key="));
    assert!(verifies(API, sent));
}

#[tokio::test]
async fn a_query_that_becomes_too_long() {
    let uri = format!("{API}/?{}", "x".repeat(65_400));
    let request = Request::get(uri).body(Full::<Bytes>::default()).unwrap();
    let in_query = layer().transmission(Transmission::Query);
    assert!(matches!(
        refusal(in_query, request).await,
        SignError::UriTooLong
    ));
}
