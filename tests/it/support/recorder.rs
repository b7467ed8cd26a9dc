//! A service that records requests.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use tower::Service;

/// A service that keeps the requests that it receives, with their bodies read.
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
    /// Returns the requests since the last call.
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
