//! The errors of the authorization flow.

use std::error::Error;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri};

use super::causes::causes;
use super::endpoint_error::{Endpoint, EndpointError, UnusableEndpoint};
use super::redirect::RedirectError;
use super::response::compression;
use super::response::error::ResponseError;
use super::sent::SentRequest;
use super::step::FlowStep;
use crate::box_error::BoxError;
use crate::protocol::{Explanation, Problem, SignError};

/// Error returned when a step of the authorization flow fails.
///
/// It contains the step and the reason. If the server responded, it also contains the status, the
/// headers, the problem and the body of the response. The error message names the endpoint (its
/// URI, without a query) and the cause, and says what to do. Print it for users with
/// `eprintln!("{error}")`. It contains the text of [`source`](Error::source) and of its sources, so
/// do not print these again. `Debug` output begins with the message, because `main` prints the
/// errors that it returns with `Debug`.
///
/// The text of your HTTP client's error is part of the message. Queries of URLs in it are hidden,
/// and it ends after 512 characters.
///
/// Servers can report the reason with the Problem Reporting extension. The error message contains
/// the name of the problem, such as `timestamp_refused`, and the names of the parameters that
/// belong to it. A name that the server chose is only shown if it has at most 40 characters, all of
/// them letters, `_` or `-`. [`problem`](Self::problem) returns the full report.
///
/// Other servers describe the reason in a text of their own, some of them with a status of success.
/// The error message and the `Debug` output never contain the response body, because it may hold
/// credentials. [`body`](Self::body) returns it.
///
/// ```
/// use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Endpoints, Signer};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
/// # let at = |path: &str| format!("https://photos.example.net/{path}").parse();
/// # let endpoints = Endpoints::new(at("initiate")?, at("authorize")?, at("token")?);
/// let mut http = tower::service_fn(|_: http::Request<String>| async {
///     let response = http::Response::builder().header("x-request-id", "7");
///     response.body("Error: oauth_callback must be set".to_owned())
/// });
/// let flow = AuthorizationFlow::new(signer, endpoints);
/// let refused = flow.request_temporary_credentials(&mut http, Callback::Omitted).await;
/// let error = refused.unwrap_err();
/// eprintln!("{error}");
/// assert_eq!(error.body(), Some(&b"Error: oauth_callback must be set"[..]));
/// assert_eq!(error.headers().unwrap()["x-request-id"], "7");
/// if let Some(signed) = error.explanation() {
///     eprintln!("{signed}");
/// }
/// # assert!(error.explanation().is_some());
/// # Ok(())
/// # }
/// ```
pub struct FlowError(Box<Failure>);

// Boxed, so that the `Result` of a step stays small.
struct Failure {
    step: FlowStep,
    kind: FlowErrorKind,
    /// The URI that the request was for, without its query.
    endpoint: Option<String>,
    response: Option<RefusedResponse>,
    explanation: Option<Explanation>,
}

/// The response that a step failed with.
pub(super) struct RefusedResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) problem: Option<Problem>,
    pub(super) body: Result<Bytes, NoBody>,
}

/// Why there is no response body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoBody {
    /// It is longer than the limit.
    TooLong,
    /// It did not arrive completely.
    Incomplete,
    /// It was not read.
    NotRead,
}

/// The reason for a [`FlowError`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FlowErrorKind {
    /// An endpoint cannot be used. Nothing was sent.
    #[error("the {endpoint} cannot be used: {source}")]
    Endpoint {
        /// The endpoint.
        endpoint: Endpoint,
        /// The reason.
        source: EndpointError,
    },
    /// The request could not be signed. Nothing was sent.
    #[error("the request cannot be signed: {}", causes(.0))]
    Sign(#[source] SignError),
    /// The callback or PIN cannot complete this authorization. Nothing was sent.
    #[error(transparent)]
    Callback(RedirectError),
    /// The HTTP service failed. The source is its error.
    #[error(
        "your HTTP client failed, so no response arrived: {}; check the network, DNS, TLS and the timeout",
        causes(&**.0)
    )]
    Service(#[source] BoxError),
    /// The server responded with a redirect. The flow never follows redirects.
    #[error(
        "the server responded with a redirect, which is not followed; take the URI of the endpoint from the provider's documentation"
    )]
    UnexpectedRedirect,
    /// The server responded with a status that is neither 2xx nor a redirect.
    #[error("the server refused the request")]
    Refused,
    /// The server responded with a 2xx status, but the response contains no usable credentials.
    #[error(transparent)]
    Response(ResponseError),
}

impl FlowError {
    pub(super) fn new(step: FlowStep, kind: FlowErrorKind) -> Self {
        Self(Box::new(Failure {
            step,
            kind,
            endpoint: None,
            response: None,
            explanation: None,
        }))
    }

    /// Creates the error for an endpoint that cannot be used.
    pub(super) fn unusable(step: FlowStep, unusable: UnusableEndpoint<'_>) -> Self {
        let UnusableEndpoint {
            uri,
            endpoint,
            source,
        } = unusable;
        let error = Self::new(step, FlowErrorKind::Endpoint { endpoint, source });
        match uri {
            Some(uri) => error.with_endpoint(uri),
            None => error,
        }
    }

    pub(super) fn with_response(mut self, response: RefusedResponse) -> Self {
        self.0.response = Some(response);
        self
    }

    pub(super) fn with_endpoint(mut self, endpoint: &Uri) -> Self {
        let scheme = endpoint.scheme_str();
        let scheme = scheme.map(|scheme| format!("{scheme}://"));
        let scheme = scheme.unwrap_or_default();
        let host = endpoint.host().unwrap_or_default();
        let port = endpoint.port().map(|port| format!(":{port}"));
        let (port, path) = (port.unwrap_or_default(), endpoint.path());
        self.0.endpoint = Some(format!("{scheme}{host}{port}{path}"));
        self
    }

    pub(super) fn with_request(mut self, request: &SentRequest) -> Self {
        self.0.explanation = request.explain();
        self.with_endpoint(&request.parts.uri)
    }

    pub(super) fn endpoint(&self) -> Option<&str> {
        self.0.endpoint.as_deref()
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
        self.0.response.as_ref().map(|response| response.status)
    }

    /// Returns the headers of the response, or `None` if there was no response.
    ///
    /// They contain what the message does not repeat, for example the `Location` of a redirect with
    /// its query, the `Retry-After` of a 429, or a header with which the provider explains errors.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.response.as_ref().map(|response| &response.headers)
    }

    /// Returns the problem that the server reported in the headers or the body of the response:
    /// `oauth_problem` and its advice.
    pub fn problem(&self) -> Option<&Problem> {
        self.0.response.as_ref()?.problem.as_ref()
    }

    /// Returns the body of the response as it was received, or `None` if it was not read.
    ///
    /// The body may contain credentials, and text that was chosen by an attacker.
    pub fn body(&self) -> Option<&[u8]> {
        let body = self.0.response.as_ref()?.body.as_ref();
        body.ok().map(Bytes::as_ref)
    }

    /// Returns why there is no body.
    pub(super) fn no_body(&self) -> Option<NoBody> {
        self.0.response.as_ref()?.body.as_ref().err().copied()
    }

    /// Returns what was signed, or `None` if nothing was sent.
    ///
    /// Compare it with what the server expects: see [`Explanation::diff`]. It contains the
    /// parameters of the request. `Display` and `Debug` of the explanation hide the values of
    /// parameters whose names sound like secrets.
    pub fn explanation(&self) -> Option<&Explanation> {
        self.0.explanation.as_ref()
    }

    /// Returns whether the user denied access, as far as the server says so.
    ///
    /// Servers say it in different ways. This function returns `true` for a callback with `denied`,
    /// for a callback without a verifier, for an empty verifier or PIN, and for a callback or a
    /// response with the problem `permission_denied` or `user_refused`. A server that does not
    /// support OAuth 1.0a also sends a callback without a verifier.
    ///
    /// A callback with `denied` has no `oauth_token`, so a website finds the authorization with
    /// [`PendingAuthorization::identifier_from_callback`](crate::PendingAuthorization::identifier_from_callback).
    pub fn is_denied(&self) -> bool {
        match self.kind() {
            FlowErrorKind::Callback(error) => matches!(
                error,
                RedirectError::Denied
                    | RedirectError::MissingVerifier
                    | RedirectError::EmptyVerifier
            ),
            _ => self.has_problem(&["permission_denied", "user_refused"]),
        }
    }

    /// Returns whether the server says that the credentials of this step are no longer valid. Start
    /// a new authorization.
    ///
    /// This function returns `true` for the problems `token_expired`, `token_revoked` and
    /// `token_used`, in a response or in the callback. The credentials are the temporary
    /// credentials, or the token credentials if they are renewed.
    pub fn is_expired(&self) -> bool {
        const EXPIRED: [&str; 3] = ["token_expired", "token_revoked", "token_used"];
        match self.kind() {
            FlowErrorKind::Callback(RedirectError::Problem { name }) => {
                name.is_some_and(|name| EXPIRED.contains(&name))
            }
            _ => self.has_problem(&EXPIRED),
        }
    }

    fn has_problem(&self, names: &[&str]) -> bool {
        let problem = self.problem();
        problem.is_some_and(|problem| names.contains(&problem.name()))
    }

    /// Returns the coding of a body that should have been decompressed.
    pub(super) fn coding(&self) -> Option<&'static str> {
        compression::coding(self.headers()?, self.body()?)
    }
}

impl Error for FlowError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.kind.source()
    }
}
