//! The client of a WebSocket. The server verifies the request, and sends back each message.

use axum::http::{Request, StatusCode};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::ErrorResponse;
use tower_oauth1::verify::check;
use tower_oauth1::{ClientCredentials, PublicOrigin, TokenCredentials};

use super::process::{printed, run};
use crate::authorize::https::tls;
use crate::authorize::provider::listen;

/// Verifies the first request, sends back one message, and closes.
async fn answer(stream: impl AsyncRead + AsyncWrite + Unpin, origin: String, secret: &str) {
    let client = ClientCredentials::new("client-id", secret);
    let token = TokenCredentials::new("token", "token-secret");
    #[expect(clippy::result_large_err, reason = "tungstenite wants this type")]
    let verify = |request: &Request<()>, response| {
        let request = request.clone().map(|()| "");
        let origin = PublicOrigin::fixed(&origin).unwrap();
        let checked = check(&request, origin, &client, Some(&token)).map_err(|_| {
            let mut refusal = ErrorResponse::new(None);
            *refusal.status_mut() = StatusCode::UNAUTHORIZED;
            refusal
        })?;
        assert_eq!(checked.parameter("room"), Some("1"));
        Ok(response)
    };
    if let Ok(mut socket) = accept_hdr_async(stream, verify).await {
        let message = socket.next().await.unwrap().unwrap();
        let text = format!("received {}", message.to_text().unwrap());
        socket.send(Message::Ping("x".into())).await.unwrap();
        socket.send(Message::text(text)).await.unwrap();
        socket.close(None).await.unwrap();
        while let Some(Ok(message)) = socket.next().await {
            assert!(message.is_pong() || message.is_close(), "{message:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_tls() {
    for (secret, is_right) in [("client-secret", true), ("another", false)] {
        let (listener, address) = listen().await;
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            answer(stream, format!("http://{address}"), secret).await;
        });
        let output = run("websocket", &format!("ws://{address}/socket?room=1"), &[]);
        server.await.unwrap();
        if is_right {
            assert_eq!(printed(&output), "received hello\n");
        } else {
            let errors = String::from_utf8_lossy(&output.stderr);
            let words = "the server refused: 401 Unauthorized; check the secrets";
            assert!(
                !output.status.success() && errors.contains(words),
                "{errors}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_tls() {
    let (acceptor, certificate) = tls("websocket-certificate.pem");
    let (listener, address) = listen().await;
    let host = format!("localhost:{}", address.port());
    let origin = format!("https://{host}");
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        answer(
            acceptor.accept(stream).await.unwrap(),
            origin,
            "client-secret",
        )
        .await;
    });
    let environment = [("SSL_CERT_FILE", &*certificate)];
    let output = run(
        "websocket",
        &format!("wss://{host}/socket?room=1"),
        &environment,
    );
    assert_eq!(printed(&output), "received hello\n");
    server.await.unwrap();
}
