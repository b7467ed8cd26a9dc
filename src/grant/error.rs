//! Why an endpoint gives no credentials.

use http::{Response, StatusCode};

use crate::box_error::BoxError;
use crate::verify::{SharedError, refusal};

/// Why an endpoint gives no credentials, or takes no decision. The request was rightly signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GrantError {
    /// A required parameter is missing or empty: `oauth_callback` (section 2.1) or `oauth_verifier`
    /// (section 2.3).
    #[error("the parameter `{0}` is missing or empty")]
    MissingParameter(&'static str),
    /// The callback is none that the client registered.
    #[error("the client did not register this callback")]
    Callback,
    /// Temporary credentials were asked for on behalf of a token.
    #[error("a request for temporary credentials has a token")]
    Token,
    /// There are no such temporary credentials: they expired, or were decided or exchanged already.
    #[error("the temporary credentials are unknown, expired, or used already")]
    Temporary,
    /// The resource owner did not approve yet.
    #[error("the resource owner did not approve")]
    NotApproved,
    /// The verifier is another than the one that the resource owner was sent back with.
    #[error("the verifier is wrong")]
    Verifier,
    /// A store failed.
    #[error("a store failed")]
    Store(#[source] SharedError),
    /// The operating system's generator failed.
    #[error("the operating system gives no random bytes")]
    Random(#[source] SharedError),
}

impl GrantError {
    /// The status to answer with (section 3.2).
    pub fn status(&self) -> StatusCode {
        match self {
            Self::MissingParameter(_) | Self::Callback | Self::Token => StatusCode::BAD_REQUEST,
            Self::Temporary | Self::NotApproved | Self::Verifier => StatusCode::UNAUTHORIZED,
            Self::Store(_) | Self::Random(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The answer to the client: the status, a challenge with this realm (decoded) and a problem
    /// report, and this reason in the extensions. A realm with control characters is left out.
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
