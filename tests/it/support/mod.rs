//! What several tests share: credentials, a server that records raw bytes, a body that streams.

pub(crate) mod header;
pub(crate) mod leaks;
pub(crate) mod random;
mod send;
pub(crate) mod through_reqwest;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::{Read, Write};
use std::marker::PhantomData;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};

pub(crate) use self::send::{refusal, send};
use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use tower::Service;
use tower_oauth1::{
    ClientCredentials, OAuth1Layer, PublicOrigin, Scope, Signer, TokenCredentials, Verifier,
};

pub(crate) const API: &str = "https://api.example.com";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) fn client() -> ClientCredentials {
    ClientCredentials::new("client-id", "client-secret")
}

pub(crate) fn token() -> TokenCredentials {
    TokenCredentials::new("token-id", "token-secret")
}

pub(crate) fn signer() -> Signer {
    Signer::new(client()).token(token())
}

/// A layer that signs for [`API`].
pub(crate) fn layer() -> OAuth1Layer {
    OAuth1Layer::new(signer(), Scope::origin(API).unwrap())
}

/// The value of a protocol parameter in the request's `Authorization` header.
pub(crate) fn protocol_parameter<B>(request: &Request<B>, name: &str) -> Option<String> {
    let header = request.headers().get("authorization")?.to_str().unwrap();
    let pairs = header.strip_prefix("OAuth ").unwrap().split(", ");
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value.trim_matches('"').to_owned())
}

/// Whether the server at `origin` would find the request rightly signed.
pub(crate) fn verifies<B: AsRef<[u8]>>(origin: &str, request: Request<B>) -> bool {
    let (parts, body) = request.into_parts();
    let verifier = Verifier::new(PublicOrigin::fixed(origin).unwrap());
    let Ok(unverified) = verifier.parse(&parts, Some(body.as_ref())) else {
        return false;
    };
    unverified.verify(&client(), Some(&token())).is_ok()
}

/// Reads raw HTTP/1.1 into a request, as a server would, without any of our code.
pub(crate) fn parsed(raw: &[u8]) -> Request<Vec<u8>> {
    let end = raw
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let head = std::str::from_utf8(&raw[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let mut start = lines.next().unwrap().split(' ');
    let (method, target) = (start.next().unwrap(), start.next().unwrap());
    let mut request = Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    request.body(raw[end + 4..].to_vec()).unwrap()
}

/// A server that answers every request with 200, closes the connection, and hands out the raw bytes
/// that it received.
pub(crate) struct RawServer {
    pub(crate) address: SocketAddr,
    requests: mpsc::Receiver<Vec<u8>>,
}

impl RawServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut received = Vec::new();
                while !is_complete(&received) {
                    let mut piece = [0; 4096];
                    match stream.read(&mut piece).unwrap() {
                        0 => break,
                        length => received.extend_from_slice(&piece[..length]),
                    }
                }
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                stream.write_all(answer.as_bytes()).unwrap();
                if sender.send(received).is_err() {
                    return;
                }
            }
        });
        Self { address, requests }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The next request that was received, as it was on the wire.
    pub(crate) fn received(&self) -> Vec<u8> {
        self.requests
            .recv_timeout(std::time::Duration::from_secs(10))
            .expect("a request within ten seconds")
    }
}

fn is_complete(received: &[u8]) -> bool {
    let text = String::from_utf8_lossy(received);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let head = head.to_ascii_lowercase();
    if head.contains("transfer-encoding: chunked") {
        return body.ends_with("0\r\n\r\n");
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let head_length = received.windows(4).position(|w| w == b"\r\n\r\n").unwrap() + 4;
    received.len() - head_length >= length.map_or(0, |length| length.parse().unwrap())
}

/// A body whose frames are given by [`Frames`] while it is read; it counts how often it is.
#[derive(Clone, Default)]
pub(crate) struct StreamingBody(Arc<Mutex<Stream>>);

#[derive(Default)]
struct Stream {
    frames: VecDeque<Result<Frame<Bytes>, Broken>>,
    ended: bool,
    length: Option<u64>,
    polls: usize,
    waker: Option<Waker>,
}

#[derive(Debug)]
pub(crate) struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body broke")
    }
}

impl std::error::Error for Broken {}

impl StreamingBody {
    pub(crate) fn push(&self, data: &'static str) -> &Self {
        self.push_frame(Ok(Frame::data(Bytes::from_static(data.as_bytes()))))
    }

    pub(crate) fn push_trailers(&self) -> &Self {
        self.push_frame(Ok(Frame::trailers(HeaderMap::new())))
    }

    pub(crate) fn push_error(&self) -> &Self {
        self.push_frame(Err(Broken))
    }

    fn push_frame(&self, frame: Result<Frame<Bytes>, Broken>) -> &Self {
        let mut stream = self.0.lock().unwrap();
        stream.frames.push_back(frame);
        stream.waker.take().inspect(|waker| waker.wake_by_ref());
        drop(stream);
        self
    }

    pub(crate) fn end(&self) -> &Self {
        let mut stream = self.0.lock().unwrap();
        stream.ended = true;
        stream.waker.take().inspect(|waker| waker.wake_by_ref());
        drop(stream);
        self
    }

    /// Makes `size_hint` say this length.
    pub(crate) fn says_length(&self, length: u64) -> &Self {
        self.0.lock().unwrap().length = Some(length);
        self
    }

    pub(crate) fn polls(&self) -> usize {
        self.0.lock().unwrap().polls
    }
}

impl From<Bytes> for StreamingBody {
    fn from(bytes: Bytes) -> Self {
        let body = Self::default();
        body.says_length(bytes.len() as u64);
        body.push_frame(Ok(Frame::data(bytes))).end();
        body
    }
}

impl Body for StreamingBody {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let mut stream = self.0.lock().unwrap();
        stream.polls += 1;
        match stream.frames.pop_front() {
            Some(frame) => Poll::Ready(Some(frame)),
            None if stream.ended => Poll::Ready(None),
            None => {
                stream.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        let length = self.0.lock().unwrap().length;
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// A service that keeps the requests it gets, their bodies read.
pub(crate) struct Recorder<B> {
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
    body: PhantomData<fn(B)>,
}

impl<B> Default for Recorder<B> {
    fn default() -> Self {
        let requests = Arc::default();
        let body = PhantomData;
        Self { requests, body }
    }
}

impl<B> Clone for Recorder<B> {
    fn clone(&self) -> Self {
        let requests = self.requests.clone();
        let body = PhantomData;
        Self { requests, body }
    }
}

impl<B> Recorder<B> {
    /// The requests since this was asked last.
    pub(crate) fn take(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.requests.lock().unwrap().is_empty()
    }
}

impl<B> Service<Request<B>> for Recorder<B>
where
    B: Body<Data: Send, Error: std::fmt::Debug> + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let requests = self.requests.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            let request = Request::from_parts(parts, body);
            requests.lock().unwrap().push(request);
            Ok(Response::new(Full::default()))
        })
    }
}
