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
    /// The request for temporary credentials has more parameters beside those of the protocol than
    /// the [`parameter_limit`](super::Grants::parameter_limit).
    #[error(
        "the request has more than {limit} parameters beside those of the protocol; if clients need more, raise `Grants::parameter_limit`"
    )]
    TooManyParameters {
        /// The limit.
        limit: usize,
        /// The name of the first parameter that is too many (decoded), or its first 64 characters.
        name: String,
    },
    /// The parameters beside those of the protocol are longer than the
    /// [`parameter_size_limit`](super::Grants::parameter_size_limit).
    #[error(
        "the parameters beside those of the protocol are longer than {limit} bytes; if clients need more, raise `Grants::parameter_size_limit`"
    )]
    ParametersTooLong {
        /// The limit, in bytes.
        limit: usize,
        /// The name of the parameter that reaches the limit (decoded), or its first 64 characters.
        name: String,
    },
    /// The name or the value of this parameter is not UTF-8. Contains the name (decoded), or its
    /// first 64 characters.
    #[error("the parameter {0:?} is not UTF-8")]
    Malformed(String),
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
    /// The token was revoked, and the client must ask the resource owner again.
    #[error("the token was revoked; the client must ask the user again")]
    TokenRevoked,
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
    /// The function of [`VerifierPolicy::custom`](super::VerifierPolicy::custom) returned a
    /// verifier that is empty or longer than 256 bytes. This is a mistake of the server.
    #[error("`VerifierPolicy::custom` returned a verifier that is empty or longer than 256 bytes")]
    VerifierPolicy,
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
            | Self::ParametersTooLong { .. }
            | Self::Malformed(_)
            | Self::PasswordMode => StatusCode::BAD_REQUEST,
            Self::Temporary
            | Self::NotApproved
            | Self::Verifier
            | Self::Session
            | Self::TokenRevoked
            | Self::SessionExpired
            | Self::PasswordsNotAllowed
            | Self::Password => StatusCode::UNAUTHORIZED,
            Self::VerifierPolicy | Self::Store(_) | Self::Random(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
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
        let mut report = Vec::new();
        if let Some(problem) = self.problem() {
            report.push(("oauth_problem", problem.to_owned()));
        }
        if let Self::MissingParameter(name) = self {
            report.push(("oauth_parameters_absent", (*name).to_owned()));
        }
        if let Some(name) = self.rejected_parameter() {
            // The report encodes the name a second time, because it is a list of encoded names.
            let name = percent_encode(name.as_bytes()).into_owned();
            report.push(("oauth_parameters_rejected", name));
        }
        let mut response = refusal(self.status(), realm, &report);
        response.extensions_mut().insert(self.clone());
        response
    }

    /// Returns the name of this error in the problem reporting extension.
    fn problem(&self) -> Option<&'static str> {
        match self {
            Self::MissingParameter(_) => Some("parameter_absent"),
            Self::Callback
            | Self::Token
            | Self::TooManyParameters { .. }
            | Self::ParametersTooLong { .. }
            | Self::Malformed(_)
            | Self::PasswordMode => Some("parameter_rejected"),
            Self::Temporary | Self::Session => Some("token_rejected"),
            Self::TokenRevoked => Some("token_revoked"),
            Self::SessionExpired => Some("token_expired"),
            Self::PasswordsNotAllowed | Self::Password => Some("permission_denied"),
            Self::NotApproved => Some("token_not_authorized"),
            Self::Verifier => Some("verifier_invalid"),
            Self::VerifierPolicy | Self::Store(_) | Self::Random(_) => None,
        }
    }

    /// Returns the parameter that is the reason of this error.
    fn rejected_parameter(&self) -> Option<&str> {
        match self {
            Self::Callback => Some("oauth_callback"),
            Self::Token => Some("oauth_token"),
            Self::PasswordMode => Some("x_auth_mode"),
            Self::TooManyParameters { name, .. }
            | Self::ParametersTooLong { name, .. }
            | Self::Malformed(name) => Some(name),
            _ => None,
        }
    }

    pub(super) fn store(error: impl Into<BoxError>) -> Self {
        Self::Store(SharedError::new(error.into()))
    }
}
