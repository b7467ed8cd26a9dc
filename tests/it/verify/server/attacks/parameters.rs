//! Protocol parameters that are duplicate, in two places, missing or malformed.

use http::header;
use tower_oauth1::VerifyError;

use super::{bad, pairs};
use crate::support::{API, send};
use crate::verify::server::harness::{Message, Server, signer};

const ALL: [&str; 7] = [
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_version",
];

#[tokio::test]
async fn parameters_twice_in_the_header() {
    let original = Message::get("/photos");
    for name in ALL {
        let value = original.parameter(name);
        for (name, value) in [
            (name, value.as_str()),
            (name, "x"),
            (&name.replace('_', "%5F"), "x"),
        ] {
            let first = original
                .clone()
                .replacing("OAuth ", &format!("OAuth {name}=\"{value}\", "));
            bad(&original, first, VerifyError::DuplicateParameter).await;
        }
    }
    let unknown = original
        .clone()
        .replacing("OAuth ", "OAuth x=\"1\", x=\"1\", ");
    bad(&original, unknown, VerifyError::DuplicateParameter).await;
}

#[tokio::test]
async fn parameters_twice_in_the_query() {
    let original = Message::get("/photos");
    let bare = original.clone().without(header::AUTHORIZATION);
    let all = pairs(&original);
    for name in ALL {
        for value in [original.parameter(name).as_str(), "x", ""] {
            let attack = bare
                .clone()
                .target(&format!("/photos?{name}={value}&{all}"));
            bad(&original, attack, VerifyError::DuplicateParameter).await;
        }
    }
}

#[tokio::test]
async fn parameters_twice_in_the_form() {
    let original = Message::form("/photos", "");
    let bare = original.clone().without(header::AUTHORIZATION);
    let all = pairs(&original);
    for name in ALL {
        let mut attack = bare.clone();
        attack.body = format!("{all}&{name}=x").into();
        bad(&original, attack, VerifyError::DuplicateParameter).await;
    }
}

#[tokio::test]
async fn parameters_in_two_places() {
    let original = Message::form("/photos", "a=1");
    let all = pairs(&original);
    for name in ALL
        .iter()
        .chain(&["oauth_callback", "oauth_verifier", "oauth_body_hash"])
    {
        let query = original.clone().target(&format!("/photos?{name}=x"));
        bad(&original, query, VerifyError::MultipleTransmissions).await;
        let mut form = original.clone();
        form.body = format!("a=1&{name}=x").into();
        bad(&original, form, VerifyError::MultipleTransmissions).await;
    }
    let doubled = original.clone().target(&format!("/photos?{all}"));
    bad(&original, doubled, VerifyError::MultipleTransmissions).await;
    // In the query and in the form, without a header.
    let mut attack = original
        .clone()
        .without(header::AUTHORIZATION)
        .target(&format!("/photos?{all}"));
    attack.body = "a=1&oauth_token=token-id".into();
    bad(&original, attack, VerifyError::MultipleTransmissions).await;
}

#[tokio::test]
async fn parameters_in_header_and_query() {
    let scope = tower_oauth1::Scope::origin(API).unwrap();
    let layer = tower_oauth1::OAuth1Layer::new(signer(), scope)
        .transmission(tower_oauth1::protocol::Transmission::Query)
        .also_in_header();
    let request = http::Request::get("https://api.example.com/photos");
    let request = request
        .body(http_body_util::Full::<bytes::Bytes>::default())
        .unwrap();
    let doubled = Message::sent(send(layer, request).await.unwrap());
    Server::new()
        .refuses(&doubled, 400, &VerifyError::MultipleTransmissions)
        .await;
}

#[tokio::test]
async fn each_required_parameter_missing_or_empty() {
    let original = Message::get("/photos");
    for name in ALL.into_iter().filter(|name| *name != "oauth_version") {
        let missing = original.clone().leaving_out(name);
        bad(&original, missing, VerifyError::MissingParameter(name)).await;
        let empty = original.clone().setting(name, "");
        bad(&original, empty, VerifyError::MissingParameter(name)).await;
    }
}

#[tokio::test]
async fn values_that_are_too_long_or_not_text() {
    let original = Message::get("/photos");
    for (name, longest) in [
        ("oauth_consumer_key", 256),
        ("oauth_token", 256),
        ("oauth_nonce", 128),
        ("oauth_signature", 2048),
    ] {
        let attack = original.clone().setting(name, &"x".repeat(longest + 1));
        let limit = longest;
        bad(&original, attack, VerifyError::TooLong { name, limit }).await;
        for value in ["%FF", "%C3"] {
            let attack = original.clone().setting(name, value);
            bad(&original, attack, VerifyError::Malformed(name)).await;
        }
    }
}
