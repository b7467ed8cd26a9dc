//! A reqwest client as a service for requests of the crate `http`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use ::reqwest::{Body, Client, ResponseBuilderExt as _, Url};
use http::{Request, Response};
use tower_service::Service;

use crate::box_error::BoxError;
use crate::protocol::{has_protocol_parameters, is_oauth};

/// A `reqwest::Client` as a tower service. It sends requests of the crate `http`, and is cheap to
/// clone.
///
/// Build the client with `redirect(Policy::none())`. If the client follows a redirect by itself, it
/// repeats a signature, and the service returns [`FollowedRedirect`].
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

/// Error returned when the HTTP client followed a redirect with a signed request.
///
/// A signature is valid for one URL, once. The server of the new URL refuses the copy, and it may
/// belong to somebody else.
///
/// Two cases cannot be noticed: a redirect that leads back to the same URL, and one to a server
/// that cannot be reached. The server then refuses the second request, because its nonce was used
/// before, or the client returns its own error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the HTTP client followed a redirect with a signed request; build it with `ClientBuilder::redirect(Policy::none())`"
)]
#[non_exhaustive]
pub struct FollowedRedirect;

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

/// Returns the URL that a signed request is sent to. Returns `None` for an unsigned request, which
/// may follow redirects.
pub(super) fn signed_target(request: &::reqwest::Request) -> Option<Url> {
    is_signed(request).then(|| target(request.url()))
}

/// Checks that the client did not follow a redirect with a signed request: the response comes from
/// the URL that the request was sent to, and the client did not give up after many redirects.
///
/// If the client cannot reach the URL of a redirect, its error has the first URL, so this is not
/// noticed.
pub(super) fn not_redirected(
    signed_target: Option<&Url>,
    sent: Result<::reqwest::Response, ::reqwest::Error>,
) -> Result<Result<::reqwest::Response, ::reqwest::Error>, FollowedRedirect> {
    let Some(signed) = signed_target else {
        return Ok(sent);
    };
    let followed = match &sent {
        Ok(response) => target(response.url()) != *signed,
        Err(error) => error.is_redirect(),
    };
    if followed {
        Err(FollowedRedirect)
    } else {
        Ok(sent)
    }
}

/// Returns whether a request has protocol parameters in a header, its query or its form.
fn is_signed(request: &::reqwest::Request) -> bool {
    let form = request.body().and_then(Body::as_bytes);
    let form = form.and_then(|form| std::str::from_utf8(form).ok());
    request.headers().values().any(is_oauth)
        || request.url().query().is_some_and(has_protocol_parameters)
        || form.is_some_and(has_protocol_parameters)
}

/// Returns the part of a URL that is sent.
fn target(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    // The client sends user information as a header. Both calls fail only for URLs without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
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
