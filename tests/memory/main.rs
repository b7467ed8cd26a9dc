//! What the response of a hostile server costs: heap and time.
//!
//! This is a binary with one test, because the allocator counts the heap of all threads.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod costs;

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, header};
use http_body::{Body, Frame};
use tower::service_fn;
use tower_oauth1::protocol::{Problem, find_base_string};
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, Endpoints, Explanation, GrantedAuthorization,
    Signer,
};

use costs::{LONGEST, costs, costs_within};

const KIB: usize = 1024;

/// The heap that a response may take, whatever its length is. The flow reads 64 KiB of it. If they
/// consist of the shortest fields, each field takes much more memory than its text: 4 MiB together.
const MOST: usize = 6 * KIB * KIB;

/// A body that repeats a chunk.
struct Repeated {
    chunk: Bytes,
    left: usize,
}

impl Body for Repeated {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let length = self.chunk.len().min(self.left);
        self.left -= length;
        let chunk = self.chunk.slice(..length);
        Poll::Ready((length > 0).then_some(Ok(Frame::data(chunk))))
    }
}

/// Pieces of which bodies are made: not UTF-8, many fields, one field many times, JSON, HTML, and
/// what the searches in a text look for.
const PIECES: [&[u8]; 17] = [
    b"a",
    b"\xff",
    b"%FF=%FF&",
    b"a&",
    b"&",
    b"oauth_token=a&",
    b"oauth_problem=",
    b"oauth_problem=token_rejected&",
    b"<p>oauth_problem=x",
    b"{\"a\":",
    b"[",
    b"{\"oauth_problem\":\"token_rejected\"} ",
    b"<b>&amp;&#38;</b>",
    b"GET&https%3A%2F%2Fh&a%3D1 ",
    b"GET%26https%253A%252F%252Fh%26a%253D1 ",
    b"\\u0026https%3A",
    b"\xc3\xa9",
];

/// Returns at least this many bytes, made of the piece.
fn repeated(piece: &[u8], least: usize) -> Vec<u8> {
    piece.repeat(least.div_ceil(piece.len()))
}

fn flow() -> AuthorizationFlow {
    let at = |path: &str| format!("https://h/{path}").parse().unwrap();
    AuthorizationFlow::new(
        Signer::new(ClientCredentials::new("client", "secret")),
        Endpoints::new(at("initiate"), at("authorize"), at("token")),
    )
}

/// Requests temporary credentials, and asks the error everything.
fn request(
    status: u16,
    (name, value): (HeaderName, &HeaderValue),
    chunk: &Bytes,
    left: usize,
) -> String {
    let mut http = service_fn(|_: Request<String>| {
        let response = Response::builder().status(status);
        let response = response.header(&name, value);
        let chunk = chunk.clone();
        std::future::ready(response.body(Repeated { chunk, left }))
    });
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.build().unwrap();
    let flow = flow();
    let requested = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    let error = runtime.block_on(requested).unwrap_err();
    let problem = error.problem().map(ToString::to_string);
    let difference = error.explanation().and_then(|explanation| {
        let body = String::from_utf8_lossy(error.body()?);
        explanation.diff(&body).map(|found| found.to_string())
    });
    let is_denied = error.is_denied() || error.is_expired();
    format!("{error}{error:?}{problem:?}{difference:?}{is_denied}")
}

#[test]
fn a_hostile_response_costs_little() {
    every_piece();
    many_fields();
    long_headers();
}

fn every_piece() {
    let challenge = || header::WWW_AUTHENTICATE;
    let none = HeaderValue::from_static("OAuth");
    let many = "oauth_problem=\"a\", ".repeat(10_000);
    let many = HeaderValue::from_str(&format!("OAuth {many}")).unwrap();
    for piece in PIECES {
        let case = piece.escape_ascii();
        let chunk = Bytes::from(repeated(piece, 4 * KIB));
        for status in [200, 401] {
            for left in [64 * KIB, 64 * KIB + 1, usize::MAX] {
                let case = format!("{case}, {status}, {left} bytes");
                costs(&case, MOST, || {
                    request(status, (challenge(), &none), &chunk, left)
                });
            }
            let case = format!("{case}, {status}, with a long challenge");
            costs(&case, MOST, || {
                request(status, (challenge(), &many), &chunk, 64 * KIB)
            });
        }

        // These functions read a text of any length, which the caller has in memory.
        let text = repeated(piece, 128 * KIB);
        let most = 8 * text.len();
        costs(&format!("credentials in {case}"), KIB, || {
            GrantedAuthorization::from_body(&text)
        });
        costs(&format!("a problem in {case}"), most, || {
            Problem::from_body(&text)
        });
        let text = String::from_utf8_lossy(&text).into_owned();
        costs(&format!("a base string in {case}"), most, || {
            find_base_string(&text).map(std::borrow::Cow::into_owned)
        });
        let (parts, ()) = Request::get("https://h/?a=1")
            .body(())
            .unwrap()
            .into_parts();
        let explanation = Explanation::from_parts(&parts, None).unwrap();
        costs(&format!("a difference in {case}"), most, || {
            explanation.diff(&text)
        });
    }
}

/// The whole bodies are in memory, and the flow reads them.
fn many_fields() {
    let none = HeaderValue::from_static("OAuth");
    for (case, piece, count) in [
        ("a million fields", &b"a=b&"[..], 1_000_000),
        ("a million empty fields", b"&", 1_000_000),
        ("a million names", b"a&", 1_000_000),
        ("ten thousand problems", b"oauth_problem=", 10_000),
        (
            "ten thousand problems with names",
            b"oauth_problem=token_used&",
            10_000,
        ),
        ("ten thousand tokens", b"oauth_token=a&", 10_000),
    ] {
        let body = Bytes::from(piece.repeat(count));
        for status in [200, 401] {
            costs(&format!("{case}, {status}"), MOST, || {
                request(status, (header::WWW_AUTHENTICATE, &none), &body, body.len())
            });
        }
        let pieces = u32::try_from(1 + body.len() / (128 * KIB)).unwrap();
        costs_within(
            LONGEST * pieces,
            &format!("a problem in {case}"),
            2 * body.len(),
            || Problem::from_body(&body),
        );
    }
    // As many different names as fit into the limit.
    let names: String = (0..)
        .map(|name| format!("{name:x}&"))
        .take(12_000)
        .collect();
    assert!(names.len() < 64 * KIB && names.len() > 50 * KIB);
    let names = Bytes::from(names);
    costs("different names", MOST, || {
        request(200, (header::WWW_AUTHENTICATE, &none), &names, names.len())
    });
}

/// The message of the error reads these headers.
fn long_headers() {
    let length = 128 * KIB;
    for (status, name) in [
        (302, header::LOCATION),
        (308, header::LOCATION),
        (429, header::RETRY_AFTER),
        (503, header::RETRY_AFTER),
        (401, header::DATE),
        (401, header::AGE),
        (401, header::CONTENT_ENCODING),
        (401, header::CONTENT_TYPE),
        (401, header::WWW_AUTHENTICATE),
        (405, header::ALLOW),
        (200, header::CONTENT_LENGTH),
    ] {
        for piece in [
            "x",
            "/x",
            "//x@",
            "https://u@h/;?#",
            "9",
            " ",
            ", ",
            "0 ",
            "Fri, 31 Dec ",
            "GET, ",
            "\"",
            "OAuth oauth_problem=\"x\", ",
            "OAuth ",
            "Basic a=b, ",
            "gzip, ",
            "=",
            "\\\"",
        ] {
            let value = format!("x{}x", piece.repeat(length / piece.len()));
            let whole = HeaderValue::from_str(&value).unwrap();
            let case = format!("{status} {name}: {piece}..");
            let body = Bytes::from_static(b"no");
            costs(&case, MOST, || {
                request(status, (name.clone(), &whole), &body, 2)
            });
            let without_x = HeaderValue::from_str(&value[1..value.len() - 1]).unwrap();
            costs(&case, MOST, || {
                request(status, (name.clone(), &without_x), &body, 2)
            });
        }
    }
}
