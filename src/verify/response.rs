//! Responses to refused requests (RFC 5849 sections 3.2 and 3.5.1, and the problem reporting
//! extension).

use http::{HeaderValue, Response, StatusCode, header};

use super::error::VerifyError;
use crate::protocol::{FORM, ProtocolParameters, percent_encode};

impl VerifyError {
    /// Returns the response to the refused request.
    ///
    /// The response has the [`status`](Self::status) and a `WWW-Authenticate` challenge with this
    /// realm (decoded). If the problem reporting extension has a name for the error, the challenge
    /// also contains a problem report, and the body is the same report as a form. If it has no name
    /// for a mistake in the body or the host, the report only has an advice. Otherwise the body is
    /// empty. This error is in the extensions of the response.
    ///
    /// A wrong client, token, signature and body hash are all reported as `signature_invalid`. A
    /// realm with control characters is left out, because a header cannot carry it.
    ///
    /// In an axum handler, the response needs no conversion. For another body type, use
    /// [`Response::map`].
    ///
    /// ```
    /// use tower_oauth1::VerifyError;
    ///
    /// let refused = VerifyError::SignatureInvalid.response("Photos");
    /// let challenge = "OAuth realm=\"Photos\", oauth_problem=\"signature_invalid\"";
    /// assert_eq!(refused.headers()["www-authenticate"], challenge);
    /// assert_eq!(refused.body(), "oauth_problem=signature_invalid");
    /// assert_eq!(refused.extensions().get(), Some(&VerifyError::SignatureInvalid));
    /// ```
    pub fn response(&self, realm: &str) -> Response<String> {
        let mut report = Vec::new();
        if let Some(problem) = self.problem() {
            report.push(("oauth_problem", problem.to_owned()));
        }
        match self {
            Self::MissingParameter(name) => {
                report.push(("oauth_parameters_absent", (*name).to_owned()))
            }
            Self::Version => report.push(("oauth_acceptable_versions", "1.0-1.0".to_owned())),
            Self::Timestamp { acceptable } => {
                let (from, to) = acceptable.clone().into_inner();
                report.push(("oauth_acceptable_timestamps", format!("{from}-{to}")));
            }
            _ => {}
        }
        if let Some(advice) = self.advice() {
            report.push(("oauth_problem_advice", advice));
        }
        let rejected = self.rejected_parameters();
        if !rejected.is_empty() {
            report.push(("oauth_parameters_rejected", rejected));
        }
        let mut response = refusal(self.status(), realm, &report);
        response.extensions_mut().insert(self.clone());
        response
    }

    /// Returns the list of the parameters that are the reason of this error. `&` separates the
    /// names, and they are percent-encoded. The report encodes the list a second time.
    fn rejected_parameters(&self) -> String {
        let names: Vec<&str> = match self {
            Self::Malformed(name) | Self::TooLong { name, .. } => vec![name],
            Self::UnexpectedHeaderParameter { name } => vec![name],
            Self::TooManyParameters { name, .. } => name.iter().map(String::as_str).collect(),
            Self::DuplicateParameter { names } | Self::MultipleTransmissions { names } => {
                names.iter().map(String::as_str).collect()
            }
            Self::BodyHashOfForm => vec!["oauth_body_hash"],
            _ => Vec::new(),
        };
        let encoded: Vec<_> = names
            .iter()
            .map(|name| percent_encode(name.as_bytes()))
            .collect();
        encoded.join("&")
    }

    /// Returns what the client can do about an error without a name. It says what the server
    /// accepts from everybody, and nothing about clients, tokens and the settings of proxies.
    fn advice(&self) -> Option<String> {
        let advice = match self {
            Self::BodyTooLong { limit } => {
                return Some(format!("send a body of at most {limit} bytes"));
            }
            Self::FormWithContentEncoding => "send the form without `Content-Encoding`",
            Self::AmbiguousContentType => {
                "send a form as `application/x-www-form-urlencoded`; the content type of any other body must not contain this name"
            }
            Self::UnexpectedForm => "this server accepts no forms",
            Self::UnexpectedBodyHash => "this server accepts no `oauth_body_hash`",
            Self::Trailers => "send the body without trailers",
            Self::BodyUnreadable(_) => "the body broke off; send it again",
            Self::Target(_) => "check the `Host` header and the request target",
            _ => return None,
        };
        Some(advice.to_owned())
    }

    /// Returns the name of this error in the problem reporting extension.
    fn problem(&self) -> Option<&'static str> {
        match self {
            Self::MissingParameter(_) => Some("parameter_absent"),
            Self::Malformed(_)
            | Self::MalformedHeader
            | Self::MultipleHeaders
            | Self::MultipleTransmissions { .. }
            | Self::UnexpectedHeaderParameter { .. }
            | Self::TooManyParameters { .. }
            | Self::HeaderTooLong { .. }
            | Self::TooLong { .. }
            | Self::DuplicateParameter { .. }
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

/// Returns a response with a challenge. The body is the report, as a form.
pub(crate) fn refusal(
    status: StatusCode,
    realm: &str,
    report: &[(&str, String)],
) -> Response<String> {
    let pairs = report.iter();
    let pairs = pairs.map(|(name, value)| format!("{name}={}", percent_encode(value.as_bytes())));
    let body = pairs.collect::<Vec<_>>().join("&");
    let is_empty = body.is_empty();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::WWW_AUTHENTICATE, challenge(realm, report));
    if !is_empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
    }
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
