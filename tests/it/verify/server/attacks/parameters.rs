//! Protocol parameters that are duplicate, in two places, missing or malformed.

use http::header;
use tower_oauth1::VerifyError;

use super::{bad, pairs};
use crate::support::{API, send};
use crate::verify::server::harness::{Message, Server, signer};

fn duplicate(name: &str) -> VerifyError {
    let names = vec![name.to_owned()];
    VerifyError::DuplicateParameter { names }
}

fn elsewhere(names: &[&str]) -> VerifyError {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    VerifyError::MultipleTransmissions { names }
}

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
        for (encoded, value) in [
            (name, value.as_str()),
            (name, "x"),
            (&name.replace('_', "%5F"), "x"),
        ] {
            let first = original
                .clone()
                .replacing("OAuth ", &format!("OAuth {encoded}=\"{value}\", "));
            bad(&original, first, duplicate(name)).await;
        }
    }
    let unknown = original
        .clone()
        .replacing("OAuth ", "OAuth x=\"1\", x=\"1\", ");
    bad(&original, unknown, duplicate("x")).await;
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
            bad(&original, attack, duplicate(name)).await;
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
        bad(&original, attack, duplicate(name)).await;
    }
}

/// Returns the names of the protocol parameters in the order in which the signer writes them.
fn in_order(message: &Message) -> Vec<&'static str> {
    let authorization = message.authorization();
    let mut names = ALL.to_vec();
    names.sort_by_key(|name| authorization.find(&format!("{name}=")));
    names
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
        bad(&original, query, elsewhere(&[name])).await;
        let mut form = original.clone();
        form.body = format!("a=1&{name}=x").into();
        bad(&original, form, elsewhere(&[name])).await;
    }
    let doubled = original.clone().target(&format!("/photos?{all}"));
    bad(&original, doubled, elsewhere(&in_order(&original))).await;
    // In the query and in the form, without a header.
    let mut attack = original
        .clone()
        .without(header::AUTHORIZATION)
        .target(&format!("/photos?{all}"));
    attack.body = "a=1&oauth_token=token-id".into();
    bad(&original, attack, elsewhere(&["oauth_token"])).await;
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
    let reason = elsewhere(&in_order(&doubled));
    Server::new().refuses(&doubled, 400, &reason).await;
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
