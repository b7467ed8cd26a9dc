//! The layer calls the service instance that was made ready, even if it must wait for a form.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use tower::limit::ConcurrencyLimit;
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::BoxError;
use tower_test::mock;

use crate::support::{API, FORM, Recorder, StreamingBody, layer, verifies};

fn form_request<B>(body: B) -> Request<B> {
    let request = Request::post(format!("{API}/statuses"));
    request.header("content-type", FORM).body(body).unwrap()
}

/// Sends a form. One part is available at once, the rest comes later.
async fn send_a_form_that_pauses(body: StreamingBody) {
    let recorder = Recorder::default();
    let limited = ConcurrencyLimit::new(recorder.clone(), 1);
    let mut api = layer().layer(limited);

    body.push("status=hello");
    let request = form_request(body.clone());
    let response = tokio::spawn(api.ready().await.unwrap().call(request));
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(
        recorder.is_empty(),
        "nothing is sent before the form is complete"
    );
    body.push("+world").end();

    tokio::time::timeout(Duration::from_secs(5), response)
        .await
        .expect("the call uses the permit that `ready` took")
        .unwrap()
        .unwrap();
    let sent = recorder.take().pop().unwrap();
    assert_eq!(sent.body(), "status=hello+world");
    assert!(verifies(API, sent));
}

#[tokio::test]
async fn a_form_that_pauses_is_sent_through_the_service_that_was_ready() {
    send_a_form_that_pauses(StreamingBody::default()).await;
}

/// The layer reads such a form within `call`, where no waker is registered. It keeps what it has
/// read while it waits for the rest.
#[tokio::test]
async fn a_form_that_states_its_length_may_pause_too() {
    let body = StreamingBody::default();
    body.with_stated_length("status=hello+world".len() as u64);
    send_a_form_that_pauses(body).await;
}

/// A form in memory is signed and sent within `call`. `call` does not read a form that streams.
#[tokio::test]
async fn only_a_form_in_memory_is_read_within_call() {
    let strict = Strict::default();
    let mut api = layer().layer(strict.clone());
    let in_memory = StreamingBody::from(Bytes::from_static(b"a=1"));
    let response = api.ready().await.unwrap().call(form_request(in_memory));
    assert_eq!(
        strict.calls.load(Ordering::Relaxed),
        1,
        "sent before the response future is polled"
    );
    response.await.unwrap();

    let streaming = StreamingBody::default();
    streaming.push("a=1").end();
    let request = form_request(streaming.clone());
    let response = api.ready().await.unwrap().call(request);
    assert_eq!(
        (streaming.polls(), strict.calls.load(Ordering::Relaxed)),
        (0, 1)
    );
    response.await.unwrap();
    assert_eq!(strict.calls.load(Ordering::Relaxed), 2);
}

/// A wrong layer: it waits for the form, then calls a fresh clone of the service.
#[derive(Clone)]
struct CloneOneshot<S>(S);

impl<S> Service<Request<StreamingBody>> for CloneOneshot<S>
where
    S: Service<Request<StreamingBody>, Error: Into<BoxError>> + Clone + Send + 'static,
    S::Future: Send,
    S::Response: Send,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<StreamingBody>) -> Self::Future {
        let inner = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let bytes = body.collect().await?.to_bytes();
            let request = Request::from_parts(parts, StreamingBody::from(bytes));
            inner.oneshot(request).await.map_err(Into::into)
        })
    }
}

#[tokio::test]
async fn a_clone_of_the_service_would_wait_forever() {
    let recorder = Recorder::default();
    let limited = ConcurrencyLimit::new(recorder.clone(), 1);
    let mut api = CloneOneshot(limited);
    let body = StreamingBody::default();
    body.push("status=hello").end();
    let response = api.ready().await.unwrap().call(form_request(body));
    let waited = tokio::time::timeout(Duration::from_millis(200), response).await;
    assert!(waited.is_err(), "this shows that the tests above can fail");
}

#[tokio::test]
async fn cancelling_frees_the_permit() {
    let recorder = Recorder::default();
    let limited = ConcurrencyLimit::new(recorder.clone(), 1);
    let mut api = layer().layer(limited);

    let body = StreamingBody::default();
    body.push("status=hello");
    let mut response = polled(api.ready().await.unwrap().call(form_request(body.clone())));
    assert!(response.poll_once().is_pending());
    let taken = tokio::time::timeout(Duration::from_millis(50), api.ready()).await;
    assert!(
        taken.is_err(),
        "the request that waits for its form holds the permit"
    );

    drop(response);
    let free = tokio::time::timeout(Duration::from_secs(5), api.ready()).await;
    let whole = StreamingBody::from(Bytes::from_static(b"a=1"));
    free.expect("the permit is free")
        .unwrap()
        .call(form_request(whole))
        .await
        .unwrap();
    assert_eq!(recorder.take().len(), 1);
}

struct Polled<F>(std::pin::Pin<Box<F>>);

fn polled<F: Future>(future: F) -> Polled<F> {
    Polled(Box::pin(future))
}

impl<F: Future> Polled<F> {
    fn poll_once(&mut self) -> Poll<F::Output> {
        self.0
            .as_mut()
            .poll(&mut Context::from_waker(std::task::Waker::noop()))
    }
}

/// A service that panics if this instance is called without being ready.
#[derive(Default)]
struct Strict {
    ready: bool,
    calls: Arc<AtomicUsize>,
}

impl Clone for Strict {
    fn clone(&self) -> Self {
        let calls = self.calls.clone();
        Self {
            ready: false,
            calls,
        }
    }
}

impl Service<Request<StreamingBody>> for Strict {
    type Response = Response<Full<Bytes>>;
    type Error = BoxError;
    type Future = std::future::Ready<Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<StreamingBody>) -> Self::Future {
        assert!(std::mem::take(&mut self.ready), "called without readiness");
        self.calls.fetch_add(1, Ordering::Relaxed);
        std::future::ready(Ok(Response::default()))
    }
}

#[tokio::test]
async fn a_service_is_never_called_without_readiness() {
    let strict = Strict::default();
    let mut api = layer().layer(strict.clone());
    for _ in 0..2 {
        let streaming = StreamingBody::default();
        streaming.push("a=1");
        let requests = [
            form_request(streaming.clone()),
            form_request(StreamingBody::from(Bytes::from_static(b"a=1"))),
            Request::get(API).body(StreamingBody::default()).unwrap(),
            Request::get("https://elsewhere.example")
                .body(StreamingBody::default())
                .unwrap(),
        ];
        for request in requests {
            let response = tokio::spawn(api.ready().await.unwrap().call(request));
            tokio::task::yield_now().await;
            streaming.end();
            response.await.unwrap().unwrap();
        }
    }
    assert_eq!(strict.calls.load(Ordering::Relaxed), 8);
}

#[tokio::test]
async fn the_layer_is_ready_when_its_service_is() {
    let (service, mut handle) = mock::pair::<Request<Full<Bytes>>, Response<Full<Bytes>>>();
    let mut api = mock::Spawn::new(layer().layer(service));
    handle.allow(0);
    assert!(api.poll_ready().is_pending());
    handle.allow(1);
    assert!(api.poll_ready().is_ready());
}
