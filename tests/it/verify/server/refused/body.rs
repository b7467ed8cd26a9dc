//! The body of a refusal, and the function of the application that makes another one.

use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header};
use http_body::Body;
use tower_oauth1::VerifyError;
use tower_oauth1::verify::Refusal;

use crate::support::{FORM, as_text};
use crate::verify::server::harness::{Message, Server};

fn wrong() -> Message {
    Message::get("/photos").setting("oauth_signature", "x")
}

#[tokio::test]
async fn the_report_is_the_body() {
    let response = Server::new().send(wrong().received()).await;
    assert_eq!(response.body().size_hint().exact(), Some(31));
    assert!(!response.body().is_end_stream());
    let response = as_text(response).await;
    assert_eq!(response.body(), "oauth_problem=signature_invalid");
    assert_eq!(response.headers()[header::CONTENT_TYPE], FORM);

    let unsigned = Message::get("/photos").without(header::AUTHORIZATION);
    let response = Server::new().send(unsigned.received()).await;
    assert_eq!(response.body().size_hint().exact(), Some(0));
    assert!(response.body().is_end_stream());
    assert!(!response.headers().contains_key(header::CONTENT_TYPE));
}

#[tokio::test]
async fn a_head_request_gets_no_body() {
    let head = Message::get("/photos").method(Method::HEAD);
    let response = Server::new().send(head.received()).await;
    assert_eq!(response.status(), 401);
    assert!(response.body().is_end_stream());
    assert_eq!(response.headers()[header::CONTENT_LENGTH], "31");
    assert_eq!(response.headers()[header::CONTENT_TYPE], FORM);
}

#[tokio::test]
async fn a_function_makes_the_response() {
    let mut server = Server::new();
    server.layer = server.layer.refusal_response(|refusal| {
        let (mut head, _) = refusal.response().into_parts();
        let json = HeaderValue::from_static("application/json");
        head.headers.insert(header::CONTENT_TYPE, json);
        let body = match refusal.error() {
            VerifyError::NonceUsed => r#"{"retry":true}"#,
            _ => r#"{"retry":false}"#,
        };
        Response::from_parts(head, body)
    });
    let original = Message::get("/photos");
    server.accepts(&original).await;
    for (message, body) in [
        (original, r#"{"retry":true}"#),
        (wrong(), r#"{"retry":false}"#),
    ] {
        let response = as_text(server.send(message.received()).await).await;
        assert_eq!(response.status(), 401);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
        assert!(response.headers().contains_key(header::WWW_AUTHENTICATE));
        assert_eq!(response.body(), body);
    }
    // The layer takes the body of a response to `HEAD`, and says how long it was.
    let head = wrong().method(Method::HEAD);
    let response = server.send(head.received()).await;
    assert_eq!(response.headers()[header::CONTENT_LENGTH], "15");
    assert_eq!(as_text(response).await.body(), "");
}

/// The function may make a whole new response. The extensions still have the reason.
#[tokio::test]
async fn the_reason_cannot_be_lost() {
    let mut server = Server::new();
    server.layer = server.layer.refusal_response(|_| {
        let mut response = Response::new(Bytes::from_static(b"no"));
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    });
    let response = server.send(wrong().received()).await;
    assert_eq!(response.status(), 404);
    let refusal = response.extensions().get::<Refusal>().unwrap();
    assert_eq!(*refusal.error(), VerifyError::SignatureInvalid);
    assert_eq!(
        response.extensions().get(),
        Some(&VerifyError::SignatureInvalid)
    );
    assert_eq!(as_text(response).await.body(), "no");
}

/// A name of a parameter is the only text of the client in a refusal.
#[tokio::test]
async fn control_characters_stay_encoded() {
    let attack = Message::get("/photos").replacing(
        "OAuth ",
        "OAuth x%0D%0ASet-Cookie%3A%20a%3Db%1B%5B2J%00%E2%80%AE=\"1\", ",
    );
    let response = as_text(Server::new().send(attack.received()).await).await;
    assert_eq!(response.status(), 400);
    let header = response.headers()[header::WWW_AUTHENTICATE].as_bytes();
    for text in [header, response.body().as_bytes()] {
        assert!(text.iter().all(|byte| (b' '..=b'~').contains(byte)));
    }
    assert!(!response.headers().contains_key(header::SET_COOKIE));
    let refusal = response.extensions().get::<Refusal>().unwrap();
    for text in [refusal.to_string(), format!("{refusal:?}")] {
        assert!(text.contains("Set-Cookie"), "{text}");
        assert!(
            !text.contains(|c: char| c.is_control() || c == '\u{202e}'),
            "{text:?}"
        );
    }
}
