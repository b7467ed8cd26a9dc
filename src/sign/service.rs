//! The service: it signs one request and sends it.

use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response, header};
use tower_service::Service;

use super::body_hash::{HashedRequests, PrecomputedBodyHash};
use super::config::Config;
use super::content::Content;
use super::credentials::{Credentials, RequestCredentials};
use super::future::{Collect, ResponseFuture};
use super::response::ResponseObserver;
use super::scope::Scope;
use crate::body::{BodyMode, FormError, Forms, Start};
use crate::box_error::BoxError;
use crate::protocol::{SignError, Signer, is_form};

/// Signs requests and sends them with the inner service `S`. [`OAuth1Layer`](super::OAuth1Layer)
/// creates it.
///
/// Errors are boxed ([`BoxError`]): errors of the inner service pass unchanged, and a request that was
/// not sent returns a [`SignError`]. Use `downcast_ref` to get the original error.
// The compiler shows the line below if a caller uses a method that the service does not have.
#[derive(Clone, Debug)]
pub struct OAuth1Service<S, M = Forms> /* no such method? see OAuth1Layer::bodies_untouched */ {
    inner: S,
    config: Arc<Config>,
    mode: M,
}

impl<S> OAuth1Service<S> {
    /// Creates a service that signs the requests to the origins of `scope`, as
    /// [`OAuth1Layer::new`](super::OAuth1Layer::new) does. The layer has further settings.
    ///
    /// ```
    /// use tower_oauth1::{ClientCredentials, OAuth1Service, Scope, Signer};
    ///
    /// # let http = tower::service_fn(|_: http::Request<String>| async {
    /// #     Ok::<_, std::convert::Infallible>(http::Response::new(()))
    /// # });
    /// let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    /// let api = OAuth1Service::new(http, signer, Scope::origin("https://api.example.com")?);
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    pub fn new(inner: S, signer: Signer, scope: Scope) -> Self {
        let credentials = Credentials::Fixed(RequestCredentials::new(signer, scope));
        Self::with_config(inner, Arc::new(Config::new(credentials)), Forms)
    }
}

impl<S, M> OAuth1Service<S, M> {
    pub(super) fn with_config(inner: S, config: Arc<Config>, mode: M) -> Self {
        Self {
            inner,
            config,
            mode,
        }
    }

    /// Returns the inner service.
    pub fn get_ref(&self) -> &S {
        &self.inner
    }

    /// Returns the inner service, to change it.
    pub fn get_mut(&mut self) -> &mut S {
        &mut self.inner
    }

    /// Returns the inner service, and drops the rest.
    pub fn into_inner(self) -> S {
        self.inner
    }
}

impl<S, M, B, RB> Service<Request<B>> for OAuth1Service<S, M>
where
    S: Service<Request<B>, Response = Response<RB>>,
    S::Error: Into<BoxError>,
    M: BodyMode<S, B> + Clone,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = ResponseFuture<S, M, B>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        let Self {
            inner,
            config,
            mode,
        } = self;
        // The credentials are for this layer only, so they are removed before anything can fail.
        let carried = request.extensions_mut().remove::<RequestCredentials>();
        let signer = match config.signer(&request, carried.as_ref()) {
            Ok(Some(signer)) => signer,
            Ok(None) => return ResponseFuture::called(inner.call(request), None),
            Err(error) => return ResponseFuture::failed(error),
        };
        // If the request is out of scope, the hash stays for a layer further inside.
        let given_hash = request.extensions_mut().remove::<PrecomputedBodyHash>();
        let limit = config.body_limit;
        let is_form = is_form(request.headers());
        // The body is not needed, so the request stays whole: taking it apart costs time.
        if !is_form && config.body_hash_policy.requests == HashedRequests::None {
            return match config.sign(signer, &mut request, None, None) {
                Ok(signed) => ResponseFuture::called(inner.call(request), signed.observer),
                Err(error) => ResponseFuture::failed(error),
            };
        }
        let (parts, body) = request.into_parts();
        if !is_form {
            let hashed = config.hashed(mode, signer, &parts, given_hash, body, limit);
            let signed = hashed
                .and_then(|(content, hash)| config.sign_content(signer, parts, content, hash));
            return send(inner, signed);
        }
        let hashed = match config.body_hash_policy.requests {
            HashedRequests::All => true,
            HashedRequests::NonForm => given_hash.is_some(),
            HashedRequests::None => false,
        };
        if hashed {
            return ResponseFuture::failed(SignError::BodyHashOfForm);
        }
        // Such a form is refused, so it need not be read.
        if parts.headers.contains_key(header::CONTENT_ENCODING) {
            return ResponseFuture::failed(SignError::FormWithContentEncoding);
        }
        match mode.start(&parts.headers, body, limit) {
            Ok(Start::Read(form)) => {
                let content = Content::Read(form);
                send(inner, config.sign_content(signer, parts, content, None))
            }
            Ok(Start::Reading(reading)) => {
                let service = M::take_ready(&reading, inner);
                let (signer, config) = (signer.clone(), Arc::clone(config));
                let mode = mode.clone();
                ResponseFuture::collect(Collect::new(service, signer, config, mode, parts, reading))
            }
            Err(error) => ResponseFuture::failed(error.into()),
        }
    }
}

/// Sends a request if it was signed.
fn send<S, M, B, RB>(
    service: &mut S,
    signed: Result<(Request<B>, Option<Box<ResponseObserver>>), SignError>,
) -> ResponseFuture<S, M, B>
where
    S: Service<Request<B>, Response = Response<RB>>,
    M: BodyMode<S, B>,
{
    match signed {
        Ok((request, observer)) => ResponseFuture::called(service.call(request), observer),
        Err(error) => ResponseFuture::failed(error),
    }
}

impl From<FormError> for SignError {
    fn from(error: FormError) -> Self {
        match error {
            FormError::BodiesUntouched => Self::UnexpectedForm,
            FormError::TooLong { limit } => Self::FormTooLong { limit },
            FormError::Trailers => Self::FormWithTrailers,
            FormError::Unreadable(error) => Self::BodyUnreadable(error),
        }
    }
}
