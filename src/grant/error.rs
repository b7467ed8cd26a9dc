//! The errors of the endpoints that issue credentials.

use http::{Response, StatusCode};

use crate::box_error::BoxError;
use crate::verify::{SharedError, refusal};

/// Error returned when an endpoint does not issue credentials or does not accept a decision.
///
/// The [`VerifyLayer`](crate::verify::VerifyLayer) in front of the endpoint has already checked the
/// signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GrantError {
    /// A required parameter is missing or empty: `oauth_callback` (section 2.1) or `oauth_verifier`
    /// (section 2.3).
    #[error("the parameter `{0}` is missing or empty")]
    MissingParameter(&'static str),
    /// The client did not register this callback.
    #[error("the client did not register this callback")]
    Callback,
    /// The request for temporary credentials is signed with a token.
    #[error("a request for temporary credentials must not have a token")]
    Token,
    /// The temporary credentials are unknown, expired or already used.
    #[error("the temporary credentials are unknown, expired or already used")]
    Temporary,
    /// The resource owner has not approved the request yet.
    #[error("the resource owner has not approved the request")]
    NotApproved,
    /// The verifier is not the one from the resource owner's approval.
    #[error("wrong verifier")]
    Verifier,
    /// The credential store or the grant store failed.
    #[error("the credential store or the grant store failed")]
    Store(#[source] SharedError),
    /// The random number generator of the operating system failed.
    #[error("the operating system did not provide random bytes")]
    Random(#[source] SharedError),
}

impl GrantError {
    /// Returns the status of the response to the client (section 3.2).
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingParameter(_) | Self::Callback | Self::Token => StatusCode::BAD_REQUEST,
            Self::Temporary | Self::NotApproved | Self::Verifier => StatusCode::UNAUTHORIZED,
            Self::Store(_) | Self::Random(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Returns the response to the client.
    ///
    /// The response has the [`status`](Self::status) and a `WWW-Authenticate` challenge with this
    /// realm (decoded). Unless the server itself failed, the challenge also contains a problem
    /// report. This error is in the extensions of the response. The body is `B::default()`.
    ///
    /// A realm with control characters is left out, because a header cannot carry it.
    ///
    /// ```
    /// use tower_oauth1::grant::GrantError;
    ///
    /// let refused = GrantError::Verifier.response::<String>("Photos");
    /// assert_eq!(refused.status(), 401);
    /// let challenge = "OAuth realm=\"Photos\", oauth_problem=\"verifier_invalid\"";
    /// assert_eq!(refused.headers()["www-authenticate"], challenge);
    /// ```
    pub fn response<B: Default>(&self, realm: &str) -> Response<B> {
        let (problem, about) = match self {
            Self::MissingParameter(name) => {
                ("parameter_absent", Some(("oauth_parameters_absent", *name)))
            }
            Self::Callback => ("parameter_rejected", Some(REJECTED_CALLBACK)),
            Self::Token => ("parameter_rejected", Some(REJECTED_TOKEN)),
            Self::Temporary => ("token_rejected", None),
            Self::NotApproved => ("token_not_authorized", None),
            Self::Verifier => ("verifier_invalid", None),
            Self::Store(_) | Self::Random(_) => ("", None),
        };
        let mut report = vec![("oauth_problem", problem.to_owned())];
        report.extend(about.map(|(name, value)| (name, value.to_owned())));
        report.retain(|(_, value)| !value.is_empty());
        let mut response = refusal(self.status(), realm, &report);
        response.extensions_mut().insert(self.clone());
        response
    }

    pub(super) fn store(error: impl Into<BoxError>) -> Self {
        Self::Store(SharedError::new(error.into()))
    }
}

const REJECTED_CALLBACK: (&str, &str) = ("oauth_parameters_rejected", "oauth_callback");
const REJECTED_TOKEN: (&str, &str) = ("oauth_parameters_rejected", "oauth_token");
