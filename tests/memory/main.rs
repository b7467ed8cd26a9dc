//! What the response of a hostile server costs: heap and time.
//!
//! This is a binary with one test, because the allocator counts the heap of all threads.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use http_body::{Body, Frame};
use tower::service_fn;
use tower_oauth1::protocol::{Problem, find_base_string};
use tower_oauth1::{
    AuthorizationFlow, Callback, ClientCredentials, Endpoints, Explanation, GrantedAuthorization,
    Signer,
};

#[global_allocator]
static HEAP: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

const KIB: usize = 1024;

/// The heap that a response may take, whatever its length is. The flow reads 64 KiB of it. If they
/// consist of the shortest fields, each field takes much more memory than its text: 4 MiB together.
const MOST: usize = 6 * KIB * KIB;

/// Runs the function, and checks how much the heap grows and how long it takes.
fn costs<T>(case: &str, most: usize, run: impl FnOnce() -> T) {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let started = Instant::now();
    let result = run();
    let (time, peak) = (started.elapsed(), HEAP.peak_usage() - before);
    drop(result);
    assert!(peak <= most, "{case}: {} KiB", peak / KIB);
    assert!(time < Duration::from_secs(5), "{case}: {time:?}");
}

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
fn request(status: u16, challenge: &HeaderValue, chunk: &Bytes, left: usize) -> String {
    let mut http = service_fn(|_: Request<String>| {
        let response = Response::builder().status(status);
        let response = response.header(header::WWW_AUTHENTICATE, challenge);
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
    let none = HeaderValue::from_static("OAuth");
    let many = "oauth_problem=\"a\", ".repeat(10_000);
    let many = HeaderValue::from_str(&format!("OAuth {many}")).unwrap();
    for piece in PIECES {
        let case = piece.escape_ascii();
        let chunk = Bytes::from(repeated(piece, 4 * KIB));
        for status in [200, 401] {
            for left in [64 * KIB, 64 * KIB + 1, usize::MAX] {
                let case = format!("{case}, {status}, {left} bytes");
                costs(&case, MOST, || request(status, &none, &chunk, left));
            }
            let case = format!("{case}, {status}, with a long challenge");
            costs(&case, MOST, || request(status, &many, &chunk, 64 * KIB));
        }

        // These functions read a text of any length, which the caller has in memory.
        let text = repeated(piece, KIB * KIB);
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
    let fields = repeated(b"a=b&", 4_000_000);
    costs("a million fields", KIB, || Problem::from_body(&fields));
    let problems = repeated(b"oauth_problem=token_used&", 25 * 10_000);
    costs("ten thousand problems", KIB, || {
        Problem::from_body(&problems)
    });
}
