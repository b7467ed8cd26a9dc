//! Requests with common body types are signed in spawned tasks, over hyper's client and over the
//! server's layer.
//!
//! Most of these tests pass when they compile. The compiler forgets lifetimes when it checks a
//! spawned future, also the `'static` in a boxed error. So a bound on a future of this crate can
//! make the future impossible to spawn.

use std::convert::Infallible;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;
use http::{Request, Response};
use http_body::Frame;
use http_body_util::combinators::{BoxBody, UnsyncBoxBody};
use http_body_util::{BodyExt, Empty, Full, StreamBody};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tower::timeout::TimeoutLayer;
use tower::{BoxError, Service, ServiceBuilder, ServiceExt};
use tower_oauth1::verify::{MemoryCredentialStore, NoReplayProtection, VerifyLayer};
use tower_oauth1::{ClientCredentials, OAuth1Layer, PublicOrigin, RequestVerifier, Scope, Signer};

fn layer() -> OAuth1Layer {
    let signer = Signer::new(ClientCredentials::new("client", "secret"));
    OAuth1Layer::new(signer, Scope::origin("http://127.0.0.1:9").unwrap())
}

/// Sends one request to a closed port from a spawned task.
macro_rules! send {
    ($body:ty, $value:expr, $layer:expr) => {
        tokio::spawn(async move {
            let client: Client<HttpConnector, $body> =
                Client::builder(TokioExecutor::new()).build_http();
            let mut api = ServiceBuilder::new()
                .layer($layer)
                .layer(TimeoutLayer::new(std::time::Duration::from_secs(5)))
                .service(client);
            let value: $body = $value;
            let request = Request::get("http://127.0.0.1:9/").body(value).unwrap();
            let error = api.ready().await.unwrap().call(request).await.unwrap_err();
            assert!(!error.is::<tower_oauth1::SignError>(), "{error}");
        })
        .await
        .unwrap();
    };
}

fn full<E>(bytes: Bytes) -> impl http_body::Body<Data = Bytes, Error = E> {
    Full::new(bytes).map_err(|error: Infallible| match error {})
}

type Frames = StreamBody<Pin<Box<dyn Stream<Item = Result<Frame<Bytes>, BoxError>> + Send>>>;

fn frames(bytes: Bytes) -> Frames {
    struct Once(Option<Bytes>);
    impl Stream for Once {
        type Item = Result<Frame<Bytes>, BoxError>;
        fn poll_next(
            mut self: Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.take().map(|bytes| Ok(Frame::data(bytes))))
        }
    }
    StreamBody::new(Box::pin(Once(Some(bytes))))
}

#[tokio::test]
async fn bodies_that_are_made_from_bytes() {
    send!(Full<Bytes>, Full::default(), layer());
    send!(axum::body::Body, axum::body::Body::empty(), layer());
    send!(reqwest::Body, reqwest::Body::default(), layer());
}

#[tokio::test]
async fn untouched_bodies() {
    let layer = || layer().bodies_untouched();
    send!(Empty<Bytes>, Empty::new(), layer());
    send!(BoxBody<Bytes, Infallible>, Empty::new().boxed(), layer());
    send!(BoxBody<Bytes, BoxError>, full(Bytes::new()).boxed(), layer());
    send!(UnsyncBoxBody<Bytes, BoxError>, full(Bytes::new()).boxed_unsync(), layer());
    send!(UnsyncBoxBody<Bytes, std::io::Error>, full(Bytes::new()).boxed_unsync(), layer());
    send!(Frames, frames(Bytes::new()), layer());
}

#[tokio::test]
async fn rebuilt_bodies() {
    let boxed = || layer().rebuild_body_with(|bytes| full::<BoxError>(bytes).boxed());
    send!(BoxBody<Bytes, BoxError>, full(Bytes::new()).boxed(), boxed());
    let unsync = || layer().rebuild_body_with(|bytes| full::<BoxError>(bytes).boxed_unsync());
    send!(UnsyncBoxBody<Bytes, BoxError>, full(Bytes::new()).boxed_unsync(), unsync());
    send!(
        Frames,
        frames(Bytes::new()),
        layer().rebuild_body_with(frames)
    );
}

/// Verifies one unsigned request in a spawned task.
macro_rules! verify {
    ($body:ty, $value:expr, $mode:ident ( $($rebuild:expr)? )) => {
        tokio::spawn(async {
            let origin = PublicOrigin::fixed("https://h").unwrap();
            let known = MemoryCredentialStore::new();
            let layer = VerifyLayer::new(known, NoReplayProtection::new(), RequestVerifier::new(origin));
            let handler = tower::service_fn(|_: Request<$body>| async {
                Ok::<_, BoxError>(Response::new(Full::<Bytes>::default()))
            });
            let mut api = ServiceBuilder::new()
                .layer(layer.$mode($($rebuild)?))
                .service(handler);
            let value: $body = $value;
            let response = api.ready().await.unwrap().call(Request::new(value)).await.unwrap();
            assert_eq!(response.status(), 401);
        })
        .await
        .unwrap();
    };
}

#[tokio::test]
async fn bodies_on_the_server() {
    verify!(Empty<Bytes>, Empty::new(), bodies_untouched());
    verify!(BoxBody<Bytes, BoxError>, full(Bytes::new()).boxed(), bodies_untouched());
    verify!(
        BoxBody<Bytes, BoxError>,
        full(Bytes::new()).boxed(),
        rebuild_body_with(|bytes| full::<BoxError>(bytes).boxed())
    );
    verify!(
        UnsyncBoxBody<Bytes, BoxError>,
        full(Bytes::new()).boxed_unsync(),
        rebuild_body_with(|bytes| full::<BoxError>(bytes).boxed_unsync())
    );
}
