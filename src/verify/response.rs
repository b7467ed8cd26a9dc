//! Responses to refused requests (RFC 5849 sections 3.2 and 3.5.1, and the problem reporting
//! extension).

use http::{HeaderValue, Response, StatusCode, header};

use super::error::VerifyError;
use crate::protocol::{ProtocolParameters, percent_encode};

impl VerifyError {
    /// Returns the response to the refused request.
    ///
    /// The response has the [`status`](Self::status) and a `WWW-Authenticate` challenge with this
    /// realm (decoded). If the problem reporting extension has a name for the error, the challenge
    /// also contains a problem report. This error is in the extensions of the response. The body is
    /// `B::default()`.
    ///
    /// A wrong client, token, signature and body hash are all reported as `signature_invalid`. A
    /// realm with control characters is left out, because a header cannot carry it.
    ///
    /// ```
    /// use tower_oauth1::VerifyError;
    ///
    /// let refused = VerifyError::SignatureInvalid.response::<String>("Photos");
    /// let challenge = "OAuth realm=\"Photos\", oauth_problem=\"signature_invalid\"";
    /// assert_eq!(refused.headers()["www-authenticate"], challenge);
    /// assert_eq!(refused.extensions().get(), Some(&VerifyError::SignatureInvalid));
    /// ```
    pub fn response<B: Default>(&self, realm: &str) -> Response<B> {
        let mut report = Vec::new();
        if let Some(problem) = self.problem() {
            report.push(("oauth_problem", problem.to_owned()));
        }
        match self {
            Self::MissingParameter(name) => {
                report.push(("oauth_parameters_absent", (*name).to_owned()))
            }
            Self::Malformed(name) | Self::TooLong { name, .. } => {
                report.push(("oauth_parameters_rejected", (*name).to_owned()))
            }
            Self::UnexpectedHeaderParameter { name } => {
                // The names in this list are percent-encoded a second time.
                let name = percent_encode(name.as_bytes()).into_owned();
                report.push(("oauth_parameters_rejected", name));
            }
            Self::Version => report.push(("oauth_acceptable_versions", "1.0-1.0".to_owned())),
            Self::Timestamp { acceptable } => {
                let (from, to) = acceptable.clone().into_inner();
                report.push(("oauth_acceptable_timestamps", format!("{from}-{to}")));
            }
            _ => {}
        }
        let mut response = refusal(self.status(), realm, &report);
        response.extensions_mut().insert(self.clone());
        response
    }

    /// Returns the name of this error in the problem reporting extension.
    fn problem(&self) -> Option<&'static str> {
        match self {
            Self::MissingParameter(_) => Some("parameter_absent"),
            Self::Malformed(_)
            | Self::MalformedHeader
            | Self::MultipleHeaders
            | Self::MultipleTransmissions
            | Self::UnexpectedHeaderParameter { .. }
            | Self::TooManyParameters { .. }
            | Self::HeaderTooLong { .. }
            | Self::TooLong { .. }
            | Self::DuplicateParameter
            | Self::BodyHashOfForm => Some("parameter_rejected"),
            Self::Version => Some("version_rejected"),
            Self::SignatureMethod | Self::PlaintextWithoutTls => Some("signature_method_rejected"),
            Self::Timestamp { .. } => Some("timestamp_refused"),
            Self::NonceUsed => Some("nonce_used"),
            Self::TokenExpired => Some("token_expired"),
            Self::TokenRevoked => Some("token_revoked"),
            Self::SignatureInvalid | Self::BodyHash => Some("signature_invalid"),
            Self::Unsigned
            | Self::Target(_)
            | Self::FormNeeded
            | Self::BodyNeeded
            | Self::FormWithContentEncoding
            | Self::AmbiguousContentType
            | Self::UnexpectedForm
            | Self::UnexpectedBodyHash
            | Self::BodyTooLong { .. }
            | Self::Trailers
            | Self::BodyUnreadable(_)
            | Self::Store(_) => None,
        }
    }
}

/// Returns a response with a challenge and an empty body.
pub(crate) fn refusal<B: Default>(
    status: StatusCode,
    realm: &str,
    report: &[(&str, String)],
) -> Response<B> {
    let mut response = Response::new(B::default());
    *response.status_mut() = status;
    let challenge = challenge(realm, report);
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, challenge);
    response
}

/// Returns the value of `WWW-Authenticate`. A challenge has the same syntax as an `Authorization`
/// header.
///
/// The header is not marked as sensitive, because it contains no secrets.
fn challenge(realm: &str, report: &[(&str, String)]) -> HeaderValue {
    let mut challenge = ProtocolParameters::with_realm(realm).unwrap_or_default();
    for (name, value) in report {
        challenge.push(name, value);
    }
    let mut challenge = challenge.authorization_header();
    challenge.set_sensitive(false);
    challenge
}
