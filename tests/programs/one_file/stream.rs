//! The client of a response that does not end.

use std::io::{BufRead, BufReader, Read};
use std::pin::Pin;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get;
use http_body::Frame;
use tokio::sync::mpsc::{Receiver, channel};

use super::process::run;
use super::stub::serve;
use crate::support::example::build;

/// A body that ends when the sender is dropped.
struct Pieces(Receiver<&'static str>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let piece = self.0.poll_recv(cx);
        piece.map(|piece| piece.map(|text| Ok(Frame::data(Bytes::from(text)))))
    }
}

/// The first response ends, the second one stops without an end, and the third one goes on.
fn routes() -> Router {
    let count = Arc::new(AtomicUsize::new(0));
    let respond = move || async move {
        let (pieces, receiver) = channel(9);
        let number = count.fetch_add(1, Ordering::Relaxed);
        let texts: &[&str] = match number {
            0 => &["one\r\n\r\ntw", "o\r\n", "not a line"],
            1 => &["three\n"],
            _ => &["four\n\n"],
        };
        for text in texts {
            pieces.send(*text).await.unwrap();
        }
        if number > 0 {
            tokio::spawn(async move {
                let _alive = pieces;
                std::future::pending::<()>().await;
            });
        }
        Body::new(Pieces(receiver))
    };
    Router::new().route("/stream", get(respond))
}

#[tokio::test(flavor = "multi_thread")]
async fn it_connects_again_with_a_new_signature() {
    let origin = serve(routes()).await;
    let mut command = Command::new(build("stream"));
    let command = command.args([&format!("{origin}/stream"), "1"]);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let lines: Vec<_> = stdout.lines().take(4).map(Result::unwrap).collect();
    assert_eq!(lines, ["one", "two", "three", "four"]);
    child.kill().unwrap();
    child.wait().unwrap();
    let mut reasons = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut reasons).unwrap();
    let expected = "the server ended the response; the next connection is in 250ms\n\
                    no data in 1s; the next connection is in 250ms\n";
    assert!(reasons.starts_with(expected), "{reasons}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_ends_the_program() {
    let server = super::process::Server::start("axum_server", &[]);
    // This server knows the client under another name of its host, which was not signed.
    let other = server.url.replace("127.0.0.1", "localhost");
    let output = run("stream", &format!("{other}/resource"), &[]);
    assert!(!output.status.success());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        errors.contains("the server refused: 401 Unauthorized; check the token"),
        "{errors}"
    );
}
