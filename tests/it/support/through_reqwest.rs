//! A stack that ends in reqwest.

use http::{Request, Response};
use tower::Service;

/// A reqwest client as a tower service: it has requests of its own, made from `http`'s.
pub(crate) fn reqwest_service(
    client: reqwest::Client,
) -> impl Service<
    Request<reqwest::Body>,
    Response = Response<reqwest::Body>,
    Error = reqwest::Error,
    Future: Send,
> + Clone {
    tower::service_fn(move |request: Request<reqwest::Body>| {
        let client = client.clone();
        async move {
            let response = client.execute(request.try_into()?).await;
            response.map(Response::from)
        }
    })
}

/// A reqwest client that follows no redirects, as beneath the layer it must not.
pub(crate) fn reqwest_client() -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client.build().unwrap()
}
