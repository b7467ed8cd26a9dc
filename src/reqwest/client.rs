//! The layer around a `reqwest::Client`, for requests of reqwest.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::reqwest::{Body, Client, Request, Response};
use tower_service::Service;

use super::service::ReqwestService;
use crate::body::{BodyMode, Forms};
use crate::box_error::BoxError;
use crate::sign::OAuth1Service;

/// A client that signs its requests: [`OAuth1Layer`](crate::OAuth1Layer) around a
/// `reqwest::Client`. It is a service for `reqwest::Request`. See the [module](super).
///
/// All its requests have the same signer. It is not for
/// [`OAuth1Layer::per_request`](crate::OAuth1Layer::per_request): the extensions of a
/// `reqwest::Request` are private, so it cannot carry the credentials of its user, and the client
/// refuses it. For many users, see [the module](super#many-users).
pub type OAuth1Client<M = Forms> = OAuth1Service<Client, M>;

impl<M> Service<Request> for OAuth1Service<Client, M>
where
    M: BodyMode<ReqwestService, Body, Reading: Send> + Clone + Send + 'static,
{
    type Response = Response;
    type Error = BoxError;
    type Future = ClientFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> ClientFuture {
        let http = ReqwestService::new(self.get_ref().clone());
        let mut service = self.with_inner(http);
        ClientFuture(Box::pin(async move {
            // The conversion keeps the settings of the request, such as its timeout.
            let response = service.call(request.try_into()?).await?;
            Ok(Response::from(response))
        }))
    }
}

/// A future that returns the response of [`OAuth1Client`].
#[must_use = "futures do nothing unless polled"]
pub struct ClientFuture(Pin<Box<dyn Future<Output = Result<Response, BoxError>> + Send>>);

impl Future for ClientFuture {
    type Output = Result<Response, BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for ClientFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientFuture").finish_non_exhaustive()
    }
}
