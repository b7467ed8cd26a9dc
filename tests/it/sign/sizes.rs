//! The memory of a signer and of the layer. A service with ten thousand users keeps ten thousand
//! signers, and each request in flight keeps a future.
//!
//! The bounds are a little above the sizes on a 64-bit target. If a test fails, find the new field
//! first. Raise the bound only if the field is worth its memory. The `loopback` benchmark checks
//! the memory of a signer on the heap.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::mem::size_of_val;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, Service, ServiceExt};

use crate::support::{API, layer, signer};

type Body = Full<Bytes>;

/// Returns a service whose future is as small as a future with a response can be.
fn inner() -> impl Service<
    Request<Body>,
    Response = Response<Body>,
    Error = Infallible,
    Future = Ready<Result<Response<Body>, Infallible>>,
> + Clone {
    tower::service_fn(|request: Request<Body>| ready(Ok(Response::new(request.into_body()))))
}

fn request() -> Request<Body> {
    let request = Request::get(format!("{API}/photos?size=original"));
    request.body(Body::default()).unwrap()
}

#[test]
fn a_signer_is_small() {
    assert_at_most(size_of_val(&signer()), size_of::<usize>());
}

#[test]
fn the_service_adds_little_to_the_inner_service() {
    let inner = inner();
    let service = layer().layer(inner.clone());
    assert_at_most(size_of_val(&service) - size_of_val(&inner), 16);
}

#[tokio::test]
async fn the_future_adds_little_to_the_inner_future() {
    let inner_future = inner().call(request());
    let future = layer().layer(inner()).call(request());
    assert_at_most(size_of_val(&future) - size_of_val(&inner_future), 16);
}

#[tokio::test]
async fn the_future_of_a_whole_stack_is_small() {
    let stack = tower::ServiceBuilder::new()
        .timeout(Duration::from_secs(10))
        .layer(layer())
        .service(inner());
    assert_at_most(size_of_val(&stack.oneshot(request())), 384);
}

fn assert_at_most(bytes: usize, bound: usize) {
    assert!(bytes <= bound, "{bytes} bytes are more than {bound}");
}
