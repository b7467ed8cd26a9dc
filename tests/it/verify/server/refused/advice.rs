//! What a client learns about a mistake for which the problem reporting extension has no name.

use http::{HeaderName, header};
use http_body_util::{BodyExt, Full};
use tower::{Layer, ServiceExt};
use tower_oauth1::VerifyError;
use tower_oauth1::verify::VerifyLayer;

use crate::support::{FORM, StreamingBody};
use crate::verify::server::bodies::{JSON, echo, hashed, layer, streaming};
use crate::verify::server::harness::{Message, Server};

/// Checks that header and body say this, and nothing else.
fn assert_says(head: &http::response::Parts, body: &str, status: u16, advice: &str) {
    assert_eq!(head.status.as_u16(), status, "{advice}");
    let challenge = &head.headers[header::WWW_AUTHENTICATE];
    let expected = format!("OAuth realm=\"OAuth\", oauth_problem_advice=\"{advice}\"");
    assert_eq!(challenge, expected.as_str());
    assert_eq!(body, format!("oauth_problem_advice={advice}"));
    assert_eq!(head.headers[header::CONTENT_TYPE], FORM);
}

#[tokio::test]
async fn mistakes_in_the_body_and_the_host() {
    let mut server = Server::new();
    server.layer = server.layer.clone().body_limit(12);
    let form = || Message::form("/items", "a=1");
    let host = HeaderName::from_static("host");
    for (message, status, advice) in [
        (
            Message::form("/items", "a=12345678901"),
            413,
            "send%20a%20body%20of%20at%20most%2012%20bytes",
        ),
        (
            form().with(header::CONTENT_ENCODING, "gzip"),
            415,
            "send%20the%20form%20without%20%60Content-Encoding%60",
        ),
        (
            form().with(header::CONTENT_TYPE, "application/x-www-form-urlencodedx"),
            415,
            "send%20a%20form%20as%20%60application%2Fx-www-form-urlencoded%60%3B%20the%20\
             content%20type%20of%20any%20other%20body%20must%20not%20contain%20this%20name",
        ),
        (
            form().and(host, "evil.example"),
            400,
            "check%20the%20%60Host%60%20header%20and%20the%20request%20target",
        ),
    ] {
        let (head, body) = server.send(message.received()).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        assert_says(&head, std::str::from_utf8(&body).unwrap(), status, advice);
    }
}

#[tokio::test]
async fn bodies_with_trailers_and_bodies_that_break_off() {
    let message = Message::form("/items", "a=1");
    for (breaks_off, advice) in [
        (false, "send%20the%20body%20without%20trailers"),
        (true, "the%20body%20broke%20off%3B%20send%20it%20again"),
    ] {
        let body = StreamingBody::default();
        if breaks_off {
            body.push("a=1").push_error();
        } else {
            body.push("a=1").push_trailers();
        }
        let service = layer().layer(echo());
        let response = service.oneshot(streaming(&message, &body)).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        assert_says(&head, std::str::from_utf8(&body).unwrap(), 400, advice);
    }
}

#[tokio::test]
async fn bodies_that_the_layer_does_not_read() {
    let (credentials, replay) = (
        crate::verify::server::harness::credentials(),
        tower_oauth1::verify::MemoryReplayStore::new(100),
    );
    let verifier = crate::verify::server::harness::verifier();
    let layer = VerifyLayer::new(credentials, replay, verifier).bodies_untouched();
    let service = layer.layer(tower::service_fn(|_: http::Request<Full<bytes::Bytes>>| {
        std::future::ready(Ok::<_, std::convert::Infallible>(http::Response::new(())))
    }));
    let json = hashed(JSON, "Lve95gjOVATpfV8EL5X4nxwjKHE=", "Hello World!");
    for (message, advice) in [
        (
            Message::form("/items", "a=1"),
            "this%20server%20accepts%20no%20forms",
        ),
        (json, "this%20server%20accepts%20no%20%60oauth_body_hash%60"),
    ] {
        let response = service.clone().oneshot(message.received()).await.unwrap();
        let challenge = &response.headers()[header::WWW_AUTHENTICATE];
        let expected = format!("OAuth realm=\"OAuth\", oauth_problem_advice=\"{advice}\"");
        assert_eq!(challenge, expected.as_str());
    }
}

/// A request without a signature gets only a challenge, as with other schemes (RFC 6750 section
/// 3.1). A failure of the server is nothing that the client can mend.
#[test]
fn nothing_is_said_about_the_rest() {
    for error in [
        VerifyError::Unsigned,
        VerifyError::FormNeeded,
        VerifyError::BodyNeeded,
    ] {
        let response = error.response("x");
        assert_eq!(
            response.headers()[header::WWW_AUTHENTICATE],
            "OAuth realm=\"x\""
        );
        assert_eq!(response.body(), "");
    }
}
