//! Stacks that end in reqwest.

use http::{Request, Response};
use tower::Service;

/// Returns a reqwest client as a tower service. It converts requests of the crate `http`.
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

/// Returns a reqwest client that follows no redirects, as it must inside the layer.
pub(crate) fn reqwest_client() -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client.build().unwrap()
}
