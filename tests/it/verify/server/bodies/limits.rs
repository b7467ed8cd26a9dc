//! Bodies that are too long, and bodies whose content type is almost that of a form.

use http::{Method, header};
use tower_oauth1::VerifyError;
use tower_oauth1::protocol::BodyHashAlgorithm;

use super::{JSON, hashed};
use crate::verify::server::harness::{Message, Server, signer};

#[tokio::test]
async fn compressed_and_almost_forms() {
    let (server, form) = (Server::new(), Message::form("/items", "a=1"));
    for coding in ["gzip", "identity", ""] {
        let compressed = form.clone().with(header::CONTENT_ENCODING, coding);
        let reason = VerifyError::FormWithContentEncoding;
        server.refuses(&compressed, 415, &reason).await;
    }
    for almost in [
        "application/x-www-form-urlencodedx",
        "application/x-www-form-urlencoded, text/plain",
    ] {
        let attack = form.clone().with(header::CONTENT_TYPE, almost);
        server
            .refuses(&attack, 415, &VerifyError::AmbiguousContentType)
            .await;
    }
    server.accepts(&form).await;
    let gzip = Message::signed(&signer(), Method::POST, "/items", Some((JSON, "..")));
    server
        .accepts(&gzip.with(header::CONTENT_ENCODING, "gzip"))
        .await;
}

#[tokio::test]
async fn bodies_over_the_limit() {
    let mut server = Server::new();
    server.layer = server.layer.clone().body_limit(12);
    let reason = VerifyError::BodyTooLong { limit: 12 };
    server
        .refuses(&Message::form("/items", "a=12345678901"), 413, &reason)
        .await;
    let hash = BodyHashAlgorithm::Sha1.hash(b"Hello World!!");
    server
        .refuses(&hashed(JSON, &hash, "Hello World!!"), 413, &reason)
        .await;
    server
        .accepts(&Message::form("/items", "a=1234567890"))
        .await;
    server
        .accepts(&hashed(
            JSON,
            "Lve95gjOVATpfV8EL5X4nxwjKHE=",
            "Hello World!",
        ))
        .await;
    let long = Message::signed(
        &signer(),
        Method::POST,
        "/items",
        Some((JSON, "Hello World!!")),
    );
    server.accepts(&long).await;
}
