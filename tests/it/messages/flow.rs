//! The messages of the authorization flow.

use std::io::Write as _;

use http::Response;
use http_body_util::Full;
use tower_oauth1::{Callback, FlowError};

use super::Messages;
use crate::flow::provider::{HttpRequest, exchange, flow, pending, response, unreachable, url};

/// A response: what happened, status, headers and body.
pub(super) type Refusal<'a> = (&'a str, u16, &'a [(&'a str, &'a str)], &'a [u8]);

async fn error(status: u16, headers: &[(&str, &str)], body: &[u8]) -> FlowError {
    let mut http = tower::service_fn(|_: HttpRequest| {
        let mut reply = Response::builder().status(status);
        for (name, value) in headers {
            reply = reply.header(*name, *value);
        }
        std::future::ready(reply.body(Full::new(bytes::Bytes::copy_from_slice(body))))
    });
    let refused = flow();
    let refused = refused.request_temporary_credentials(&mut http, Callback::OutOfBand);
    refused.await.unwrap_err()
}

pub(super) async fn add_all(messages: &mut Messages, refusals: &[Refusal<'_>]) {
    for (cause, status, headers, body) in refusals {
        messages.add(cause, error(*status, headers, body).await);
    }
}

/// The status is not one of success.
pub(super) async fn refused(messages: &mut Messages) {
    messages.title("The server refuses a request of the authorization flow");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"Error: no").unwrap();
    let gzip = gzip.finish().unwrap();
    let long = vec![b'a'; 70_000];
    add_all(
        messages,
        &[
            ("400 with a text", 400, &[], b"Bad timestamp"),
            (
                "401 with a text",
                401,
                &[],
                b"Failed to validate oauth signature and token",
            ),
            ("401 without a body", 401, &[], b""),
            (
                "401 of another scheme",
                401,
                &[("www-authenticate", "Bearer realm=\"x\"")],
                b"",
            ),
            (
                "401 of several schemes",
                401,
                &[
                    ("www-authenticate", "Basic"),
                    ("www-authenticate", "OAuth realm=\"x\""),
                ],
                b"",
            ),
            ("401 with a page", 401, &[], b"<html><h1>Unauthorized</h1>"),
            (
                "401 with a page that reports a problem",
                401,
                &[],
                b"<h1>HTTP Status 401 - oauth_problem=token_rejected</h1>",
            ),
            ("401 with JSON", 401, &[], b"{\"errors\":[{\"code\":32}]}"),
            (
                "401, compressed",
                401,
                &[("content-encoding", "gzip")],
                &gzip,
            ),
            ("401, longer than the limit", 401, &[], &long),
            ("403 with a page", 403, &[], b"<html><h1>Forbidden</h1>"),
            ("404 with a page", 404, &[], b"<html><h1>Not found</h1>"),
            ("405", 405, &[("allow", "GET, HEAD")], b""),
            (
                "429 with seconds",
                429,
                &[("retry-after", "120")],
                b"slow down",
            ),
            (
                "429 with a date",
                429,
                &[("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")],
                b"",
            ),
            ("429 alone", 429, &[], b""),
            ("500 with a text", 500, &[], b"Callback URL is invalid"),
            ("503", 503, &[("retry-after", "5")], b"<html>"),
            (
                "301 to another host",
                301,
                &[("location", "https://h2/initiate?oauth_token=hidden")],
                b"",
            ),
            (
                "302 to a page",
                302,
                &[("location", "/login?next=%2Finitiate")],
                b"",
            ),
            ("302 without a target", 302, &[], b""),
        ],
    )
    .await;
}

/// The status is one of success, without usable credentials.
pub(super) async fn unusable(messages: &mut Messages) {
    messages.title("The server responds with success, without usable credentials");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"oauth_token=a&oauth_token_secret=b")
        .unwrap();
    let gzip = gzip.finish().unwrap();
    let long = vec![b'a'; 70_000];
    let credentials = b"oauth_token=a&oauth_token_secret=b";
    add_all(
        messages,
        &[
            ("a text", 200, &[], b"Error: oauth_callback must be set"),
            (
                "a JSON object",
                200,
                &[],
                b"{\"error\":\"mwoauth-oauth-exception\"}",
            ),
            ("JSON that is cut", 200, &[], b"{\"oauth_token\":\"a"),
            ("a page", 200, &[], b"<!doctype html><p>Sign in"),
            (
                "a page that reports a problem",
                200,
                &[],
                b"<p>oauth_problem=consumer_key_unknown",
            ),
            (
                "a problem",
                200,
                &[],
                b"oauth_problem=signature_invalid&debug_sbs=x",
            ),
            ("an empty body", 200, &[], b""),
            ("no content", 204, &[], b""),
            (
                "compressed, with a header",
                200,
                &[("content-encoding", "br")],
                b"\x0b\x02\x80oauth\x03",
            ),
            ("compressed, without a header", 200, &[], &gzip),
            (
                "not UTF-8",
                200,
                &[],
                b"oauth_token=\xff&oauth_token_secret=b",
            ),
            ("longer than the limit", 200, &[], &long),
            ("cut", 200, &[("content-length", "1000")], credentials),
            ("no secret", 200, &[], b"oauth_token=a"),
            (
                "an empty token",
                200,
                &[],
                b"oauth_token=&oauth_token_secret=b",
            ),
            (
                "a token that is not text",
                200,
                &[],
                b"{\"oauth_token\":false}",
            ),
            ("a field twice", 200, &[], b"oauth_token=a&oauth_token=b"),
            ("no confirmation", 200, &[], credentials),
        ],
    )
    .await;
}

/// Each problem that the extension specifies.
pub(super) async fn problems(messages: &mut Messages) {
    messages.title("The server reports a problem");
    for problem in [
        "additional_authorization_required",
        "consumer_key_refused",
        "consumer_key_rejected",
        "consumer_key_unknown",
        "nonce_used",
        "parameter_absent&oauth_parameters_absent=oauth_callback%26oauth_version",
        "parameter_rejected&oauth_parameters_rejected=oauth_callback",
        "permission_denied",
        "permission_unknown",
        "signature_invalid",
        "signature_method_rejected",
        "timestamp_refused",
        "token_expired",
        "token_not_authorized",
        "token_rejected",
        "token_revoked",
        "token_used",
        "user_refused",
        "verifier_invalid",
        "version_rejected",
        "a_name_of_the_server",
    ] {
        let body = format!("oauth_problem={problem}");
        let refused = error(401, &[], body.as_bytes()).await;
        messages.add(problem, refused);
    }
    messages.title("The server refuses or reports a problem when token credentials are requested");
    for status in [400, 401, 403] {
        let refused = exchange(response(status, "no")).await;
        messages.add(&status.to_string(), refused.unwrap_err());
    }
    for problem in [
        "parameter_absent&oauth_parameters_absent=oauth_body_hash%26scope",
        "parameter_rejected&oauth_parameters_rejected=scope",
        "additional_authorization_required",
        "permission_denied",
        "signature_invalid",
        "token_expired",
        "token_not_authorized",
        "token_rejected",
        "token_used",
        "user_refused",
        "verifier_invalid",
    ] {
        let body = format!("oauth_problem={problem}");
        let refused = exchange(response(401, &body)).await;
        messages.add(problem, refused.unwrap_err());
    }
}

/// Nothing was sent.
pub(super) async fn callbacks(messages: &mut Messages) {
    messages.title("The callback does not complete the authorization");
    let pending = pending(url("https://c/")).await;
    let flow = flow();
    let mut never = tower::service_fn(unreachable);
    for callback in [
        "https://c/?denied=temp",
        "https://c/?oauth_token=temp&oauth_problem=x",
        "https://c/?oauth_token=temp",
        "https://c/?oauth_token=temp&oauth_verifier=",
        "https://c/?oauth_token=other&oauth_verifier=v",
        "https://c/",
        "https://c/?oauth_token=temp&oauth_verifier=v&oauth_verifier=v",
    ] {
        let failed = flow.request_token_credentials(&mut never, &pending, callback);
        messages.add(callback, failed.await.unwrap_err());
    }
    let mut broken = tower::service_fn(|_: HttpRequest| {
        std::future::ready(Err::<Response<String>, _>(std::io::Error::other("broken")))
    });
    let failed = flow.request_temporary_credentials(&mut broken, Callback::OutOfBand);
    messages.add("The HTTP client fails", failed.await.unwrap_err());
}
