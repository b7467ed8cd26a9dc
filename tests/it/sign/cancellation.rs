//! A caller may drop a request at any time. Then the body, the permit of the inner service and all
//! other values are released.

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response, header};
use http_body::{Body, Frame};
use tower::limit::ConcurrencyLimit;
use tower::{Layer, Service};
use tower_oauth1::sign::SkipSigning;

use crate::support::{API, FORM, layer};

/// A reference that every part of a request in flight holds. Its count shows what is still alive.
type Held = Arc<()>;

/// A body that yields one byte at a time, with a pause before each byte.
struct Slow {
    bytes: Bytes,
    paused: bool,
    _held: Held,
}

impl From<Bytes> for Slow {
    fn from(bytes: Bytes) -> Self {
        let held = Arc::default();
        Self {
            bytes,
            paused: true,
            _held: held,
        }
    }
}

impl Body for Slow {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.paused = !self.paused;
        match (self.paused, self.bytes.is_empty()) {
            (true, false) => Poll::Ready(Some(Ok(Frame::data(self.bytes.split_to(1))))),
            (true, true) => Poll::Ready(None),
            (false, _) => Poll::Pending,
        }
    }
}

/// A service that holds a reference while it is ready and while it is called. Its response holds
/// one too.
struct Holding {
    held: Held,
    ready: Option<Held>,
}

impl Clone for Holding {
    fn clone(&self) -> Self {
        let held = self.held.clone();
        Self { held, ready: None }
    }
}

impl Service<Request<Slow>> for Holding {
    type Response = Response<Held>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Held>, Infallible>>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.ready = Some(self.held.clone());
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Slow>) -> Self::Future {
        let held = self.ready.take().unwrap();
        Box::pin(async move {
            for pause in [true, false] {
                let mut waits = pause;
                std::future::poll_fn(|_| {
                    if std::mem::take(&mut waits) {
                        Poll::Pending
                    } else {
                        Poll::Ready(())
                    }
                })
                .await;
            }
            drop(request);
            Ok(Response::new(held))
        })
    }
}

/// Polls a request `polls` times, then drops its future and keeps the service. There is no runtime,
/// no timer and no waker, so nothing can run in the background. Returns whether there was a
/// response.
fn cancelled_after<S>(polls: usize, content_type: &str, held: &Held, api: &mut S) -> bool
where
    S: Service<Request<Slow>, Error: std::fmt::Debug>,
{
    let mut cx = Context::from_waker(Waker::noop());
    assert!(api.poll_ready(&mut cx).is_ready());
    let body = Slow {
        bytes: Bytes::from_static(b"a=1"),
        paused: true,
        _held: held.clone(),
    };
    let request = Request::post(API).header(header::CONTENT_TYPE, content_type);
    let request = request.extension(held.clone()).body(body).unwrap();
    let mut response = pin!(api.call(request));
    for _ in 0..polls {
        if response.as_mut().poll(&mut cx).is_ready() {
            return true;
        }
        assert!(Arc::strong_count(held) > 2, "the request is in flight");
    }
    false
}

#[test]
fn at_every_await() {
    // A form needs one poll for each byte, one for its end, one for the service and one for the
    // response.
    for (content_type, longest) in [(FORM, 6), ("application/json", 2)] {
        let held = Held::default();
        let inner = Holding {
            held: held.clone(),
            ready: None,
        };
        // With a limit of one, the next request waits forever if a permit was not returned.
        let limited = ConcurrencyLimit::new(inner, 1);
        let mut api = layer().explain_refusals().layer(limited);
        for polls in 0..=longest {
            let has_response = cancelled_after(polls, content_type, &held, &mut api);
            assert_eq!(
                has_response,
                polls == longest,
                "{content_type}, {polls} polls"
            );
            // One reference is in this test, one in the service.
            assert_eq!(Arc::strong_count(&held), 2, "{content_type}, {polls} polls");
        }
    }
}

/// A request that is not signed is released too.
#[test]
fn of_a_request_that_is_not_signed() {
    let held = Held::default();
    let inner = Holding {
        held: held.clone(),
        ready: None,
    };
    let mut api = layer().layer(inner);
    let mut cx = Context::from_waker(Waker::noop());
    assert!(api.poll_ready(&mut cx).is_ready());
    let request = Request::get(API)
        .extension(SkipSigning)
        .extension(held.clone());
    let response = api.call(request.body(Slow::from(Bytes::new())).unwrap());
    assert_eq!(Arc::strong_count(&held), 4);
    drop(response);
    drop(api);
    assert_eq!(Arc::strong_count(&held), 1);
}
