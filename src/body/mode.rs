//! The three modes of treating bodies, as types.

use std::convert::Infallible;
use std::fmt;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{HeaderMap, header};
use http_body::Body;

use super::form::{Form, FormError, FormReader};
use crate::box_error::BoxError;

/// A way to treat the bodies `B` of the requests to a service `S`.
///
/// The modes are [`Forms`], [`UntouchedBodies`] and [`RebuildBody`]. This trait is sealed: other
/// crates cannot implement it.
#[diagnostic::on_unimplemented(
    message = "a layer in the mode `{Self}` cannot rebuild a form as a body of type `{B}`",
    label = "this requires `{B}: http_body::Body + From<Bytes> + Unpin` and a service that is `Clone`",
    note = "if no request carries a form, call `.bodies_untouched()` on the layer",
    note = "otherwise, call `.rebuild_body_with(|bytes| ..)` with a function that makes a `{B}` from bytes",
    note = "if an outer layer changes the body type, put a `MapRequestBodyLayer` of tower-http between the two layers"
)]
pub trait BodyMode<S, B>: sealed::Sealed {
    /// Whether this mode reads bodies.
    #[doc(hidden)]
    const READS: bool;

    /// The state while a form has not arrived completely.
    #[doc(hidden)]
    type Reading: Unpin;

    /// Starts to read the body of a form.
    #[doc(hidden)]
    fn start(
        &self,
        headers: &HeaderMap,
        body: B,
        limit: usize,
    ) -> Result<Start<B, Self::Reading>, FormError>;

    /// Continues to read, until the end of the form.
    #[doc(hidden)]
    fn poll(
        &self,
        reading: &mut Self::Reading,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Form<B>, FormError>>;

    /// Returns the service that is ready, and leaves a clone of it in `service`.
    #[doc(hidden)]
    fn take_ready(reading: &Self::Reading, service: &mut S) -> S;
}

/// The result of starting to read a form.
#[expect(
    unnameable_types,
    reason = "only the modes and the layers use this type"
)]
#[derive(Debug)]
pub enum Start<B, R> {
    /// The form was read to its end.
    Read(Form<B>),
    /// The rest of the form has not arrived yet.
    Reading(R),
}

mod sealed {
    #[expect(
        unnameable_types,
        reason = "other crates cannot name this trait, so they cannot implement it"
    )]
    pub trait Sealed {}
}

/// The default mode: reads forms, and rebuilds their bodies with `From<Bytes>`.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Forms;

/// The mode that reads no bodies, and has no requirements on the body and the service.
///
/// The layer refuses a form, unless its `Content-Length` is 0.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct UntouchedBodies;

/// The mode that reads forms, and rebuilds their bodies with a function.
pub struct RebuildBody<B>(fn(Bytes) -> B);

impl<B> RebuildBody<B> {
    /// Creates the mode with a function that makes a body from bytes.
    pub(crate) fn new(rebuild: fn(Bytes) -> B) -> Self {
        Self(rebuild)
    }
}

// Not derived: `derive` would require `B: Clone`, and copying the function does not need it.
impl<B> Clone for RebuildBody<B> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<B> fmt::Debug for RebuildBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RebuildBody").finish_non_exhaustive()
    }
}

impl sealed::Sealed for Forms {}
impl sealed::Sealed for UntouchedBodies {}
impl<B> sealed::Sealed for RebuildBody<B> {}

/// Writes the items of a mode that reads forms. `$rebuild` is the function that makes a body from
/// bytes. It may use the mode, under the name `$mode`.
///
/// A macro and not a blanket `impl`, because the compiler would then report a missing bound of a
/// private trait, and not the advice of [`BodyMode`].
macro_rules! read_forms {
    ($mode:ident => $rebuild:expr) => {
        const READS: bool = true;
        type Reading = FormReader<B>;

        fn start(
            &self,
            _: &HeaderMap,
            body: B,
            limit: usize,
        ) -> Result<Start<B, FormReader<B>>, FormError> {
            let $mode = self;
            start(body, limit, $rebuild)
        }

        fn poll(
            &self,
            reading: &mut FormReader<B>,
            cx: &mut Context<'_>,
        ) -> Poll<Result<Form<B>, FormError>> {
            let $mode = self;
            poll(reading, cx, $rebuild)
        }

        fn take_ready(_: &FormReader<B>, service: &mut S) -> S {
            take_ready(service)
        }
    };
}

#[diagnostic::do_not_recommend]
impl<S, B> BodyMode<S, B> for Forms
where
    S: Clone,
    B: Body + From<Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    read_forms!(_mode => B::from);
}

#[diagnostic::do_not_recommend]
impl<S, B> BodyMode<S, B> for RebuildBody<B>
where
    S: Clone,
    B: Body + Unpin,
    B::Error: Into<BoxError>,
{
    read_forms!(mode => mode.0);
}

impl<S, B> BodyMode<S, B> for UntouchedBodies {
    const READS: bool = false;
    type Reading = Infallible;

    fn start(
        &self,
        headers: &HeaderMap,
        body: B,
        _: usize,
    ) -> Result<Start<B, Infallible>, FormError> {
        let length = headers.get(header::CONTENT_LENGTH);
        if length.is_some_and(|length| length == "0") {
            Ok(Start::Read(Form::Unread(body)))
        } else {
            Err(FormError::BodiesUntouched)
        }
    }

    fn poll(
        &self,
        reading: &mut Infallible,
        _: &mut Context<'_>,
    ) -> Poll<Result<Form<B>, FormError>> {
        match *reading {}
    }

    fn take_ready(reading: &Infallible, _: &mut S) -> S {
        match *reading {}
    }
}

/// Starts to read a form. A form in memory is read to its end at once.
fn start<B>(
    body: B,
    limit: usize,
    rebuild: fn(Bytes) -> B,
) -> Result<Start<B, FormReader<B>>, FormError>
where
    B: Body + Unpin,
    B::Error: Into<BoxError>,
{
    let mut reading = FormReader::new(body, limit)?;
    // A body in memory has all its bytes at once, so it is read here without waiting. If it has
    // not, the task that waits for the response polls it again. So a waker that does nothing is
    // enough here.
    if reading.is_in_memory() {
        let mut cx = Context::from_waker(Waker::noop());
        if let Poll::Ready(read) = poll(&mut reading, &mut cx, rebuild) {
            return read.map(Start::Read);
        }
    }
    Ok(Start::Reading(reading))
}

/// Continues to read a form, and pairs its bytes with the function that makes a body from them.
fn poll<B>(
    reading: &mut FormReader<B>,
    cx: &mut Context<'_>,
    rebuild: fn(Bytes) -> B,
) -> Poll<Result<Form<B>, FormError>>
where
    B: Body + Unpin,
    B::Error: Into<BoxError>,
{
    reading.poll(cx).map_ok(|bytes| Form::Read(bytes, rebuild))
}

/// Returns the service that is ready, and leaves a clone of it in `service`.
///
/// `poll_ready` was called on the original, so the original must be called. The clone is not ready.
/// It may even never become ready while the original holds a resource that it needs, such as a
/// permit.
fn take_ready<S: Clone>(service: &mut S) -> S {
    let clone = service.clone();
    std::mem::replace(service, clone)
}
