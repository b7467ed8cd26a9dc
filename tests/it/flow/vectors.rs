//! The published responses, each at the step that it belongs to.

use http::Response;
use serde_json::Value;
use tower_oauth1::Callback;
use tower_oauth1::flow::{FlowErrorKind, ResponseError};

use crate::flow::provider::{exchange, initiate};

#[tokio::test]
async fn published_responses() {
    let text = include_str!("../../fixtures/vectors/published.json");
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    let is_response = |vector: &&Value| vector["kind"] == "token_response";
    let mut count = 0;
    let mut refused = Vec::new();
    for vector in vectors.iter().filter(is_response) {
        count += 1;
        let id = vector["id"].as_str().unwrap();
        let expected = &vector["expected"];
        let outcome = match vector["input"]["phase"].as_str().unwrap() {
            "temporary" => {
                let pending = initiate(Callback::OutOfBand, response(vector)).await;
                pending.map(|pending| {
                    let credentials = pending.credentials();
                    let fields = fields(pending.fields());
                    assert_eq!(expected["oauth_callback_confirmed"], true, "{id}");
                    let [token, secret] = [credentials.identifier(), credentials.secret()];
                    (token.to_owned(), secret.to_owned(), fields)
                })
            }
            "token" => exchange(response(vector)).await.map(|granted| {
                let credentials = granted.credentials();
                let fields = fields(granted.fields());
                let [token, secret] = [credentials.identifier(), credentials.secret()];
                (token.to_owned(), secret.to_owned(), fields)
            }),
            phase => panic!("{id}: {phase}"),
        };
        match outcome {
            Ok((token, secret, fields)) => {
                assert_eq!(expected["oauth_token"], token, "{id}");
                assert_eq!(expected["oauth_token_secret"], secret, "{id}");
                assert_eq!(expected["extra"], fields, "{id}");
            }
            Err(error) => {
                let FlowErrorKind::Response(error) = error.kind() else {
                    panic!("{id}: {error}")
                };
                let name = match error {
                    ResponseError::MissingToken => "missing_oauth_token",
                    ResponseError::MissingTokenSecret => "missing_oauth_token_secret",
                    ResponseError::CallbackNotConfirmed => "callback_not_confirmed",
                    error => panic!("{id}: {error}"),
                };
                let stated = expected["error"].as_str();
                // The vectors only say how to parse these. RFC 5849 section 2.1 requires the client
                // to refuse them.
                let confirmed = &expected["oauth_callback_confirmed"];
                assert!(
                    stated == Some(name)
                        || (name == "callback_not_confirmed" && *confirmed != true),
                    "{id}: {error}"
                );
                refused.push((id, name));
            }
        }
    }
    assert_eq!(count, 16);
    assert_eq!(
        refused,
        [
            ("core10-A.2-response", "callback_not_confirmed"),
            ("karno-no-secret", "missing_oauth_token_secret"),
            ("scribe-token-4", "missing_oauth_token"),
            ("oauth-lite-response-unconfirmed", "callback_not_confirmed"),
        ]
    );
}

fn response(vector: &Value) -> Response<String> {
    let body = vector["body"].as_str().unwrap();
    let mut response = Response::new(body.to_owned());
    for (name, value) in vector["headers"].as_object().unwrap() {
        let name: http::HeaderName = name.parse().unwrap();
        let value = value.as_str().unwrap().parse().unwrap();
        response.headers_mut().insert(name, value);
    }
    response
}

fn fields<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    fields.map(|(name, value)| vec![name, value]).collect()
}
