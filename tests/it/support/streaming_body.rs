//! A body that gets its frames while it is read.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

/// A body that gets its frames while it is read. It counts how often it is polled.
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

    /// Makes `size_hint` state this length.
    pub(crate) fn with_stated_length(&self, length: u64) -> &Self {
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
        body.with_stated_length(bytes.len() as u64);
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
