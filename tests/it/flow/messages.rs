//! The message of a failed step names the cause and says what to do.

use std::io::Write as _;

use http::Response;
use tower_oauth1::flow::{FlowErrorKind, ResponseError};
use tower_oauth1::{Callback, FlowError};

use crate::flow::provider::{GRANTED, HttpRequest, INITIATED, flow, initiate, response};

pub(super) async fn error(reply: Response<String>) -> FlowError {
    let pending = initiate(Callback::OutOfBand, reply).await;
    pending.unwrap_err()
}

pub(super) fn with_headers(
    status: u16,
    headers: &[(&'static str, &'static str)],
    body: &str,
) -> Response<String> {
    let mut reply = response(status, body);
    for (name, value) in headers {
        let value = value.parse().unwrap();
        reply.headers_mut().append(*name, value);
    }
    reply
}

/// Some servers refuse everything with 200 and a text. If they report no problem, the endpoint may
/// also be another one.
#[tokio::test]
async fn a_status_of_success_with_a_refusal_in_it() {
    let words = "Error: oauth_callback must be set, and must be set to \"oob\"";
    let refused = error(response(200, words)).await;
    assert_eq!(
        refused.to_string(),
        "requesting temporary credentials from https://h/initiate failed: the response has no \
         `oauth_token`; first read the server's message in `FlowError::body`; then check the URI \
         and the HTTP method of the endpoint; if they are right, report this fault to the \
         provider: send the body, but first remove the secrets from it (status 200 OK)"
    );
    assert_eq!(refused.body(), Some(words.as_bytes()));
    for words in [
        "Error: oauth_callback must be set",
        "{\"error\":\"mwoauth-oauth-exception\",\"message\":\"no\"}",
        "{\"error\":",
        "error=unknown+client",
    ] {
        let message = error(response(200, words)).await.to_string();
        assert!(
            message.contains("first read the server's message in"),
            "{message}"
        );
        let order =
            "then check the URI and the HTTP method of the endpoint; if they are right, report";
        assert!(message.contains(order), "{message}");
    }
    let problem = error(response(200, "oauth_problem=token_used")).await;
    let problem = problem.to_string();
    assert!(!problem.contains("HTTP method"), "{problem}");
    let page = error(response(200, "<html><p>Sign in</p>"))
        .await
        .to_string();
    assert!(page.contains("check the URI of the endpoint"), "{page}");
    assert!(page.contains("`FlowError::body`"), "{page}");
    // A page with a problem in it is the right endpoint.
    let page = "<html><p>oauth_problem=consumer_key_unknown</p>";
    let page = error(response(200, page)).await.to_string();
    assert!(!page.contains("URI"), "{page}");
    assert!(
        page.contains("does not know the client identifier"),
        "{page}"
    );
    let empty = error(response(200, "\n")).await.to_string();
    assert!(empty.contains("the response body is empty"), "{empty}");
    assert!(!empty.contains("`FlowError::body`"), "{empty}");
    // A body with credentials in it is not a message.
    for credentials in ["oauth_token=a", "oauth_token=a&oauth_token_secret=b"] {
        let message = error(response(200, credentials)).await.to_string();
        assert!(!message.contains("FlowError::body"), "{message}");
    }
}

#[tokio::test]
async fn a_compressed_response() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(GRANTED.as_bytes()).unwrap();
    let gzip = bytes::Bytes::from(gzip.finish().unwrap());
    let flow = flow();
    for (headers, status) in [
        (&[("content-encoding", "gzip")][..], 200),
        (&[("content-encoding", "GZip, identity")], 200),
        (&[], 200),
        (&[("content-encoding", "gzip")], 401),
    ] {
        let mut http = tower::service_fn(|_: HttpRequest| {
            let mut reply = Response::builder().status(status);
            for (name, value) in headers {
                reply = reply.header(*name, *value);
            }
            let reply = reply.body(http_body_util::Full::new(gzip.clone()));
            std::future::ready(reply)
        });
        let refused = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
        let refused = refused.await.unwrap_err();
        let message = refused.to_string();
        assert!(message.contains("gzip"), "{message}");
        assert!(
            message.contains("add decompression to your HTTP client"),
            "{message}"
        );
        assert!(!message.contains("Content-Encoding"), "{message}");
        let coding = match refused.kind() {
            FlowErrorKind::Response(ResponseError::ContentEncoding { coding }) => Some(*coding),
            _ => None,
        };
        assert_eq!(coding, (status == 200).then_some("gzip"));
    }
    // Some layers decompress a body and leave the header.
    let gzip = [("content-encoding", "gzip")];
    let plain = initiate(Callback::OutOfBand, with_headers(200, &gzip, INITIATED)).await;
    assert!(plain.is_ok());
    let words = error(with_headers(200, &gzip, "Error: no")).await;
    let FlowErrorKind::Response(ResponseError::MissingToken) = words.kind() else {
        panic!("{words:?}");
    };
}

#[tokio::test]
async fn a_redirect_names_its_target() {
    for (location, target) in [
        (
            "https://h2/initiate?oauth_token=s3cret",
            "https://h2/initiate",
        ),
        ("https://user:s3cret@h2:8443/a#s3cret", "https://h2:8443/a"),
        ("//u:s3cret@h2/a", "//h2/a"),
        ("/login;jsessionid=s3cret?next=s3cret", "/login"),
        ("login@home", "login@home"),
        ("https://h2?s3cret", "https://h2"),
    ] {
        for status in [301, 302, 307, 308] {
            let moved = error(with_headers(status, &[("location", location)], "")).await;
            let message = moved.to_string();
            let expected = format!("the server redirects to `{target}`; a signed request must not");
            assert!(message.contains(&expected), "{message}");
            let order = match status {
                301 | 308 => {
                    "use this URI in `Endpoints`; if not, take the URI from the provider's"
                }
                _ => "the URI of the temporary-credentials endpoint is probably wrong",
            };
            assert!(message.contains(order), "{message}");
            assert!(
                !format!("{message}{moved:?}").contains("s3cret"),
                "{message}"
            );
            assert_eq!(moved.headers().unwrap()["location"], location);
        }
    }
    for location in [&[][..], &[("location", "?s3cret")], &[("location", "")]] {
        let message = error(with_headers(302, location, "")).await.to_string();
        assert!(message.contains("the server redirects, but"), "{message}");
        assert_eq!(message.contains("sends no `Location`"), location.is_empty());
    }
    let long = "/x".repeat(10_000);
    let mut reply = response(302, "");
    reply
        .headers_mut()
        .insert("location", long.parse().unwrap());
    assert!(error(reply).await.to_string().len() < 600);
}

#[tokio::test]
async fn parameters_of_the_protocol_are_named() {
    let report = "OAuth oauth_problem=\"parameter_rejected\", \
                  oauth_parameters_rejected=\"oauth_callback%26hunter2%26oauth_nonce%3Ds3cret\"";
    let rejected = error(with_headers(400, &[("www-authenticate", report)], "")).await;
    let message = rejected.to_string();
    let expected = "`parameter_rejected`: it does not accept `oauth_callback` and `oauth_nonce`;";
    assert!(message.contains(expected), "{message}");
    let body = "oauth_problem=parameter_absent&oauth_parameters_absent=oauth_verifier%26hunter2";
    let absent = error(response(400, body)).await.to_string();
    assert!(
        absent.contains("`parameter_absent`: it did not find `oauth_verifier`;"),
        "{absent}"
    );
    assert!(!format!("{message}{absent}").contains("hunter2"));
    // Ten thousand names take one line.
    let many = format!("{body}{}", "%26oauth_nonce".repeat(4_000));
    let many = error(response(400, &many)).await.to_string();
    assert!(many.len() < 700, "{many}");
}

#[tokio::test]
async fn a_clock_that_is_wrong() {
    let now = std::time::SystemTime::now();
    let seconds = |n| std::time::Duration::from_secs(n);
    for (date, age, expected) in [
        (
            now + seconds(7200),
            None,
            Some("seconds behind the server's"),
        ),
        (
            now - seconds(7200),
            None,
            Some("seconds ahead of the server's"),
        ),
        (now + seconds(20), None, None),
        (now + seconds(7200), Some("100"), None),
    ] {
        let mut reply = response(401, "no");
        let date = httpdate::fmt_http_date(date).parse().unwrap();
        reply.headers_mut().insert("date", date);
        if let Some(age) = age {
            reply.headers_mut().insert("age", age.parse().unwrap());
        }
        let message = error(reply).await.to_string();
        assert_eq!(
            message.contains("the clock of this machine, which is"),
            expected.is_some()
        );
        assert!(message.contains(expected.unwrap_or_default()), "{message}");
    }
    // Another problem has another reason.
    let report = "OAuth oauth_problem=\"consumer_key_unknown\"";
    let report = [
        ("www-authenticate", report),
        ("date", "Fri, 31 Dec 1999 23:59:59 GMT"),
    ];
    let message = error(with_headers(401, &report, "no")).await.to_string();
    assert!(!message.contains("seconds"), "{message}");
    let words = [("date", "Fri, 31 Dec 1999 23:59:59 GMT")];
    let message = error(with_headers(200, &words, "Error: no"))
        .await
        .to_string();
    assert!(
        message.contains("seconds ahead of the server's"),
        "{message}"
    );
    let date = [("date", "s3cret")];
    let message = error(with_headers(401, &date, "no")).await.to_string();
    assert!(!message.contains("s3cret"), "{message}");
}
