//! Every error of a response has the problem that the server reports. The header takes precedence
//! over the body.

use http::Response;
use tower_oauth1::Callback;

use crate::flow::provider::{INITIATED, initiate, response};

fn reporting(status: u16, body: &str) -> Response<String> {
    let mut reply = response(status, body);
    let report = "OAuth oauth_problem=\"token_rejected\"".parse().unwrap();
    reply.headers_mut().insert("www-authenticate", report);
    reply
}

#[tokio::test]
async fn whatever_the_error() {
    let long = "a".repeat(70_000);
    let mut cut = reporting(200, INITIATED);
    cut.headers_mut().insert("content-length", 1000.into());
    for reply in [
        reporting(401, "oauth_problem=from_the_body"),
        reporting(200, "oauth_problem=from_the_body"),
        reporting(200, "oauth_token=a&oauth_token_secret=b"),
        reporting(200, "<p>"),
        reporting(200, "{"),
        reporting(204, ""),
        reporting(302, ""),
        reporting(200, &long),
        reporting(500, &long),
        cut,
    ] {
        let status = reply.status();
        let error = initiate(Callback::OutOfBand, reply).await.unwrap_err();
        let problem = error.problem().map(|problem| problem.name().to_owned());
        assert_eq!(problem.as_deref(), Some("token_rejected"), "{error}");
        assert!(error.to_string().contains("token_rejected"), "{error}");
        assert_eq!(error.status(), Some(status));
    }
    let reply = response(400, "oauth_problem=from_the_body");
    let error = initiate(Callback::OutOfBand, reply).await.unwrap_err();
    assert_eq!(error.problem().unwrap().name(), "from_the_body");
}

/// A JSON response may confirm the callback with `true`, `"true"`, `1` or `"1"`.
#[tokio::test]
async fn json_that_confirms_the_callback() {
    for (confirmed, is_accepted) in [
        ("true", true),
        ("\"true\"", true),
        ("1", true),
        ("\"1\"", true),
        ("false", false),
        ("0", false),
        ("null", false),
        ("[1]", false),
    ] {
        let body = format!(
            r#"{{"oauth_token":"a","oauth_token_secret":"b","oauth_callback_confirmed":{confirmed}}}"#
        );
        let pending = initiate(Callback::OutOfBand, response(200, &body)).await;
        assert_eq!(pending.is_ok(), is_accepted, "{confirmed}");
    }
}

/// A credential is a JSON string or number. A name that occurs twice is an error, even if one of
/// its values is `null`.
#[tokio::test]
async fn json_without_credentials() {
    for (body, expected) in [
        (
            r#"{"oauth_token":false,"oauth_token_secret":"a"}"#,
            "NotText { name: \"oauth_token\" }",
        ),
        (
            r#"{"oauth_token":"a","oauth_token_secret":{"b":1}}"#,
            "NotText { name: \"oauth_token_secret\" }",
        ),
        (
            r#"{"oauth_token":["a"],"oauth_token_secret":"b"}"#,
            "NotText { name: \"oauth_token\" }",
        ),
        (
            r#"{"oauth_token":null,"oauth_token":"a","oauth_token_secret":"b"}"#,
            "RepeatedField { name: Some(\"oauth_token\") }",
        ),
    ] {
        let error = initiate(Callback::OutOfBand, response(200, body)).await;
        let error = format!("{:?}", error.unwrap_err().kind());
        assert_eq!(error, format!("Response({expected})"), "{body}");
    }
    let body = r#"{"oauth_token":7,"oauth_token_secret":"b","oauth_callback_confirmed":true}"#;
    for before in ["", "\u{feff}", "\n"] {
        let reply = response(200, &format!("{before}{body}\n"));
        let pending = initiate(Callback::OutOfBand, reply).await.unwrap();
        assert_eq!(pending.credentials().identifier(), "7");
    }
}
