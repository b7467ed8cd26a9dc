//! Raw bytes on a socket. Some of these requests no client library would send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use http::Request;

use crate::support::example::provider::{Provider, photos};

/// Returns the status of the response to these bytes.
fn status(provider: &Provider, raw: &[u8]) -> u16 {
    let address = provider.origin.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    // A server that refuses a request early need not read all of it.
    let _ = stream.write_all(raw);
    let mut status_line = [0; 12];
    stream.read_exact(&mut status_line).unwrap();
    let status_line = std::str::from_utf8(&status_line).unwrap();
    status_line.strip_prefix("HTTP/1.").unwrap()[2..5]
        .parse()
        .unwrap()
}

/// Returns the `Authorization` header for a request to this path on the provider.
fn authorization(provider: &Provider, method: &str, path: &str, form: Option<&str>) -> String {
    let mut request = Request::builder().method(method).uri(provider.uri(path));
    if form.is_some() {
        request = request.header("content-type", "application/x-www-form-urlencoded");
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let signed = photos().sign(&parts, form.map(str::as_bytes)).unwrap();
    let header = signed.authorization_header();
    header.to_str().unwrap().to_owned()
}

// The test sends raw bytes. A client that first writes the whole body may find the connection
// closed.
#[test]
fn a_form_that_is_declared_too_long_is_refused_before_it_comes() {
    let provider = Provider::start(&[]);
    let host = provider.origin.strip_prefix("http://").unwrap();
    let header = authorization(&provider, "POST", "/resource", Some("x"));
    let head = format!(
        "POST /resource HTTP/1.1\r\nHost: {host}\r\nAuthorization: {header}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1100000\r\n\r\n"
    );
    assert_eq!(status(&provider, head.as_bytes()), 413);
}

#[test]
fn one_request_in_many_spellings() {
    let provider = Provider::start(&[]);
    let host = provider.origin.strip_prefix("http://").unwrap();
    let signed = || authorization(&provider, "GET", "/resource/a/../b", None);
    let send = |request: String| status(&provider, format!("{request}\r\n\r\n").as_bytes());
    let start = "GET /resource/a/../b HTTP/1.1\r\n";
    for (expected, request) in [
        (
            200,
            format!("{start}Host: {host}\r\nAuthorization: {}", signed()),
        ),
        (
            200,
            format!("{start}AUTHORIZATION: {}\r\nhOST: {host}", signed()),
        ),
        (
            200,
            format!(
                "{start}Host: {host}\r\nAuthorization:\t {} \t",
                signed().replace("OAuth", "oAUTH")
            ),
        ),
        (
            200,
            format!(
                "{start}Host: {host}\r\nAuthorization: {}",
                signed().replace(", ", " ,\t, ")
            ),
        ),
        (
            200,
            format!(
                "GET http://{host}/resource/a/../b HTTP/1.1\r\nHost: {host}\r\nAuthorization: {}",
                signed()
            ),
        ),
        (
            200,
            format!(
                "GET /resource/a/../b HTTP/1.0\r\nHost: {host}\r\nAuthorization: {}",
                signed()
            ),
        ),
        (
            401,
            format!(
                "GET /resource/b HTTP/1.1\r\nHost: {host}\r\nAuthorization: {}",
                signed()
            ),
        ),
        (
            401,
            format!(
                "GET /resource/a/%2e%2e/b HTTP/1.1\r\nHost: {host}\r\nAuthorization: {}",
                signed()
            ),
        ),
        (
            401,
            format!(
                "GET /resource/a/../b HTTP/1.1\r\nHost: 127.0.0.1:1\r\nAuthorization: {}",
                signed()
            ),
        ),
        (
            400,
            format!(
                "{start}Host: {host}\r\nHost: {host}\r\nAuthorization: {}",
                signed()
            ),
        ),
        (
            400,
            format!(
                "{start}Host: {host}\r\nHost: evil.example\r\nAuthorization: {}",
                signed()
            ),
        ),
        (
            400,
            format!(
                "GET http://evil.example/resource HTTP/1.1\r\nHost: {host}\r\nAuthorization: {}",
                signed()
            ),
        ),
        (400, format!("{start}Authorization: {}", signed())),
        (
            400,
            format!("{start}Host: user@{host}\r\nAuthorization: {}", signed()),
        ),
        (
            400,
            format!(
                "{start}Host: {host}\r\nAuthorization: {0}\r\nAuthorization: {0}",
                signed()
            ),
        ),
        (
            400,
            format!(
                "{start}Host: {host}\r\nAuthorization: {}",
                signed().replace('"', "'")
            ),
        ),
        (
            400,
            format!(
                "{start}Host: {host}\r\nAuthorization: {}, x=\"{}\"",
                signed(),
                "x".repeat(8192)
            ),
        ),
        (
            401,
            format!("{start}Host: {host}\r\nX-Authorization: {}", signed()),
        ),
        (
            400,
            format!("{start}Host: {host}\r\nAuthorization: OAuth\0"),
        ),
        (400, "\u{1}\u{2}\u{3}".to_owned()),
    ] {
        assert_eq!(send(request.clone()), expected, "{request}");
    }
}

#[test]
fn forms_in_chunks() {
    let provider = Provider::start(&[]);
    let host = provider.origin.strip_prefix("http://").unwrap();
    let head = |form| {
        let signed = authorization(&provider, "POST", "/resource", Some(form));
        format!(
            "POST /resource HTTP/1.1\r\nHost: {host}\r\nAuthorization: {signed}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\
             Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"
        )
    };
    let send = |form, chunks: &str| status(&provider, format!("{}{chunks}", head(form)).as_bytes());
    assert_eq!(
        send("title=a+b", "6\r\ntitle=\r\n1\r\na\r\n2\r\n+b\r\n0\r\n\r\n"),
        200
    );
    assert_eq!(send("title=a+b", "6\r\ntitle=\r\n1\r\na\r\n0\r\n\r\n"), 401);
    assert_eq!(
        send("title=a", "7\r\ntitle=a\r\n0\r\nX: y\r\n\r\n"),
        400,
        "trailers"
    );
    assert_eq!(send("title=a", "z\r\n"), 400, "not a chunk");
    let long = format!("100001\r\n{}\r\n0\r\n\r\n", "x".repeat(0x10_0001));
    assert_eq!(send("title=a", &long), 413);
}
