//! The message of a refused step says what its status and its headers tell.

use crate::flow::messages::{error, with_headers};
use crate::flow::provider::{exchange, response};

#[tokio::test]
async fn a_server_that_asks_to_wait() {
    for (status, retry_after, expected) in [
        (
            429,
            &[("retry-after", "120")][..],
            "try again after 120 seconds",
        ),
        (503, &[("retry-after", " 5 ")], "try again after 5 seconds"),
        (
            429,
            &[("retry-after", "Fri, 31 Dec 1999 23:59:59 GMT")],
            "try again after Fri, 31 Dec 1999 23:59:59 GMT",
        ),
        (429, &[("retry-after", "soon s3cret")], "try again later"),
        (429, &[("retry-after", "-1")], "try again later"),
        (502, &[], "try again later"),
    ] {
        let limited = error(with_headers(status, retry_after, "")).await;
        let message = limited.to_string();
        assert!(message.contains(expected), "{message}");
        assert!(!message.contains("s3cret"), "{message}");
        let value = limited.headers().unwrap().get("retry-after");
        assert_eq!(value.is_some(), !retry_after.is_empty());
    }
}

#[tokio::test]
async fn other_statuses() {
    let allow = [("allow", "HEAD, GET, s3cret")];
    let method = error(with_headers(405, &allow, "")).await.to_string();
    assert!(
        method.contains("accepts GET, not POST; first check"),
        "{method}"
    );
    assert!(method.contains("`Endpoints::initiate_method`"), "{method}");
    let method = exchange(response(405, "")).await.unwrap_err().to_string();
    assert!(method.contains("`Endpoints::token_method`"), "{method}");
    let missing = error(response(404, "")).await.to_string();
    assert!(missing.contains("has no endpoint at this URI"), "{missing}");
    // A server may describe a wrong callback with 500.
    let internal = error(response(500, "Callback URL is invalid")).await;
    let message = internal.to_string();
    assert!(message.contains("`FlowError::body`"), "{message}");
    assert_eq!(internal.body(), Some(&b"Callback URL is invalid"[..]));
    let page = error(response(403, "<h1>Forbidden</h1>")).await.to_string();
    assert!(page.contains("this client may use OAuth 1.0"), "{page}");
    assert!(page.contains("does not block the IP address"), "{page}");
    assert!(page.contains("sends a `User-Agent`"), "{page}");
    // A problem that the server reports is the cause.
    let reported = error(response(403, "oauth_problem=consumer_key_refused")).await;
    assert!(!reported.to_string().contains("User-Agent"), "{reported}");
    let page = error(response(402, "<h1>Pay</h1>")).await.to_string();
    assert!(
        page.contains("HTML or XML page; first check the URI"),
        "{page}"
    );
    for words in ["the server failed or refused", "if it names no cause, try"] {
        assert!(message.contains(words), "{message}");
    }
    let page = error(response(500, "<h1>Oops</h1>")).await.to_string();
    assert!(page.contains("the server failed; try again later"));
}

#[tokio::test]
async fn an_endpoint_of_another_scheme() {
    let bearer = [("www-authenticate", "bearer realm=\"s3cret\"")];
    let message = error(with_headers(401, &bearer, "")).await.to_string();
    assert!(
        message.contains("asks for `Bearer`, which is probably OAuth 2.0"),
        "{message}"
    );
    assert!(!message.contains("s3cret"), "{message}");
    let both = [("www-authenticate", "Basic"), ("www-authenticate", "OAuth")];
    let message = error(with_headers(401, &both, "")).await.to_string();
    assert!(
        message.contains("it offers `OAuth` and `Basic`"),
        "{message}"
    );
    let one = [(
        "www-authenticate",
        "Basic realm=\"a, Bearer\", oauth realm=\"s3cret\"",
    )];
    let message = error(with_headers(401, &one, "")).await.to_string();
    assert!(
        message.contains("it offers `OAuth` and `Basic`"),
        "{message}"
    );
    assert!(!message.contains("s3cret"), "{message}");
}
