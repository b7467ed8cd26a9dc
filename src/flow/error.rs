//! The errors of the authorization flow.

use std::error::Error;
use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::endpoint_error::{Endpoint, EndpointError, UnusableEndpoint};
use super::redirect::RedirectError;
use super::response::error::ResponseError;
use super::step::FlowStep;
use crate::box_error::BoxError;
use crate::protocol::{Problem, SignError};

/// Error returned when a step of the authorization flow fails.
///
/// It contains the step and the reason. If the server responded, it also contains the status, the
/// problem and the body of the response.
///
/// Servers can report the reason with the Problem Reporting extension. If the problem has a name
/// that the extension specifies, such as `timestamp_refused`, the error message contains this name.
/// [`problem`](Self::problem) returns the full report.
///
/// The error message and the `Debug` output never contain the response body, because it may hold
/// credentials. [`body`](Self::body) returns it.
pub struct FlowError(Box<Failure>);

// Boxed, so that the `Result` of a step stays small.
struct Failure {
    step: FlowStep,
    kind: FlowErrorKind,
    status: Option<StatusCode>,
    problem: Option<Problem>,
    body: Option<Bytes>,
}

/// The reason for a [`FlowError`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FlowErrorKind {
    /// An endpoint cannot be used. Nothing was sent.
    #[error("the {endpoint} endpoint cannot be used")]
    Endpoint {
        /// The endpoint.
        endpoint: Endpoint,
        /// The reason.
        source: EndpointError,
    },
    /// The request could not be signed. Nothing was sent.
    #[error("the request cannot be signed")]
    Sign(#[source] SignError),
    /// The callback or PIN cannot complete this authorization. Nothing was sent.
    #[error(transparent)]
    Callback(RedirectError),
    /// The HTTP service failed. The source is its error.
    #[error("the HTTP service failed")]
    Service(#[source] BoxError),
    /// The server responded with a redirect. The flow never follows redirects.
    #[error(
        "the server responded with a redirect, which is not followed; correct the URI of the endpoint"
    )]
    UnexpectedRedirect,
    /// The server responded with a status that is neither 2xx nor a redirect.
    #[error("the server refused the request")]
    Refused,
    /// The server responded with a 2xx status, but the response contains no usable credentials.
    #[error(transparent)]
    Response(ResponseError),
}

impl FlowErrorKind {
    /// Returns the reason for an endpoint that cannot be used. Not a `From`, because other crates
    /// could not use it.
    pub(super) fn from_endpoint(UnusableEndpoint { endpoint, source }: UnusableEndpoint) -> Self {
        Self::Endpoint { endpoint, source }
    }
}

impl FlowError {
    pub(super) fn new(step: FlowStep, kind: FlowErrorKind) -> Self {
        Self(Box::new(Failure {
            step,
            kind,
            status: None,
            problem: None,
            body: None,
        }))
    }

    pub(super) fn with_response(
        mut self,
        status: StatusCode,
        problem: Option<Problem>,
        body: Option<Bytes>,
    ) -> Self {
        self.0.status = Some(status);
        self.0.problem = problem;
        self.0.body = body;
        self
    }

    /// Returns the step that failed.
    pub fn step(&self) -> FlowStep {
        self.0.step
    }

    /// Returns the reason for the error.
    pub fn kind(&self) -> &FlowErrorKind {
        &self.0.kind
    }

    /// Returns the status of the response, or `None` if there was no response.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the problem that the server reported in the headers or the body of the response:
    /// `oauth_problem` and its advice.
    pub fn problem(&self) -> Option<&Problem> {
        self.0.problem.as_ref()
    }

    /// Returns the body of the response as it was received, or `None` if it was not read.
    ///
    /// The body may contain credentials, and text that was chosen by an attacker.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed: {}", self.0.step, self.0.kind)?;
        let refused = matches!(self.0.kind, FlowErrorKind::Refused);
        if refused && self.body().is_some_and(|body| !body.is_empty()) {
            f.write_str("; see `FlowError::body` for its message")?;
        }
        let problem = self.0.problem.as_ref().and_then(Problem::specified_name);
        match (self.0.status, problem) {
            (Some(status), Some(problem)) => write!(f, " ({problem}, status {status})"),
            (Some(status), None) => write!(f, " (status {status})"),
            (None, _) => Ok(()),
        }
    }
}

impl fmt::Debug for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlowError")
            .field("step", &self.0.step)
            .field("kind", &self.0.kind)
            .field("status", &self.0.status)
            .field(
                "problem",
                &self.0.problem.as_ref().and_then(Problem::specified_name),
            )
            .finish_non_exhaustive()
    }
}

impl Error for FlowError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.kind.source()
    }
}
