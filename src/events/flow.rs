//! The spans of the authorization flow, and the events inside them.

use std::future::Future;

use http::{Method, StatusCode, Uri};
use tracing::Instrument as _;
use tracing::instrument::Instrumented;

use super::fields::{address, port, refused, scheme, signed, text};
use crate::protocol::{Problem, ProtocolParameters, Transmission};

const TARGET: &str = "tower_oauth1::flow";

/// The span of a step.
pub(crate) struct StepSpan(tracing::Span);

/// Creates the function that creates the span of a step. Spans need a constant name.
macro_rules! step_span {
    ($(#[$docs:meta])* $step:ident) => {
        $(#[$docs])*
        pub(crate) fn $step(endpoint: Option<&Uri>, client_identifier: &str) -> StepSpan {
            StepSpan(tracing::debug_span!(
                target: TARGET,
                stringify!($step),
                url.scheme = endpoint.and_then(|uri| scheme(uri, None)),
                server.address = endpoint.and_then(|uri| address(uri, None)),
                server.port = endpoint.and_then(|uri| port(uri, None)),
                url.path = endpoint.map(|uri| text(uri.path())),
                oauth.client_identifier = text(client_identifier),
            ))
        }
    };
}

step_span! {
    /// The client requests temporary credentials (RFC 5849 section 2.1).
    temporary_credentials
}

step_span! {
    /// The client requests token credentials (RFC 5849 section 2.3).
    token_credentials
}

impl StepSpan {
    /// Returns a future that enters the span whenever it is polled.
    pub(crate) fn around<F: Future>(self, future: F) -> Instrumented<F> {
        future.instrument(self.0)
    }
}

/// The request of a step was signed.
pub(crate) fn signed(
    method: &Method,
    uri: &Uri,
    parameters: &ProtocolParameters,
    transmission: Transmission,
) {
    signed!(TARGET, method, uri, None, parameters, Some(transmission));
}

/// The server refused the request of a step.
pub(crate) fn refused(
    method: &Method,
    uri: &Uri,
    status: StatusCode,
    problem: Option<&Problem>,
    hint: Option<&'static str>,
) {
    let problem = problem.and_then(Problem::shown_name);
    let (advice, skew) = ((None::<&str>, hint), None::<(i64, bool)>);
    refused!(TARGET, method, uri, None, status, problem, advice, skew);
}
