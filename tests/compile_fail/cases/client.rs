//! A client whose bodies are always empty.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Empty;
use tower::{Layer, ServiceExt};
use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};

fn main() {
    let http = tower::service_fn(|_: Request<Empty<Bytes>>| {
        std::future::ready(Ok::<_, std::convert::Infallible>(Response::new(())))
    });
    let signer = Signer::new(ClientCredentials::new("id", "secret"));
    let layer = OAuth1Layer::new(signer, Scope::any()).bodies_untouched();
    let _response = ServiceExt::oneshot(layer.layer(http), Request::new(Empty::<Bytes>::new()));
}
