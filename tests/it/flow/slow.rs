//! Responses that never end, never arrive, or stall.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body as AxumBody;
use axum::response::IntoResponse;
use bytes::Bytes;
use http::StatusCode;
use http_body::Frame;
use http_body_util::StreamBody;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tower::timeout::Timeout;
use tower_oauth1::flow::{FlowErrorKind, ResponseError};

use crate::flow::hostile::{http, initiate_at};

/// The server counts what the client read of an endless response, and sees whether the client
/// stops.
#[tokio::test]
async fn an_endless_response_is_dropped_at_the_limit() {
    struct Endless(Arc<AtomicUsize>, Option<tokio::sync::oneshot::Sender<()>>);
    impl Drop for Endless {
        fn drop(&mut self) {
            let _ = self.1.take().unwrap().send(());
        }
    }
    impl futures_core::Stream for Endless {
        type Item = Result<Frame<Bytes>, Infallible>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            self.0.fetch_add(4096, Ordering::SeqCst);
            let frame = Frame::data(Bytes::from_static(&[b'a'; 4096]));
            std::task::Poll::Ready(Some(Ok(frame)))
        }
    }
    for status in [StatusCode::OK, StatusCode::UNAUTHORIZED] {
        let sent = Arc::new(AtomicUsize::new(0));
        let (dropped, stopped) = tokio::sync::oneshot::channel();
        let body = std::sync::Mutex::new(Some(Endless(Arc::clone(&sent), Some(dropped))));
        let body = Arc::new(body);
        let router = Router::new().fallback(move || {
            let stream = body.lock().unwrap().take().unwrap();
            async move { (status, AxumBody::new(StreamBody::new(stream))).into_response() }
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let error = initiate_at(&origin, &mut http()).await.unwrap_err();
        let is_too_long = matches!(
            error.kind(),
            FlowErrorKind::Response(ResponseError::TooLong)
        );
        assert_eq!(is_too_long, status == StatusCode::OK);
        assert!(error.to_string().contains("longer than"), "{error}");
        let stopped = tokio::time::timeout(Duration::from_secs(10), stopped).await;
        stopped.expect("the connection is closed").unwrap();
        // Buffers on the way hold more than the client read, but not without limit.
        assert!(sent.load(Ordering::SeqCst) < 16 << 20);
    }
}

/// The caller decides how long to wait. Dropping the future closes the connection.
#[tokio::test]
async fn a_response_that_never_comes() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut closed = 0;
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            stream.read_to_end(&mut request).await.unwrap();
            assert!(request.ends_with(b"\r\n\r\n"));
            closed += 1;
        }
        closed
    });
    let mut timeout = Timeout::new(http(), Duration::from_millis(50));
    let error = initiate_at(&origin, &mut timeout).await.unwrap_err();
    assert!(matches!(error.kind(), FlowErrorKind::Service(_)));
    let dropped = Duration::from_millis(50);
    let waited = tokio::time::timeout(dropped, initiate_at(&origin, &mut http())).await;
    assert!(waited.is_err());
    let closed = tokio::time::timeout(Duration::from_secs(10), server).await;
    assert_eq!(closed.unwrap().unwrap(), 2);
}

/// A timeout layer does not limit the body. Dropping the future closes the connection.
#[tokio::test]
async fn a_response_that_stalls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            assert!(stream.read_buf(&mut request).await.unwrap() > 0);
        }
        let begun = b"HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\noauth_token=a&";
        stream.write_all(begun).await.unwrap();
        stream.read_to_end(&mut request).await.unwrap();
    });
    let mut timeout = Timeout::new(http(), Duration::from_millis(20));
    let requesting = initiate_at(&origin, &mut timeout);
    let waited = tokio::time::timeout(Duration::from_millis(200), requesting).await;
    assert!(waited.is_err(), "the timeout layer does not end it");
    let closed = tokio::time::timeout(Duration::from_secs(10), server).await;
    closed.expect("the connection is closed").unwrap();
}
