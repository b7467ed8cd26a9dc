//! A server whose bodies cannot be made from bytes: hyper makes them only from a connection.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Empty;
use tower::{Layer, ServiceExt};
use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore};
use tower_oauth1::{PublicOrigin, VerifyLayer};

fn main() {
    let inner = tower::service_fn(|_: Request<Empty<Bytes>>| {
        std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(())))
    });
    let origin = PublicOrigin::fixed("https://api.example.com").unwrap();
    let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(10));
    let layer = VerifyLayer::new(credentials, replay, origin).bodies_untouched();
    let _response = ServiceExt::oneshot(layer.layer(inner), Request::new(Empty::<Bytes>::new()));
}
