//! Measures a long body that is created while it is sent and is not a form.

use std::convert::Infallible;
use std::fmt::Debug;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Either, Full};
use hyper::body::Incoming;
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::OAuth1Layer;

use crate::memory::Peak;
use crate::server::Server;
use crate::{client, rounds, scope, signer};

/// The body type. The layer would rebuild a form as `Left`.
///
/// The layer is in the mode that reads forms, to show that it does not read other bodies.
type Upload = Either<Full<Bytes>, Zeros>;

/// A body of zeros, in pieces of 64 KiB that share their memory.
#[derive(Debug)]
struct Zeros {
    left: u64,
}

const PIECE: &[u8] = &[0; 64 << 10];

impl Body for Zeros {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let piece = self.left.min(PIECE.len() as u64);
        self.left -= piece;
        let piece = Bytes::from_static(PIECE).slice(..piece as usize);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// Measures uploads of this number of bytes and prints the result.
pub(crate) async fn measure(server: &Server, rounds: usize, bytes: u64) {
    let mut http = client::<Upload>();
    let layer = OAuth1Layer::new(signer(), scope(server));
    let layer = layer.rebuild_body_with(|form| Either::Left(Full::new(form)));
    let mut api = layer.layer(http.clone());

    let (mut times, mut peaks) = ([const { Vec::new() }; 2], [0; 2]);
    // The first round opens the connection.
    for round in 0..=rounds {
        for which in rounds::order::<2>(round) {
            let bytes = if round == 0 { 1 << 20 } else { bytes };
            let peak = Peak::begin();
            let time = match which {
                0 => upload(server, &mut http, bytes, StatusCode::UNAUTHORIZED).await,
                _ => upload(server, &mut api, bytes, StatusCode::OK).await,
            };
            if round > 0 {
                times[which].push(time);
                peaks[which] = peak.bytes().max(peaks[which]);
            }
        }
    }
    let mebibytes = bytes >> 20;
    println!("uploads of {mebibytes} MiB:");
    let [without, with] = &times;
    let print = |name, times| rounds::print(name, mebibytes as f64, "MiB/s", times, &[without]);
    print("without the layer", without);
    print("with the layer", with);
    let [without, with] = peaks.map(|bytes| bytes / 1024);
    println!("peak of the heap, minus its start value: {without} KiB without, {with} KiB with");
    println!();
}

async fn upload<S>(server: &Server, service: &mut S, bytes: u64, expected: StatusCode) -> Duration
where
    S: Service<Request<Upload>, Response = Response<Incoming>>,
    S::Error: Debug,
{
    let start = Instant::now();
    let request = Request::post(server.uri("/upload"))
        .header("content-type", "application/octet-stream")
        .body(Either::Right(Zeros { left: bytes }))
        .expect("a valid request");
    let service = service.ready().await.expect("the client is ready");
    let response = service.call(request).await.expect("the server responds");
    assert_eq!(response.status(), expected);
    let body = response.into_body().collect().await;
    body.expect("the response is complete");
    let time = start.elapsed();
    assert_eq!(server.take_received(), bytes);
    time
}
