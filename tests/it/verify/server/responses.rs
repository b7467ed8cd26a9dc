//! The responses to refused requests: what they say, and that they do not show which identifiers
//! exist.

use http::{Method, header};
use tower_oauth1::protocol::Problem;
use tower_oauth1::{ClientCredentials, SignError, Signer, TokenCredentials};

use crate::verify::server::bodies::{JSON, hashed};
use crate::verify::server::harness::{Message, NOW, Server, signer, unauthorized};

/// Returns the whole response as text, without the reason in the extensions.
async fn response_text(server: &Server, message: &Message) -> String {
    let response = server.send(message.received()).await;
    let (parts, body) = response.into_parts();
    format!("{} {:?} {body:?}", parts.status, parts.headers)
}

#[tokio::test]
async fn wrong_client_token_signature_and_body_get_the_same_response() {
    let server = Server::new();
    let signed = |client: (&str, &str), token: (&str, &str)| {
        let signer = Signer::new(ClientCredentials::new(client.0, client.1));
        let signer = signer.with_token(TokenCredentials::new(token.0, token.1));
        Message::signed(&signer.with_clock(|| NOW), Method::GET, "/photos", None)
    };
    let right = ("client-id", "client-secret");
    let token = ("token-id", "token-secret");
    let wrong = response_text(&server, &signed(right, ("token-id", "x"))).await;
    assert!(wrong.starts_with("401"), "{wrong}");
    for message in [
        signed(("unknown", "x"), token),
        signed(("unknown", "x"), ("unknown", "x")),
        signed(right, ("unknown", "x")),
        signed(right, ("other-token", "other-token-secret")),
        signed(("client-id", "x"), token),
        signed(("rsa-id", ""), ("rsa-token", "rsa-token-secret")),
        signed(("careful-id", "x"), token),
        Message::get("/photos").setting("oauth_signature", "x"),
        hashed(JSON, "Lve95gjOVATpfV8EL5X4nxwjKHE=", "Hello, World!"),
    ] {
        assert_eq!(response_text(&server, &message).await, wrong, "{message:?}");
    }
}

/// Returns how many queries each store received for one request.
async fn queries(message: &Message) -> (usize, usize) {
    let server = Server::new();
    server.send(message.received()).await;
    (server.credentials.calls(), server.replay.calls())
}

#[tokio::test]
async fn unknown_identifiers_cause_as_many_queries() {
    let original = Message::get("/photos");
    assert_eq!(queries(&original).await, (2, 1));
    let wrong = queries(&original.clone().setting("oauth_signature", "x")).await;
    assert_eq!(wrong, (2, 0), "client and token, and no nonce");
    for (name, value) in [
        ("oauth_consumer_key", "unknown"),
        ("oauth_consumer_key", "rsa-id"),
        ("oauth_consumer_key", "careful-id"),
        ("oauth_token", "unknown"),
        ("oauth_token", "other-token"),
    ] {
        let message = original.clone().setting(name, value);
        assert_eq!(queries(&message).await, wrong, "{value}");
    }
    // A request that can be refused without a secret causes no queries.
    let stale = signer().with_clock(|| NOW - 301);
    let stale = Message::signed(&stale, Method::GET, "/photos", None);
    assert_eq!(queries(&stale).await, (0, 0));
    assert_eq!(queries(&original.leaving_out("oauth_nonce")).await, (0, 0));
}

async fn problem(server: &Server, message: &Message) -> Option<Problem> {
    let response = server.send(message.received()).await;
    Problem::from_headers(response.headers())
}

#[tokio::test]
async fn problems_are_reported_by_their_names() {
    let server = Server::new();
    let original = Message::get("/photos");
    for (name, message) in [
        (
            "parameter_absent",
            original.clone().leaving_out("oauth_nonce"),
        ),
        (
            "parameter_rejected",
            original.clone().setting("oauth_timestamp", "x"),
        ),
        (
            "parameter_rejected",
            original
                .clone()
                .replacing("OAuth ", "OAuth oauth_nonce=\"x\", "),
        ),
        (
            "version_rejected",
            original.clone().setting("oauth_version", "2"),
        ),
        (
            "signature_method_rejected",
            original.clone().setting("oauth_signature_method", "x"),
        ),
        (
            "signature_invalid",
            original.clone().setting("oauth_signature", "x"),
        ),
    ] {
        assert_eq!(
            problem(&server, &message).await.unwrap().name(),
            name,
            "{message:?}"
        );
    }
    let absent = problem(&server, &original.clone().leaving_out("oauth_nonce"))
        .await
        .unwrap();
    assert_eq!(
        absent.parameters_absent().collect::<Vec<_>>(),
        ["oauth_nonce"]
    );
    let rejected = problem(&server, &original.clone().setting("oauth_timestamp", "x"))
        .await
        .unwrap();
    assert_eq!(
        rejected.parameters_rejected().collect::<Vec<_>>(),
        ["oauth_timestamp"]
    );
    let version = problem(&server, &original.clone().setting("oauth_version", "2"))
        .await
        .unwrap();
    assert_eq!(version.acceptable_versions(), Some("1.0-1.0"));

    server.accepts(&original).await;
    assert_eq!(
        problem(&server, &original).await.unwrap().name(),
        "nonce_used"
    );

    // A client can correct its clock with this.
    let late = signer().with_clock(|| NOW - 1000);
    let late = Message::signed(&late, Method::GET, "/photos", None);
    let refused = problem(&server, &late).await.unwrap();
    assert_eq!(refused.name(), "timestamp_refused");
    assert_eq!(refused.acceptable_timestamps(), Some(NOW - 300..=NOW + 300));
    // A request without a signature has no problem. Its response is only the challenge.
    let unsigned = original.clone().without(header::AUTHORIZATION);
    assert_eq!(problem(&server, &unsigned).await, None);
}

#[tokio::test]
async fn the_challenge_has_the_realm() {
    let mut server = Server::new();
    let unsigned = Message::get("/photos").without(header::AUTHORIZATION);
    let challenge = unauthorized(&server.send(unsigned.received()).await);
    assert_eq!(challenge, "OAuth realm=\"OAuth\"");
    server.layer = server
        .layer
        .clone()
        .realm("Photos, \"all\" of them\\")
        .unwrap();
    let challenge = unauthorized(&server.send(unsigned.received()).await);
    assert_eq!(challenge, r#"OAuth realm="Photos, \"all\" of them\\""#);
    let wrong = Message::get("/photos").setting("oauth_signature", "x");
    let challenge = unauthorized(&server.send(wrong.received()).await);
    assert!(
        challenge.ends_with("\\\\\", oauth_problem=\"signature_invalid\""),
        "{challenge}"
    );
    let refused = server.layer.clone().realm("a\r\nSet-Cookie: x");
    assert!(matches!(refused, Err(SignError::InvalidRealm)));
}
