//! Errors for refused requests, and their status codes (RFC 5849 section 3.2).

use std::ops::RangeInclusive;

use http::StatusCode;

use super::shared_error::SharedError;
use crate::box_error::BoxError;
use crate::protocol::BaseStringUriError;

/// Error returned when a request is refused.
///
/// Log this error on the server, but do not send it to the client. The client gets the
/// [`status`](Self::status) and a problem report. The report does not say which of client, token
/// and signature is wrong, so an attacker cannot learn it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The request has no protocol parameters.
    #[error("the request is not signed")]
    Unsigned,
    /// The `Authorization` header is not a list of percent-encoded `name="value"` pairs.
    #[error("the `Authorization` header is not a list of `name=\"value\"` pairs")]
    MalformedHeader,
    /// The `Authorization` header is longer than the
    /// [`header_limit`](crate::RequestVerifier::header_limit).
    #[error(
        "the `Authorization` header is longer than {limit} bytes; if clients need more, raise `RequestVerifier::header_limit`"
    )]
    HeaderTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The request has more than one `Authorization` header with the scheme `OAuth`.
    #[error("the request has more than one `Authorization: OAuth` header; send one")]
    MultipleHeaders,
    /// Protocol parameters are in more than one of header, query and form (section 3.5). See
    /// [`allow_multiple_transmissions`](crate::RequestVerifier::allow_multiple_transmissions).
    #[error(
        "protocol parameters are in more than one of header, query and form; use one; in a second place: {}",
        quoted(names)
    )]
    MultipleTransmissions {
        /// The names of the parameters in a second place (decoded). Of each, the first 64
        /// characters, and of all names 256 bytes.
        names: Vec<String>,
    },
    /// The `Authorization` header has a parameter that is not the realm and whose name does not
    /// begin with `oauth_`. An attacker may have moved it there from the form or the query, where
    /// the handler expects it. See
    /// [`extra_header_parameters`](crate::RequestVerifier::extra_header_parameters).
    #[error(
        "the `Authorization` header has the parameter {name:?}, which does not begin with `oauth_`; send it in the query or form, or allow it with `RequestVerifier::extra_header_parameters`"
    )]
    UnexpectedHeaderParameter {
        /// The name of the parameter (decoded), or its first 64 characters.
        name: String,
    },
    /// The header, the query and the form together have more parameters than the
    /// [`parameter_limit`](crate::RequestVerifier::parameter_limit).
    #[error(
        "the request has more than {limit} parameters; if clients need more, raise `RequestVerifier::parameter_limit`"
    )]
    TooManyParameters {
        /// The limit.
        limit: usize,
        /// The name of the first parameter that is too many (decoded), or its first 64 characters.
        /// `None` if the query or the form has too many separators.
        name: Option<String>,
    },
    /// A protocol parameter occurs more than once (section 3.1).
    #[error("a protocol parameter occurs more than once: {}", quoted(names))]
    DuplicateParameter {
        /// The names of the parameters (decoded). Of each, the first 64 characters, and of all
        /// names 256 bytes.
        names: Vec<String>,
    },
    /// A required parameter is missing or empty (section 3.1).
    #[error("the parameter `{0}` is missing or empty")]
    MissingParameter(&'static str),
    /// The value of this parameter is not UTF-8, or does not have the form that section 3.1
    /// requires. Identifiers and nonces must not contain control characters.
    #[error("the parameter `{0}` is malformed")]
    Malformed(&'static str),
    /// The value of this parameter is longer than the limit. The limits of identifiers, nonces and
    /// signatures are settings:
    /// [`identifier_limit`](crate::RequestVerifier::identifier_limit),
    /// [`nonce_limit`](crate::RequestVerifier::nonce_limit) and
    /// [`signature_limit`](crate::RequestVerifier::signature_limit).
    #[error("the parameter `{name}` is longer than {limit} bytes{}", setting(name))]
    TooLong {
        /// The name of the parameter.
        name: &'static str,
        /// The limit, in bytes.
        limit: usize,
    },
    /// `oauth_version` is not `1.0`.
    #[error("`oauth_version` is not `1.0`")]
    Version,
    /// The signature method is unknown, or the server does not accept it.
    #[error("the signature method is unknown, or this server does not accept it")]
    SignatureMethod,
    /// The signature method is PLAINTEXT, but clients reach the server without TLS. PLAINTEXT sends
    /// the secrets themselves.
    #[error("the signature method is PLAINTEXT without TLS; use `https`")]
    PlaintextWithoutTls,
    /// The server cannot tell which URI the client signed. The request target, the `Host` header or
    /// a proxy's forwarding headers are not valid.
    #[error("cannot tell which URI the client signed")]
    Target(#[source] BaseStringUriError),
    /// The timestamp is too far from the time of the server (section 3.3).
    #[error(
        "the timestamp is not between {} and {} (seconds since 1970); check the clock of the client",
        .acceptable.start(),
        .acceptable.end()
    )]
    Timestamp {
        /// The accepted timestamps, in seconds since 1970.
        acceptable: RangeInclusive<u64>,
    },
    /// The content type says that the body is a form, but [`parse`](crate::RequestVerifier::parse)
    /// did not get its bytes. This is a mistake of the server, not of the client.
    #[error("the body is a form and its parameters are signed; pass its bytes to `parse`")]
    FormNeeded,
    /// The request has an `oauth_body_hash`, but [`accept`](super::SignatureVerified::accept) did
    /// not get the body to compare. This is a mistake of the server, not of the client.
    #[error("the request has an `oauth_body_hash`; pass the bytes of the body to `accept`")]
    BodyNeeded,
    /// The form has a `Content-Encoding`, for example compression. The decoded form would differ
    /// from the bytes that are signed.
    #[error("the body is a form with a `Content-Encoding`; send the form without one")]
    FormWithContentEncoding,
    /// The content type contains `application/x-www-form-urlencoded`, but is another type. Examples
    /// are `..-urlencodedx` and `text/plain; ..` with the name in a parameter. The signature does
    /// not cover such a body, but some handlers would read it as a form.
    #[error("the content type contains `application/x-www-form-urlencoded`, but is another type")]
    AmbiguousContentType,
    /// The body is a form, but the layer reads no bodies
    /// ([`bodies_untouched`](super::VerifyLayer::bodies_untouched)).
    #[error("the body is a form, but the layer reads no bodies (`bodies_untouched`)")]
    UnexpectedForm,
    /// The request has an `oauth_body_hash`, but the layer reads no bodies
    /// ([`bodies_untouched`](super::VerifyLayer::bodies_untouched)).
    #[error(
        "the request has an `oauth_body_hash`, but the layer reads no bodies (`bodies_untouched`)"
    )]
    UnexpectedBodyHash,
    /// The body is longer than the limit.
    #[error("the body is longer than {limit} bytes")]
    BodyTooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The body has trailers. Trailers are not signed.
    #[error("the body has trailers, which cannot be signed")]
    Trailers,
    /// Reading the body failed, for example because the connection was closed.
    #[error("failed to read the body")]
    BodyUnreadable(#[source] SharedError),
    /// The client or the token is unknown, or the signature is wrong. Clients must not learn which
    /// of these it is, so the response says `signature_invalid` only. This message is for the log
    /// of the server.
    #[error("unknown client or token, or wrong signature; check the secrets and the public origin")]
    SignatureInvalid,
    /// The body is a form and the request has an `oauth_body_hash`. The body hash extension forbids
    /// this.
    #[error("a form must not carry `oauth_body_hash`")]
    BodyHashOfForm,
    /// The body does not match the signed `oauth_body_hash`.
    #[error("the body does not match `oauth_body_hash`")]
    BodyHash,
    /// The server received this request before: client, token, timestamp and nonce are the same.
    #[error("the nonce was already used")]
    NonceUsed,
    /// The token has expired, and the client must renew it or ask the resource owner again.
    ///
    /// All other checks passed: the request is signed with this token by the client that holds it,
    /// it is recent, and its nonce is used now. So only the holder of the token learns this. If
    /// another check fails, the response is the same as for an unknown token.
    #[error("the token has expired; the client must renew it, or ask the user again")]
    TokenExpired,
    /// The token was revoked. Only the holder of the token learns this, as with
    /// [`TokenExpired`](Self::TokenExpired).
    #[error("the token was revoked; the client must ask the user again")]
    TokenRevoked,
    /// The credential store or the replay store failed, so the request cannot be checked.
    #[error("the credential store or the replay store failed")]
    Store(#[source] SharedError),
}

impl VerifyError {
    /// Returns the status code of the response to this request (section 3.2).
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unsigned
            | Self::SignatureInvalid
            | Self::BodyHash
            | Self::Timestamp { .. }
            | Self::NonceUsed
            | Self::TokenExpired
            | Self::TokenRevoked => StatusCode::UNAUTHORIZED,
            Self::FormWithContentEncoding
            | Self::AmbiguousContentType
            | Self::UnexpectedForm
            | Self::UnexpectedBodyHash => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::FormNeeded | Self::BodyNeeded => StatusCode::INTERNAL_SERVER_ERROR,
            Self::MalformedHeader
            | Self::MultipleHeaders
            | Self::MultipleTransmissions { .. }
            | Self::UnexpectedHeaderParameter { .. }
            | Self::TooManyParameters { .. }
            | Self::HeaderTooLong { .. }
            | Self::TooLong { .. }
            | Self::DuplicateParameter { .. }
            | Self::MissingParameter(_)
            | Self::Malformed(_)
            | Self::Version
            | Self::SignatureMethod
            | Self::PlaintextWithoutTls
            | Self::Target(_)
            | Self::Trailers
            | Self::BodyUnreadable(_)
            | Self::BodyHashOfForm => StatusCode::BAD_REQUEST,
        }
    }

    /// Returns the message for a log. [`Target`](Self::Target) alone does not say which host or
    /// header is wrong, so its cause follows.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Target(cause) => format!("{self}: {cause}"),
            _ => self.to_string(),
        }
    }

    pub(super) fn store(error: impl Into<BoxError>) -> Self {
        Self::Store(SharedError::new(error.into()))
    }
}

/// Returns which setting has the limit of a parameter.
fn setting(name: &str) -> &'static str {
    match name {
        "oauth_consumer_key" | "oauth_token" => {
            "; if clients need more, raise `RequestVerifier::identifier_limit`"
        }
        "oauth_nonce" => "; if clients need more, raise `RequestVerifier::nonce_limit`",
        "oauth_signature" => "; if clients need more, raise `RequestVerifier::signature_limit`",
        _ => "",
    }
}

/// Returns names in quotes. Control characters are escaped.
fn quoted(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    quoted.join(", ")
}
