//! A reqwest client as a service for requests of the crate `http`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::reqwest::{Body, Client, ResponseBuilderExt as _};
use http::{Request, Response};
use tower_service::Service;

use super::redirect::{not_redirected, signed_target};
use crate::box_error::BoxError;

/// A `reqwest::Client` as a tower service. It sends requests of the crate `http`, and is cheap to
/// clone.
///
/// Build the client with `redirect(Policy::none())`. If the client follows a redirect by itself, it
/// repeats a signature, and the service returns
/// [`FollowedRedirect`](super::FollowedRedirect).
///
/// Errors are the `reqwest::Error`s of the client, boxed.
///
/// To get a `reqwest::Response`, use `reqwest::Response::from(response)`. It has the URL of the
/// request.
///
/// ```no_run
/// use tower_oauth1::reqwest::ReqwestService;
///
/// let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
/// let http = ReqwestService::new(client);
/// # Ok::<_, reqwest::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ReqwestService {
    client: Client,
}

impl ReqwestService {
    /// Creates the service.
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

impl From<Client> for ReqwestService {
    fn from(client: Client) -> Self {
        Self::new(client)
    }
}

impl Service<Request<Body>> for ReqwestService {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = ReqwestFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> ReqwestFuture {
        let client = self.client.clone();
        ReqwestFuture(Box::pin(async move {
            let request = request.try_into()?;
            let signed_target = signed_target(&request);
            let sent = client.execute(request).await;
            let response = not_redirected(signed_target.as_ref(), sent)??;
            let url = response.url().clone();
            let mut response = Response::from(response);
            // reqwest keeps the URL in an extension that only its own builder can write.
            let with_url = Response::builder().url(url).body(())?;
            let (with_url, ()) = with_url.into_parts();
            response.extensions_mut().extend(with_url.extensions);
            Ok(response)
        }))
    }
}

/// A future that returns the response of [`ReqwestService`].
#[must_use = "futures do nothing unless polled"]
pub struct ReqwestFuture(Pin<Box<dyn Future<Output = Result<Response<Body>, BoxError>> + Send>>);

impl Future for ReqwestFuture {
    type Output = Result<Response<Body>, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for ReqwestFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestFuture").finish_non_exhaustive()
    }
}
