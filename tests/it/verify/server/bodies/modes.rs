//! The body modes of the layer, and the inner service.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Full};
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::{BoxError, VerifyError};

use super::{JSON, echo, hashed, layer, streaming};
use crate::support::StreamingBody;
use crate::verify::server::harness::{Message, signer};

#[tokio::test]
async fn a_layer_that_reads_no_bodies() {
    // A body type that cannot be made from bytes, and a service without bounds on it.
    struct Opaque;
    let service = || layer().bodies_untouched().layer(echo::<Opaque>());
    let send = async |message: Message| {
        let request = message.received().map(|_| Opaque);
        let response = service().oneshot(request).await.unwrap();
        let reason = response.extensions().get::<VerifyError>().cloned();
        (response.status().as_u16(), reason)
    };
    let json = Message::signed(&signer(), Method::POST, "/items", Some((JSON, "{}")));
    assert_eq!(send(json).await, (200, None));
    assert_eq!(send(Message::get("/items")).await, (200, None));
    let refused = (415, Some(VerifyError::UnexpectedForm));
    assert_eq!(send(Message::form("/items", "a=1")).await, refused);
    assert_eq!(
        send(hashed(JSON, "Lve95gjOVATpfV8EL5X4nxwjKHE=", "Hello World!")).await,
        (415, Some(VerifyError::UnexpectedBodyHash))
    );
    let empty = Message::form("/items", "").with(header::CONTENT_LENGTH, "0");
    assert_eq!(send(empty).await, (200, None));
}

#[tokio::test]
async fn a_body_that_a_function_rebuilds() {
    type Boxed = http_body_util::combinators::UnsyncBoxBody<Bytes, BoxError>;
    fn boxed(bytes: Bytes) -> Boxed {
        Full::new(bytes).map_err(BoxError::from).boxed_unsync()
    }
    let service = layer().rebuild_body_with(boxed).layer(echo::<Boxed>());
    let request = Message::form("/items", "a=1").received();
    let request = request.map(|body| body.map_err(BoxError::from).boxed_unsync());
    let response = service.oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let passed = response.into_body().collect().await.unwrap();
    assert_eq!(passed.to_bytes(), "a=1");
}

/// A service that panics if this instance is called without being ready.
#[derive(Default)]
struct Strict {
    ready: bool,
}

impl Clone for Strict {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Service<Request<StreamingBody>> for Strict {
    type Response = Response<()>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response<()>, Infallible>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Infallible>> {
        self.ready = true;
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<StreamingBody>) -> Self::Future {
        assert!(
            std::mem::take(&mut self.ready),
            "this instance was not made ready"
        );
        std::future::ready(Ok(Response::new(())))
    }
}

#[tokio::test]
async fn the_service_that_was_made_ready_is_called() {
    let mut service = layer().layer(Strict::default());
    for _ in 0..3 {
        let body = StreamingBody::from(Bytes::from_static(b"a=1"));
        let request = streaming(&Message::form("/items", "a=1"), &body);
        let response = service.ready().await.unwrap().call(request).await.unwrap();
        assert_eq!(response.status(), 200);
    }
}
