//! Requests that are sent again, each time with a new signature. The server accepts a nonce once.

use reqwest::{Request, Response};
use tower::retry::{Policy, RetryLayer};
use tower::{ServiceBuilder, ServiceExt};
use tower_oauth1::BoxError;
use tower_oauth1::reqwest::RequestBuilderExt;

use super::{Server, no_redirects, signer};

/// Sends a request again once, whatever the response is.
#[derive(Clone)]
struct Twice(bool);

impl Policy<Request, Response, BoxError> for Twice {
    type Future = std::future::Ready<()>;

    fn retry(
        &mut self,
        _: &mut Request,
        first: &mut Result<Response, BoxError>,
    ) -> Option<Self::Future> {
        assert_eq!(first.as_ref().unwrap().status(), 200);
        std::mem::replace(&mut self.0, false).then(|| std::future::ready(()))
    }

    fn clone_request(&mut self, request: &Request) -> Option<Request> {
        request.try_clone()
    }
}

#[tokio::test]
async fn a_retry_outside_the_layer_around_a_client() {
    let server = Server::start().await;
    let http = no_redirects();
    let request = http.post(server.url("/echo?x=1")).form(&[("a", "b c")]);
    let api = ServiceBuilder::new()
        .layer(RetryLayer::new(Twice(true)))
        .layer(server.layer())
        .service(http);
    let response = api.oneshot(request.build().unwrap()).await.unwrap();
    assert_eq!(response.status(), 200, "the second nonce is new");
    let text = response.text().await.unwrap();
    assert_eq!(text, "client POST [x=1, a=b c] a=b+c");
}

#[tokio::test]
async fn a_copy_of_a_builder_is_signed_again() {
    let server = Server::start().await;
    let request = no_redirects().get(server.url("/echo"));
    let again = request.try_clone().unwrap();
    for request in [request, again] {
        let signed = request.sign_oauth1(&signer(), &server.scope()).unwrap();
        assert_eq!(signed.send().await.unwrap().status(), 200);
    }
}
