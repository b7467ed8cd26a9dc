//! What the message says to do depends on the request that was refused.

use http::{Method, Response};
use tower_oauth1::flow::FlowStep;
use tower_oauth1::{AuthorizationFlow, Callback};

use crate::flow::provider::{
    HttpRequest, endpoints, exchange, flow, initiate, pending, response, signer, unreachable, url,
};

async fn at_first(body: &str) -> String {
    let refused = initiate(Callback::OutOfBand, response(401, body)).await;
    refused.unwrap_err().to_string()
}

/// Returns the message of a flow that omits the callback.
async fn without_callback(flow: &AuthorizationFlow, status: u16, body: &str) -> String {
    let mut http = tower::service_fn(|_: HttpRequest| {
        std::future::ready(Ok::<Response<String>, tower::BoxError>(response(
            status, body,
        )))
    });
    let refused = flow.request_temporary_credentials(&mut http, Callback::Omitted);
    refused.await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_problem_of_a_user_at_each_step() {
    for name in [
        "permission_denied",
        "token_used",
        "user_refused",
        "verifier_invalid",
    ] {
        let body = format!("oauth_problem={name}");
        let first = at_first(&body).await;
        let is_unexpected = |cause: &str| first.contains(cause);
        let causes = [
            "but this request sends no token",
            "but this request sends no verifier",
            "but no user takes part",
            "does not accept this user or IP address now",
        ];
        assert!(causes.into_iter().any(is_unexpected), "{first}");
        let last = exchange(response(401, &body)).await.unwrap_err();
        let last = last.to_string();
        assert!(last.contains("new authorization"), "{last}");
        assert!(!last.contains("this request sends no"), "{last}");
    }
}

#[tokio::test]
async fn a_version_is_left_out_or_sent() {
    let body = "oauth_problem=version_rejected";
    let sent = at_first(body).await;
    assert!(sent.contains("leave it out"), "{sent}");
    let endpoints = endpoints("https://h/i", "https://h/a", "https://h/t");
    let without = AuthorizationFlow::new(signer().without_version(), endpoints);
    let unsent = without_callback(&without, 401, body).await;
    assert!(
        unsent.contains("sends no `oauth_version`; send it"),
        "{unsent}"
    );
}

#[tokio::test]
async fn absent_parameters() {
    let report = "oauth_problem=parameter_absent&oauth_parameters_absent=";
    let sent = at_first(&format!("{report}oauth_nonce%26oauth_version")).await;
    assert!(
        sent.contains("`oauth_nonce` and `oauth_version`, although this request sends them"),
        "{sent}"
    );
    assert!(!sent.contains("AuthorizationFlow::parameter`"), "{sent}");
    let callback = without_callback(&flow(), 401, &format!("{report}oauth_callback")).await;
    assert!(callback.contains("`Callback::Omitted`"), "{callback}");
    for (names, order) in [
        ("", "a parameter that it needs; add the parameters that"),
        ("hunter2", "`FlowError::problem` has the names"),
        (
            "hunter2%26scope",
            "it did not find `scope`; add `scope` with",
        ),
        (
            "oauth_body_hash%26scope",
            "add `scope` with `AuthorizationFlow::parameter`",
        ),
    ] {
        let message = at_first(&format!("{report}{names}")).await;
        assert!(message.contains(order), "{message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
}

/// The name of a problem is shown if it can hardly be a secret.
#[tokio::test]
async fn a_name_that_the_extension_does_not_specify() {
    let longest = "n".repeat(40);
    let too_long = "n".repeat(41);
    for (name, is_shown) in [
        ("quota_used", true),
        ("Quota-Used", true),
        (&*longest, true),
        (&too_long, false),
        ("s3cret", false),
        ("quota%20used", false),
        ("quota%0Aused", false),
        ("caf%C3%A9", false),
    ] {
        let message = at_first(&format!("oauth_problem={name}")).await;
        let shown = message.contains(&format!("the server reports `{name}`, which is not"));
        assert_eq!(shown, is_shown, "{message}");
        assert!(
            shown || message.contains("see `FlowError::problem`"),
            "{message}"
        );
        assert!(shown || !message.contains(name), "{message}");
    }
}

#[tokio::test]
async fn the_method_that_was_sent() {
    let endpoints = endpoints("https://h/i", "https://h/a", "https://h/t");
    let endpoints = endpoints.initiate_method(Method::GET);
    let by_get = AuthorizationFlow::new(signer(), endpoints);
    let message = without_callback(&by_get, 405, "").await;
    assert!(message.contains("does not accept GET;"), "{message}");
    let with_field = flow().parameter(FlowStep::TemporaryCredentials, "scope", "x");
    let mut http = tower::service_fn(|_: http::Request<http_body_util::Full<bytes::Bytes>>| {
        std::future::ready(Ok::<_, tower::BoxError>(response(405, "")))
    });
    let refused =
        with_field.request_temporary_credentials_with_form(&mut http, Callback::OutOfBand);
    let message = refused.await.unwrap_err().to_string();
    assert!(
        message.contains("a form is always sent with POST"),
        "{message}"
    );
}

#[tokio::test]
async fn a_field_that_occurs_twice() {
    for (body, name) in [
        ("oauth_token=a&oauth_token=b", "contains `oauth_token` more"),
        (
            "{\"oauth_token_secret\":\"a\",\"oauth_token_secret\":\"b\"}",
            "contains `oauth_token_secret` more",
        ),
        ("hunter2=a&hunter2=b", "contains a field more"),
    ] {
        let refused = initiate(Callback::OutOfBand, response(200, body)).await;
        let message = refused.unwrap_err().to_string();
        assert!(message.contains(name), "{message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
}

/// Nothing was requested.
#[tokio::test]
async fn a_callback_that_completes_nothing() {
    let pending = pending(url("https://c/")).await;
    let mut never = tower::service_fn(unreachable);
    let flow = flow();
    let denied = flow.request_token_credentials(&mut never, &pending, "?denied=temp");
    let message = denied.await.unwrap_err().to_string();
    let expected = "completing the authorization failed: the user denied access; start a new";
    assert!(message.starts_with(expected), "{message}");
}
