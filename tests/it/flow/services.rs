//! The HTTP services that the flow can use, and how it calls them.

use std::cell::Cell;
use std::convert::Infallible;
use std::error::Error as _;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Frame, SizeHint};
use http_body_util::Full;
use tower::timeout::Timeout;
use tower::timeout::error::Elapsed;
use tower::util::{BoxCloneService, service_fn};
use tower::{BoxError, Service};
use tower_oauth1::flow::{FlowErrorKind, ResponseError};
use tower_oauth1::{Callback, FlowError};

use crate::flow::provider::{GRANTED, INITIATED, assert_signed, flow, parameter, response};

/// A service that becomes ready at the third poll, and panics if it is called earlier. It is
/// neither `Clone` nor `Send`, and neither is its future. Its bodies implement only what the bounds
/// need.
struct Minimal {
    polls: u32,
    calls: Rc<Cell<u32>>,
}

/// A request body that implements only `Default`.
#[derive(Default)]
struct Nothing(#[expect(dead_code, reason = "it makes the type not `Send`")] Rc<()>);

/// A response body that is not `Unpin` and yields one byte at a time.
struct ByteByByte(&'static [u8], PhantomPinned);

impl http_body::Body for ByteByByte {
    type Data = Bytes;
    type Error = &'static str;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let rest = self.0;
        let mut this = self;
        match rest.split_first() {
            None => Poll::Ready(None),
            Some((b'!', _)) => Poll::Ready(Some(Err("the connection broke"))),
            Some((byte, rest)) => {
                this.set(Self(rest, PhantomPinned));
                context.waker().wake_by_ref();
                Poll::Ready(Some(Ok(Frame::data(Bytes::copy_from_slice(&[*byte])))))
            }
        }
    }
}

impl Service<Request<Nothing>> for Minimal {
    type Response = Response<ByteByByte>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.polls += 1;
        if self.polls < 3 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Nothing>) -> Self::Future {
        assert!(self.polls >= 3, "called without readiness");
        self.polls = 0;
        let calls = Rc::clone(&self.calls);
        let body = match request.uri().path() {
            "/initiate" => INITIATED,
            _ => GRANTED,
        };
        Box::pin(async move {
            calls.set(calls.get() + 1);
            Ok(Response::new(ByteByByte(body.as_bytes(), PhantomPinned)))
        })
    }
}

#[tokio::test]
async fn a_minimal_service_is_enough_and_is_polled_until_ready() {
    let calls = Rc::new(Cell::new(0));
    let mut http = Minimal {
        polls: 0,
        calls: Rc::clone(&calls),
    };
    let flow = flow();
    let callback = Callback::OutOfBand;
    let pending = flow
        .request_temporary_credentials(&mut http, callback)
        .await
        .unwrap();
    assert_eq!(calls.get(), 1);
    let granted = flow
        .request_token_credentials(&mut http, &pending, "1")
        .await
        .unwrap();
    assert_eq!(calls.get(), 2);
    assert_eq!(granted.credentials().secret(), "token-s3cret");
}

/// The futures of the flow are `Send` if the service is, so they can run in a task or a handler.
#[tokio::test]
async fn the_flow_runs_in_a_task() {
    let task = tokio::spawn(async {
        let http = service_fn(|request: Request<Full<Bytes>>| async move {
            let (secret, body) = match parameter(&request, "oauth_verifier") {
                None => ("", INITIATED),
                Some(_) => ("temp-s3cret", GRANTED),
            };
            assert_signed(&request, secret);
            Ok::<_, BoxError>(response(200, body))
        });
        let mut http = BoxCloneService::new(http);
        let flow = flow();
        let pending = flow
            .request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await?;
        flow.request_token_credentials(&mut http, &pending, "1")
            .await
    });
    let granted = task.await.unwrap().unwrap();
    assert_eq!(granted.credentials().identifier(), "token");
}

async fn initiate_over<S>(mut http: S) -> FlowError
where
    S: Service<Request<String>, Response = Response<ByteByByte>>,
    S::Error: Into<BoxError>,
{
    let callback = Callback::OutOfBand;
    flow()
        .request_temporary_credentials(&mut http, callback)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn the_services_own_error_is_the_source() {
    let slow = service_fn(|_| std::future::pending::<Result<_, BoxError>>());
    let error = initiate_over(Timeout::new(slow, Duration::from_millis(1))).await;
    assert!(matches!(error.kind(), FlowErrorKind::Service(_)));
    assert!(error.source().unwrap().is::<Elapsed>());
    assert_eq!(error.status(), None);
}

/// A service whose `poll_ready` fails.
struct Gone;

impl Service<Request<String>> for Gone {
    type Response = Response<ByteByByte>;
    type Error = std::io::Error;
    type Future = std::future::Pending<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Err(std::io::ErrorKind::ConnectionRefused.into()))
    }

    fn call(&mut self, _: Request<String>) -> Self::Future {
        panic!("called without readiness")
    }
}

#[tokio::test]
async fn a_service_that_never_gets_ready_is_an_error() {
    let error = initiate_over(Gone).await;
    assert!(matches!(error.kind(), FlowErrorKind::Service(_)));
    assert!(error.source().unwrap().is::<std::io::Error>());
}

#[tokio::test]
async fn a_response_that_breaks_off_is_an_error_with_its_status() {
    for status in [200, 500] {
        let error = initiate_over(service_fn(|_| async move {
            let body = ByteByByte(b"oauth_token=a!", PhantomPinned);
            let response = Response::builder().status(status).body(body);
            Ok::<_, BoxError>(response.unwrap())
        }))
        .await;
        assert_eq!(error.status().unwrap(), status);
        match error.kind() {
            FlowErrorKind::Response(ResponseError::Unreadable(_)) => {
                let source = error.source().unwrap().to_string();
                assert_eq!((status, &*source), (200, "the connection broke"));
            }
            kind => assert!(matches!(kind, FlowErrorKind::Refused) && status == 500),
        }
    }
}

/// A body that never ends. It counts the bytes that were read, and states a minimum length.
struct Endless(Rc<Cell<usize>>, u64);

impl http_body::Body for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.set(self.0.get() + 1024);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'a'; 1024])))))
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = SizeHint::new();
        hint.set_lower(self.1);
        hint
    }
}

#[tokio::test]
async fn an_endless_response_is_read_to_the_limit_or_not_at_all() {
    const LIMIT: u64 = 64 * 1024;
    for (declared, read) in [(0, 65 * 1024), (LIMIT, 65 * 1024), (LIMIT + 1, 0)] {
        let taken = Rc::new(Cell::new(0));
        let mut http = service_fn(|_: Request<String>| {
            let body = Endless(Rc::clone(&taken), declared);
            async { Ok::<_, Infallible>(Response::new(body)) }
        });
        let flow = flow();
        let requesting = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
        let error = requesting.await.unwrap_err();
        assert!(matches!(
            error.kind(),
            FlowErrorKind::Response(ResponseError::TooLong)
        ));
        assert_eq!(taken.get(), read);
    }
}

/// The timestamp is the time of sending, even if the service makes the request wait.
#[tokio::test]
async fn a_request_is_signed_when_the_service_is_ready() {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NOW: AtomicU64 = AtomicU64::new(1000);

    struct Busy(bool);
    impl Service<Request<String>> for Busy {
        type Response = Response<String>;
        type Error = Infallible;
        type Future = std::future::Ready<Result<Self::Response, Infallible>>;

        fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            if std::mem::replace(&mut self.0, false) {
                NOW.store(9000, Ordering::SeqCst);
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request<String>) -> Self::Future {
            assert_eq!(parameter(&request, "oauth_timestamp").unwrap(), "9000");
            std::future::ready(Ok(response(200, INITIATED)))
        }
    }

    let signer = crate::flow::provider::signer().with_clock(|| NOW.load(Ordering::SeqCst));
    let endpoints = crate::flow::provider::endpoints("https://h/i", "https://h/a", "https://h/t");
    tower_oauth1::AuthorizationFlow::new(signer, endpoints)
        .request_temporary_credentials(&mut Busy(true), Callback::OutOfBand)
        .await
        .unwrap();
}
