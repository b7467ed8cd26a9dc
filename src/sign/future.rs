//! The future that returns the response to a signed request.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::request::Parts;
use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use super::config::Config;
use super::response::ResponseObserver;
use crate::body::BodyMode;
use crate::box_error::BoxError;
use crate::protocol::{SignError, Signer};

pin_project! {
    /// A future that returns the response of [`OAuth1Service`](super::OAuth1Service).
    ///
    /// `F` is the future of the inner service. It is stored without a box. `C` holds what is needed
    /// to read the rest of a form that has not arrived completely.
    ///
    /// The body type is not a parameter of this future, so the future can be spawned with every
    /// body that can be sent to another thread, such as a `BoxBody` with a boxed error.
    // The compiler forgets lifetimes when it checks a spawned future, also the `'static` in a boxed
    // error. A bound such as `B::Error: Into<BoxError>` on this type would then not hold ("not
    // general enough"). So the types in this file have no bounds.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F, C> {
        #[pin]
        state: State<F, C>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<F, C> {
        Collect {
            collect: Box<C>,
        },
        Inner {
            #[pin]
            future: F,
            observer: Option<Box<ResponseObserver>>,
        },
        Failed {
            error: Option<SignError>,
        },
    }
}

/// The future of a request that was sent, and the observer of its response.
type CallResult<F> = Result<(F, Option<Box<ResponseObserver>>), SignError>;

/// A request whose form is still being read, and the inner service that is ready for it. `R` is the
/// state of reading.
#[expect(
    unnameable_types,
    reason = "callers have no use for the name of this type"
)]
pub struct Collect<S, M, B, R> {
    service: S,
    signer: Signer,
    config: Arc<Config>,
    mode: M,
    /// The head of the request. `None` after the form was read.
    parts: Option<Parts>,
    reading: R,
    body: PhantomData<fn(B)>,
}

impl<F, C> ResponseFuture<F, C> {
    pub(super) fn called(future: F, observer: Option<Box<ResponseObserver>>) -> Self {
        let state = State::Inner { future, observer };
        Self { state }
    }

    pub(super) fn failed(error: SignError) -> Self {
        let error = Some(error);
        let state = State::Failed { error };
        Self { state }
    }

    pub(super) fn collect(collect: C) -> Self {
        let collect = Box::new(collect);
        let state = State::Collect { collect };
        Self { state }
    }
}

impl<S, M, B> Collect<S, M, B, M::Reading>
where
    S: Service<Request<B>>,
    M: BodyMode<S, B>,
{
    pub(super) fn new(
        service: S,
        signer: Signer,
        config: Arc<Config>,
        mode: M,
        parts: Parts,
        reading: M::Reading,
    ) -> Self {
        Self {
            service,
            signer,
            config,
            mode,
            parts: Some(parts),
            reading,
            body: PhantomData,
        }
    }

    /// Reads the rest of the form. Then signs the request and calls the service.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<CallResult<S::Future>> {
        let form = ready!(self.mode.poll(&mut self.reading, cx)).map_err(SignError::from_form)?;
        let parts = self.parts.take().expect("polled after completion");
        let (request, observer) = self.config.sign_form(&self.signer, parts, form)?;
        Poll::Ready(Ok((self.service.call(request), observer)))
    }
}

impl<F, S, M, B, R, RB> Future for ResponseFuture<F, Collect<S, M, B, R>>
where
    F: Future<Output = Result<Response<RB>, S::Error>>,
    S: Service<Request<B>, Response = Response<RB>, Future = F>,
    S::Error: Into<BoxError>,
    M: BodyMode<S, B, Reading = R>,
{
    type Output = Result<Response<RB>, BoxError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.project().state;
        loop {
            match state.as_mut().project() {
                StateProj::Collect { collect } => match ready!(collect.poll(cx)) {
                    Ok((future, observer)) => state.set(State::Inner { future, observer }),
                    Err(error) => return Poll::Ready(Err(error.into())),
                },
                StateProj::Inner { future, observer } => {
                    let mut polled = future.poll(cx).map_err(Into::into);
                    if let Poll::Ready(Ok(response)) = &mut polled {
                        if let Some(observer) = observer.take() {
                            observer.observe(response);
                        }
                    }
                    return polled;
                }
                StateProj::Failed { error } => {
                    let error = error.take().expect("polled after completion");
                    return Poll::Ready(Err(error.into()));
                }
            }
        }
    }
}

impl<F, C> fmt::Debug for ResponseFuture<F, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}

impl<S, M, B, R> fmt::Debug for Collect<S, M, B, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collect").finish_non_exhaustive()
    }
}
