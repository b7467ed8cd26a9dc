//! An authorization that is stored while the user decides, and a token that is stored permanently.

use tower_oauth1::{Callback, PendingAuthorization};

use crate::flow::provider::{exchange, initiate, response, url};

const ANSWER: &str = "oauth_token=t%2Bmp&oauth_token_secret=s3cret%22&oauth_callback_confirmed=true&\
                      login_url=https%3A%2F%2Fh&handle=h3ld";

#[tokio::test]
async fn an_authorization_that_was_stored_continues() {
    for callback in [Callback::OutOfBand, url("https://app/r"), Callback::Omitted] {
        let pending = initiate(callback, response(200, ANSWER)).await.unwrap();
        let text = serde_json::to_string(&pending.expose_secrets()).unwrap();
        let read: PendingAuthorization = serde_json::from_str(&text).unwrap();
        let value = serde_json::to_value(pending.expose_secrets()).unwrap();
        let from_value: PendingAuthorization = serde_json::from_value(value).unwrap();
        for read in [read, from_value] {
            assert_eq!(read.credentials().identifier(), "t+mp");
            assert_eq!(read.credentials().secret(), "s3cret\"");
            assert_eq!(read.is_out_of_band(), pending.is_out_of_band());
            assert_eq!(read.authorization_uri(), pending.authorization_uri());
            let fields: Vec<_> = read.fields().collect();
            assert_eq!(fields, [("login_url", "https://h"), ("handle", "h3ld")]);
            for text in [format!("{read:?}"), format!("{:?}", read.expose_secrets())] {
                assert!(!text.contains("s3cret") && !text.contains("h3ld"), "{text}");
            }
        }
    }
}

#[test]
fn invalid_input_is_refused() {
    for text in [
        "{}",
        "[]",
        "{\"oauth_token\":\"a\",\"oauth_token_secret\":\"b\"}",
    ] {
        assert!(serde_json::from_str::<PendingAuthorization>(text).is_err());
    }
}

#[tokio::test]
async fn a_token_as_text() {
    let granted = exchange(response(
        200,
        "oauth_token=a%2Fb%3D&oauth_token_secret=c%26%3A+d",
    ));
    let granted = granted.await.unwrap();
    let text = granted.credentials().expose_to_string();
    assert_eq!(text, "a%2Fb%3D:c%26%3A%20d");
    let read: tower_oauth1::TokenCredentials = text.parse().unwrap();
    assert_eq!((read.identifier(), read.secret()), ("a/b=", "c&: d"));
}
