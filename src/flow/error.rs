//! What can go wrong on the way to a token.

use std::error::Error;
use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::endpoints::{Endpoint, EndpointError, UnusableEndpoint};
use super::redirect::RedirectError;
use super::response::error::ResponseError;
use super::step::FlowStep;
use crate::box_error::BoxError;
use crate::protocol::{Problem, SignError};

/// A step of the dance that failed: which one, why, and what the server had answered.
///
/// Where the server reports a problem by one of the names that the extension specifies
/// (`timestamp_refused`), the message says it; [`problem`](Self::problem) has the rest of the report.
/// The answer's body is in no message and no `Debug`, since it may hold credentials;
/// [`body`](Self::body) hands it out.
pub struct FlowError(Box<Failure>);

// Behind a pointer, so that a step's result stays small.
struct Failure {
    step: FlowStep,
    kind: FlowErrorKind,
    status: Option<StatusCode>,
    problem: Option<Problem>,
    body: Option<Bytes>,
}

/// Why a step of the dance failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FlowErrorKind {
    /// An endpoint cannot be used. Nothing was sent.
    #[error("the {endpoint} endpoint cannot be used")]
    Endpoint {
        /// Which one it is.
        endpoint: Endpoint,
        /// What is wrong with it.
        source: EndpointError,
    },
    /// The request could not be signed. Nothing was sent.
    #[error("the request cannot be signed")]
    Sign(#[source] SignError),
    /// What came back from the user is not what this dance waits for. Nothing was sent.
    #[error(transparent)]
    Verifier(RedirectError),
    /// The HTTP service failed. Its error is the source.
    #[error("the HTTP service failed")]
    Service(#[source] BoxError),
    /// The server answered with a redirect, which is never followed.
    #[error("the server answered with a redirect, which is not followed; correct the endpoint")]
    Redirect,
    /// The server answered with a status that is neither 2xx nor a redirect.
    #[error("the server refused")]
    Refused,
    /// The server answered with success, and without usable credentials.
    #[error(transparent)]
    Response(ResponseError),
}

impl From<UnusableEndpoint> for FlowErrorKind {
    fn from(UnusableEndpoint { endpoint, source }: UnusableEndpoint) -> Self {
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

    pub(super) fn with_answer(
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

    /// The step that failed.
    pub fn step(&self) -> FlowStep {
        self.0.step
    }

    /// Why it failed.
    pub fn kind(&self) -> &FlowErrorKind {
        &self.0.kind
    }

    /// The status of the server's answer, where there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// What the server reports of why it refused, in its answer's headers or body: `oauth_problem` and
    /// its advice.
    pub fn problem(&self) -> Option<&Problem> {
        self.0.problem.as_ref()
    }

    /// The body of the server's answer as it came, where it was read. It may hold credentials, and
    /// text that an attacker chose.
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed: {}", self.0.step, self.0.kind)?;
        let refused = matches!(self.0.kind, FlowErrorKind::Refused);
        if refused && self.body().is_some_and(|body| !body.is_empty()) {
            f.write_str("; `FlowError::body` has its own words")?;
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
