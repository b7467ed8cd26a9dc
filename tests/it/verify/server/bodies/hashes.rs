//! Bodies with an `oauth_body_hash`.

use http::Method;
use tower_oauth1::VerifyError;
use tower_oauth1::protocol::BodyHashAlgorithm;

use super::{JSON, hashed};
use crate::support::FORM;
use crate::verify::server::harness::{Message, Server, signer, verifier};

#[tokio::test]
async fn the_body_whose_hash_was_signed() {
    let server = Server::new();
    let request = hashed(JSON, "Lve95gjOVATpfV8EL5X4nxwjKHE=", "Hello World!");
    for other in ["Hello World?", "", "Hello World!!"] {
        let attack = request.clone().body(other);
        server.refuses(&attack, 401, &VerifyError::BodyHash).await;
    }
    let passed = server.accepts(&request).await;
    assert!(passed.by.body_is_signed());
    assert_eq!(passed.request.body(), "Hello World!");
}

#[tokio::test]
async fn a_hash_that_is_malformed_or_wrong() {
    let server = Server::new();
    let body = "Hello World!";
    let hmac = "VZVjXceV7JgPq/dOTnNmEfO0Fv8=";
    for wrong in [
        hmac,
        "",
        "=",
        "Lve95gjOVATpfV8EL5X4nxwjKHE",
        "Lve95gjOVATpfV8EL5X4nxwjKHF=",
        "x",
    ] {
        let attack = hashed(JSON, wrong, body);
        server.refuses(&attack, 401, &VerifyError::BodyHash).await;
    }
    let long = hashed(JSON, &"x".repeat(89), body);
    let too_long = VerifyError::TooLong {
        name: "oauth_body_hash",
        limit: 88,
    };
    server.refuses(&long, 400, &too_long).await;
}

#[tokio::test]
async fn a_hash_that_is_required_and_absent() {
    let server = Server::with(verifier().require_body_hash());
    let absent = VerifyError::MissingParameter("oauth_body_hash");
    let json = Message::signed(&signer(), Method::POST, "/items", Some((JSON, "{}")));
    server.refuses(&json, 400, &absent).await;
    server.refuses(&Message::get("/items"), 400, &absent).await;
    server.accepts(&Message::form("/items", "a=1")).await;
    server
        .accepts(&hashed(JSON, &BodyHashAlgorithm::Sha1.hash(b"{}"), "{}"))
        .await;
    server
        .accepts(&hashed(JSON, "2jmj7l5rSw0yVb/vlWAYkK/YBwk=", ""))
        .await;
}

#[tokio::test]
async fn a_hash_of_a_form() {
    let hash = BodyHashAlgorithm::Sha1.hash(b"a=1");
    let attack = hashed(FORM, &hash, "a=1");
    Server::new()
        .refuses(&attack, 400, &VerifyError::BodyHashOfForm)
        .await;
}
