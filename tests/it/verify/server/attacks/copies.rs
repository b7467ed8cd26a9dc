//! Copied requests, and requests that only look like copies.

use std::sync::Arc;

use http::{Method, header};
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials, VerifyError};

use crate::verify::server::harness::{Message, NOW, Server, signer};

#[tokio::test]
async fn a_replay() {
    let (server, request) = (Server::new(), Message::form("/photos", "a=1"));
    server.accepts(&request).await;
    for _ in 0..3 {
        server.refuses(&request, 401, &VerifyError::NonceUsed).await;
    }
}

#[tokio::test]
async fn a_replay_in_another_spelling() {
    let (server, request) = (Server::new(), Message::get("/photos"));
    server.accepts(&request).await;
    let nonce = request.parameter("oauth_nonce");
    let encoded = nonce
        .bytes()
        .map(|b| format!("%{b:02X}"))
        .collect::<String>();
    let copy = request.clone().setting("oauth_nonce", &encoded);
    let copy = copy.replacing("OAuth ", "oauth realm=\"x\", ");
    server.refuses(&copy, 401, &VerifyError::NonceUsed).await;
    // The signature stays valid when it moves from the header to the query.
    let pairs = request
        .authorization()
        .replace("OAuth ", "")
        .replace(", ", "&");
    let copy = request.without(header::AUTHORIZATION);
    let copy = copy.target(&format!("/photos?{}", pairs.replace('"', "")));
    server.refuses(&copy, 401, &VerifyError::NonceUsed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn copies_at_the_same_time() {
    let server = Arc::new(Server::new());
    for _ in 0..20 {
        let request = Message::get("/photos");
        let sent: Vec<_> = (0..16)
            .map(|_| {
                let (server, copy) = (Arc::clone(&server), request.received());
                tokio::spawn(async move { server.send(copy).await.status() })
            })
            .collect();
        let mut passed = 0;
        for status in sent {
            passed += usize::from(status.await.unwrap() == 200);
        }
        assert_eq!((passed, server.passed().len()), (1, 1));
    }
}

#[tokio::test]
async fn one_nonce_of_two_tokens_two_clients_and_two_seconds() {
    let server = Server::new();
    let fixed = |signer: Signer| signer.with_nonces(|| Nonce::new("the-same"));
    let other = Signer::new(ClientCredentials::new("other-id", "other-secret"));
    let other = other.with_token(TokenCredentials::new("other-token", "other-token-secret"));
    for signer in [
        fixed(signer()),
        fixed(signer()).with_clock(|| NOW + 1),
        fixed(other).with_clock(|| NOW),
    ] {
        let request = Message::signed(&signer, Method::GET, "/photos", None);
        server.accepts(&request).await;
        server.refuses(&request, 401, &VerifyError::NonceUsed).await;
    }
}
