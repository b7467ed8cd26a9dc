//! The future that returns the response to a signed request.

use std::fmt;
use std::future::Future;
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
    /// It contains the future of the inner service, without a box. If a form has not arrived
    /// completely, this future first reads the rest of the form.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<S, M, B>
    where
        S: Service<Request<B>>,
        M: BodyMode<S, B>,
    {
        #[pin]
        state: State<S, M, B>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<S, M, B>
    where
        S: Service<Request<B>>,
        M: BodyMode<S, B>,
    {
        Collect {
            collect: Box<Collect<S, M, B>>,
        },
        Inner {
            #[pin]
            future: S::Future,
            observer: Option<Box<ResponseObserver>>,
        },
        Failed {
            error: Option<SignError>,
        },
    }
}

/// The future of a request that was sent, and the observer of its response.
type CallResult<F> = Result<(F, Option<Box<ResponseObserver>>), SignError>;

/// A request whose form is still being read, and the inner service that is ready for it.
pub(super) struct Collect<S, M: BodyMode<S, B>, B> {
    service: S,
    signer: Signer,
    config: Arc<Config>,
    mode: M,
    /// The head of the request. `None` after the form was read.
    parts: Option<Parts>,
    reading: M::Reading,
}

impl<S, M, B> ResponseFuture<S, M, B>
where
    S: Service<Request<B>>,
    M: BodyMode<S, B>,
{
    pub(super) fn called(future: S::Future, observer: Option<Box<ResponseObserver>>) -> Self {
        let state = State::Inner { future, observer };
        Self { state }
    }

    pub(super) fn failed(error: SignError) -> Self {
        let error = Some(error);
        let state = State::Failed { error };
        Self { state }
    }

    pub(super) fn collect(collect: Collect<S, M, B>) -> Self {
        let collect = Box::new(collect);
        let state = State::Collect { collect };
        Self { state }
    }
}

impl<S, M, B> Collect<S, M, B>
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

impl<S, M, B, RB> Future for ResponseFuture<S, M, B>
where
    S: Service<Request<B>, Response = Response<RB>>,
    S::Error: Into<BoxError>,
    M: BodyMode<S, B>,
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
                    if let (Poll::Ready(Ok(response)), Some(observer)) = (&mut polled, observer) {
                        observer.observe(response);
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

impl<S, M, B> fmt::Debug for ResponseFuture<S, M, B>
where
    S: Service<Request<B>>,
    M: BodyMode<S, B>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
