//! What a real socket receives: the original request, and one more header.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Method, Request};
use http_body::Frame;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::{Layer, ServiceExt};
use tower_oauth1::{OAuth1Layer, Scope};

use crate::support::{FORM, RawServer, parsed, signer, verifies};

type Body = BoxBody<Bytes, Infallible>;

fn whole(bytes: &'static [u8]) -> Body {
    Full::new(Bytes::from_static(bytes)).boxed()
}

fn chunks(chunks: &'static [&'static [u8]]) -> Body {
    let frames = chunks
        .iter()
        .map(|chunk| Ok(Frame::data(Bytes::from_static(chunk))));
    BodyExt::boxed(StreamBody::new(Frames(frames)))
}

/// A stream of the items of an iterator. All items are ready at once.
struct Frames<I>(I);

impl<I: Iterator + Unpin> futures_core::Stream for Frames<I> {
    type Item = I::Item;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<I::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}

fn request(
    server: &RawServer,
    method: Method,
    content_type: Option<&str>,
    body: Body,
) -> Request<Body> {
    let uri = format!(
        "{}/a%20b;v=1//c?q=%7e+x&q=%7E&empty=&bare&&%C3%A9=%zz",
        server.origin()
    );
    let mut request = Request::builder().method(method).uri(uri);
    request = request.header("x-before", "1").header("accept", "*/*");
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    request.header("x-after", "2").body(body).unwrap()
}

/// Sends the request once unsigned and once signed. Returns the bytes that the server received.
async fn both(server: &RawServer, make: impl Fn() -> Request<Body>) -> (Vec<u8>, Vec<u8>) {
    let http = Client::builder(TokioExecutor::new()).build_http();
    let scope = Scope::origin(&server.origin()).unwrap();
    let layer =
        OAuth1Layer::new(signer(), scope).rebuild_body_with(|bytes| Full::new(bytes).boxed());
    let signed = layer.layer(http.clone());
    http.oneshot(make()).await.unwrap();
    let unsigned = server.received();
    signed.oneshot(make()).await.unwrap();
    (unsigned, server.received())
}

/// Removes the one `authorization` line from a request.
fn without_authorization(request: &[u8]) -> Vec<u8> {
    let lines = request.split_inclusive(|&byte| byte == b'\n');
    let is_authorization = |line: &&[u8]| line.to_ascii_lowercase().starts_with(b"authorization: ");
    let (taken, kept): (Vec<&[u8]>, Vec<&[u8]>) = lines.partition(is_authorization);
    assert_eq!(taken.len(), 1, "one header is added");
    assert!(taken[0].starts_with(b"authorization: OAuth oauth_consumer_key=\"client-id\", "));
    kept.concat()
}

/// The default mode, with the most common body type.
#[tokio::test]
async fn the_default_mode_sends_the_same_bytes() {
    let server = RawServer::start();
    let http = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let scope = Scope::origin(&server.origin()).unwrap();
    let signed = OAuth1Layer::new(signer(), scope).layer(http.clone());
    for (content_type, body) in [
        (FORM, "status=Hello+Ladies%2c&a=1&%FF"),
        ("text/plain", "a=b"),
        (FORM, ""),
    ] {
        let make = || {
            let request = request(&server, Method::POST, Some(content_type), whole(b""));
            request.map(|_| Full::from(body))
        };
        http.clone().oneshot(make()).await.unwrap();
        let unsigned = server.received();
        signed.clone().oneshot(make()).await.unwrap();
        let received = server.received();
        assert_eq!(without_authorization(&received), unsigned, "{body}");
        assert!(verifies(&server.origin(), parsed(&received)), "{body}");
    }
}

/// A name, a method, a content type and a body.
type Case<'a> = (&'a str, Method, Option<&'a str>, fn() -> Body);

#[tokio::test]
async fn signing_only_adds_a_header() {
    let server = RawServer::start();
    let form_with_charset = "Application/X-WWW-Form-URLEncoded; charset=UTF-8";
    let cases: [Case<'_>; 13] = [
        ("no body", Method::GET, None, || whole(b"")),
        ("form", Method::POST, Some(FORM), || {
            whole(b"status=Hello+Ladies%2c&a=1&a=&%FF")
        }),
        (
            "form, charset",
            Method::PUT,
            Some(form_with_charset),
            || whole(b"b=%e2%98%83&=v"),
        ),
        ("form, GET", Method::GET, Some(FORM), || whole(b"x=1")),
        ("form, empty", Method::POST, Some(FORM), || whole(b"")),
        ("json", Method::POST, Some("application/json"), || {
            whole(b"{\"a\": [1, 2]}")
        }),
        (
            "json, streamed",
            Method::POST,
            Some("application/json"),
            || chunks(&[b"{\"a\"", b": 1}"]),
        ),
        (
            "multipart",
            Method::POST,
            Some("multipart/form-data; boundary=X"),
            || whole(b"--X--\r\n"),
        ),
        ("text", Method::PATCH, Some("text/plain"), || {
            whole("h\u{e9}llo&a=b".as_bytes())
        }),
        ("xml", Method::POST, Some("application/xml"), || {
            whole(b"<a b=\"c\"/>")
        }),
        (
            "binary",
            Method::PUT,
            Some("application/octet-stream"),
            || whole(&[0, 255, 13, 10, 37]),
        ),
        ("binary, streamed", Method::PUT, Some("image/png"), || {
            chunks(&[&[137], &[80, 0, 255]])
        }),
        ("no type", Method::POST, None, || {
            whole(b"status=not+a+form")
        }),
    ];
    for (name, method, content_type, body) in cases {
        let make = || request(&server, method.clone(), content_type, body());
        let (unsigned, signed) = both(&server, make).await;
        assert_eq!(
            String::from_utf8_lossy(&without_authorization(&signed)),
            String::from_utf8_lossy(&unsigned),
            "{name}"
        );
        assert!(verifies(&server.origin(), parsed(&signed)), "{name}");
    }
}

#[tokio::test]
async fn a_streamed_form_keeps_its_bytes() {
    let server = RawServer::start();
    let body = || chunks(&[b"status=Hel", b"lo+Ladies", b"%2c&a=1"]);
    let (unsigned, signed) = both(&server, || {
        request(&server, Method::POST, Some(FORM), body())
    })
    .await;
    assert!(
        String::from_utf8(unsigned)
            .unwrap()
            .contains("transfer-encoding: chunked")
    );
    let signed = parsed(&signed);
    assert_eq!(signed.body(), b"status=Hello+Ladies%2c&a=1");
    assert_eq!(
        signed.headers()["content-length"],
        "26",
        "the layer has read the form, so it states the length"
    );
    assert!(verifies(&server.origin(), signed));
}

#[tokio::test]
async fn one_flipped_byte_in_anything_signed_is_found() {
    let server = RawServer::start();
    let body = || whole(b"status=Hello+Ladies%2c&a=1");
    let (_, signed) = both(&server, || {
        request(&server, Method::POST, Some(FORM), body())
    })
    .await;
    assert!(verifies(&server.origin(), parsed(&signed)));
    let text = String::from_utf8(signed).unwrap();
    for (from, to) in [
        ("POST /", "PUT /"),
        ("/a%20b", "/a%20c"),
        (";v=1//c", ";v=1/c"),
        ("q=%7e+x", "q=%7e+y"),
        ("q=%7e+x", "q=%7e%2Bx"),
        ("&empty=", "&empty=1"),
        ("status=Hello", "status=Jello"),
        ("&a=1", "&a=1&a=1"),
        ("oauth_nonce=\"", "oauth_nonce=\"x"),
        ("oauth_timestamp=\"1", "oauth_timestamp=\"2"),
        ("oauth_token=\"token-id\"", "oauth_token=\"token-ix\""),
        ("HMAC-SHA1", "HMAC-SHA256"),
        (", oauth_version=\"1.0\"", ""),
        ("oauth_signature=\"", "oauth_signature=\"A"),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        let changed = parsed(changed.as_bytes());
        assert!(!verifies(&server.origin(), changed), "{from} -> {to}");
    }
}
