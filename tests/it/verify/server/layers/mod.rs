//! The layers of tower and tower-http next to the server layer: inside it, outside it, and in the
//! places where axum and hyper take layers.

mod around_axum;
mod gateway;
mod of_tower;
mod of_tower_http;
mod without_axum;

use std::convert::Infallible;
use std::fmt::Debug;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response, header};
use http_body_util::BodyExt;
use tower::{BoxError, Service, ServiceExt};
use tower_oauth1::verify::{
    Authenticated, MemoryCredentialStore, NoReplayProtection, ResponseBody, VerifyLayer,
};

use crate::verify::server::harness::{Message, credentials, verifier};

/// The response of the server layer around [`Echo`].
type Sent = Response<ResponseBody<Body>>;

fn verify() -> VerifyLayer<MemoryCredentialStore, NoReplayProtection> {
    VerifyLayer::new(credentials(), NoReplayProtection::new(), verifier())
}

/// A handler that responds with the body of the request, whatever its type is.
#[derive(Clone)]
struct Echo;

impl<B> Service<Request<B>> for Echo
where
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let caller = request.extensions().get::<Authenticated>().unwrap();
        assert_eq!(caller.client_identifier(), "client-id");
        Box::pin(async move { Ok(Response::new(Body::new(request.into_body()))) })
    }
}

/// Checks that a stack lets a signed request pass, and refuses others with the reason in the body.
async fn check<S, RB>(stack: impl Fn() -> S)
where
    S: Service<Request<Body>, Response = Response<RB>>,
    S::Error: Debug,
    RB: http_body::Body<Error: Debug>,
{
    let signed = Message::form("/photos", "title=a+b");
    let unsigned = signed.clone().without(header::AUTHORIZATION);
    let wrong = signed.clone().setting("oauth_signature", "x");
    for (message, status, text) in [
        (signed, 200, "title=a+b"),
        (unsigned, 401, ""),
        (wrong, 401, "oauth_problem=signature_invalid"),
    ] {
        let request = message.received().map(Body::new);
        let response = stack().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, text);
    }
}

/// Checks the server layer with this layer inside it.
macro_rules! inside {
    ($layer:expr) => {
        check(|| {
            let stack = tower::ServiceBuilder::new().layer(verify());
            stack.layer($layer).service(Echo)
        })
        .await
    };
}

/// Checks the server layer with this layer outside it.
macro_rules! outside {
    ($layer:expr) => {
        check(|| {
            let stack = tower::ServiceBuilder::new().layer($layer);
            stack.layer(verify()).service(Echo)
        })
        .await
    };
}

use {inside, outside};
