//! The errors of the endpoints that issue credentials.

use http::{Response, StatusCode};

use crate::box_error::BoxError;
use crate::protocol::percent_encode;
use crate::verify::{SharedError, refusal};

/// Error returned when an endpoint does not issue credentials or does not accept a decision.
///
/// The [`VerifyLayer`](crate::verify::VerifyLayer) in front of the endpoint has already checked the
/// signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GrantError {
    /// A required parameter is missing or empty: `oauth_callback` (section 2.1) or `oauth_verifier`
    /// (section 2.3), or a parameter of a session or of xAuth.
    #[error("the parameter `{0}` is missing or empty")]
    MissingParameter(&'static str),
    /// The client did not register this callback.
    #[error("the client did not register this callback")]
    Callback,
    /// A request for temporary credentials, or a request with a password, is signed with a token.
    #[error("a request for temporary credentials, or with a password, must not have a token")]
    Token,
    /// The request has more parameters beside those of the protocol than the
    /// [`parameter_limits`](super::Grants::parameter_limits) allow.
    #[error(
        "the parameter {name:?} is one too many: a grant keeps {parameters} parameters beside those of the protocol, and {bytes} bytes of them; if clients need more, raise `Grants::parameter_limits`"
    )]
    TooManyParameters {
        /// The name of the first parameter that is too many (decoded), or its first 64 characters.
        name: String,
        /// How many parameters a grant keeps.
        parameters: usize,
        /// How many bytes of names and values a grant keeps.
        bytes: usize,
    },
    /// A parameter beside those of the protocol is not UTF-8.
    #[error("the parameter {name:?} is not UTF-8")]
    Malformed {
        /// The name of the parameter (decoded), or its first 64 characters. Bytes that are not
        /// UTF-8 are replaced.
        name: String,
    },
    /// The temporary credentials are unknown, expired or already used.
    #[error("the temporary credentials are unknown, expired or already used")]
    Temporary,
    /// The resource owner has not approved the request yet.
    #[error("the resource owner has not approved the request")]
    NotApproved,
    /// The verifier is not the one from the resource owner's approval.
    #[error("wrong verifier")]
    Verifier,
    /// The token cannot be renewed: it is unknown, already renewed or not renewable, or the session
    /// handle is wrong.
    #[error(
        "the token is unknown, already renewed or not renewable, or the session handle is wrong"
    )]
    Session,
    /// The session has ended, and the client must ask the resource owner again.
    #[error("the session has ended; the client must ask the user again")]
    SessionExpired,
    /// `x_auth_mode` is not `client_auth`.
    #[error("`x_auth_mode` must be `client_auth`")]
    PasswordMode,
    /// The client may not use passwords: see
    /// [`allow_passwords`](crate::verify::RegisteredClient::allow_passwords).
    #[error("the client may not use passwords; register it with `allow_passwords`")]
    PasswordsNotAllowed,
    /// The username or the password is wrong.
    #[error("wrong username or password")]
    Password,
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
            Self::MissingParameter(_)
            | Self::Callback
            | Self::Token
            | Self::TooManyParameters { .. }
            | Self::Malformed { .. }
            | Self::PasswordMode => StatusCode::BAD_REQUEST,
            Self::Temporary
            | Self::NotApproved
            | Self::Verifier
            | Self::Session
            | Self::SessionExpired
            | Self::PasswordsNotAllowed
            | Self::Password => StatusCode::UNAUTHORIZED,
            Self::Store(_) | Self::Random(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Returns the response to the client.
    ///
    /// The response has the [`status`](Self::status) and a `WWW-Authenticate` challenge with this
    /// realm (decoded). Unless the server itself failed, the challenge also contains a problem
    /// report, and the body is the same report as a form. This error is in the extensions of the
    /// response.
    ///
    /// A realm with control characters is left out, because a header cannot carry it.
    ///
    /// ```
    /// use tower_oauth1::grant::GrantError;
    ///
    /// let refused = GrantError::Verifier.response("Photos");
    /// assert_eq!(refused.status(), 401);
    /// let challenge = "OAuth realm=\"Photos\", oauth_problem=\"verifier_invalid\"";
    /// assert_eq!(refused.headers()["www-authenticate"], challenge);
    /// assert_eq!(refused.body(), "oauth_problem=verifier_invalid");
    /// ```
    pub fn response(&self, realm: &str) -> Response<String> {
        let (problem, parameter) = match self {
            Self::MissingParameter(name) => ("parameter_absent", Some(*name)),
            Self::Callback => ("parameter_rejected", Some("oauth_callback")),
            Self::Token => ("parameter_rejected", Some("oauth_token")),
            Self::PasswordMode => ("parameter_rejected", Some("x_auth_mode")),
            Self::TooManyParameters { name, .. } | Self::Malformed { name } => {
                ("parameter_rejected", Some(name.as_str()))
            }
            Self::Temporary | Self::Session => ("token_rejected", None),
            Self::SessionExpired => ("token_expired", None),
            Self::PasswordsNotAllowed | Self::Password => ("permission_denied", None),
            Self::NotApproved => ("token_not_authorized", None),
            Self::Verifier => ("verifier_invalid", None),
            Self::Store(_) | Self::Random(_) => ("", None),
        };
        let mut report = vec![("oauth_problem", problem.to_owned())];
        let list = match self {
            Self::MissingParameter(_) => "oauth_parameters_absent",
            _ => "oauth_parameters_rejected",
        };
        // The names of a list are encoded, and the report encodes the list a second time.
        let encoded = parameter.map(|name| percent_encode(name.as_bytes()).into_owned());
        report.extend(encoded.map(|names| (list, names)));
        report.retain(|(_, value)| !value.is_empty());
        let mut response = refusal(self.status(), realm, &report);
        response.extensions_mut().insert(self.clone());
        response
    }

    pub(super) fn store(error: impl Into<BoxError>) -> Self {
        Self::Store(SharedError::new(error.into()))
    }
}
