//! Why a request is refused, and with which status (RFC 5849 section 3.2).

use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use http::StatusCode;

use crate::box_error::BoxError;
use crate::protocol::BaseStringUriError;

/// Why a request was refused.
///
/// It is for the server's own log. An attacker is told the [`status`](Self::status) and a problem
/// report that does not say which of client, token and signature was wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The request has no protocol parameters at all.
    #[error("the request is not signed")]
    Unsigned,
    /// The `Authorization` header is no list of percent-encoded `name="value"` pairs, or is too
    /// long.
    #[error("the `Authorization` header is malformed or too long")]
    MalformedHeader,
    /// There is more than one `Authorization` header of the scheme OAuth.
    #[error("the request has two `Authorization: OAuth` headers")]
    MultipleHeaders,
    /// Protocol parameters stand in more than one of header, query and form (section 3.5).
    #[error("protocol parameters stand in more than one place")]
    MultipleTransmissions,
    /// There are more parameters than anybody needs.
    #[error("the request has too many parameters")]
    TooManyParameters,
    /// A parameter occurs twice that may occur once (section 3.1).
    #[error("a protocol parameter occurs twice")]
    DuplicateParameter,
    /// A required parameter is missing or empty (section 3.1).
    #[error("the parameter `{0}` is missing or empty")]
    MissingParameter(&'static str),
    /// A parameter is too long, not UTF-8, has control characters where it names something, or is not
    /// what section 3.1 says it is.
    #[error("the parameter `{0}` is malformed")]
    Malformed(&'static str),
    /// `oauth_version` is not `1.0`.
    #[error("the version is not 1.0")]
    Version,
    /// The signature method is unknown, or not among those that the server takes.
    #[error("the signature method is not one that this server takes")]
    SignatureMethod,
    /// PLAINTEXT sends the secrets, and clients reach the server without TLS.
    #[error("PLAINTEXT without TLS")]
    PlaintextWithoutTls,
    /// The target or the `Host` is none that can have been signed.
    #[error("the request's target cannot have been signed")]
    Target(#[source] BaseStringUriError),
    /// The timestamp is too far from the server's clock (section 3.3).
    #[error(
        "the timestamp is outside of {} to {} seconds since 1970", .acceptable.start(), .acceptable.end()
    )]
    Timestamp {
        /// What would have been taken, in seconds since 1970.
        acceptable: RangeInclusive<u64>,
    },
    /// The content type says that the body is a form, and its bytes were not given: the server's
    /// mistake, not the client's.
    #[error("the body is a form, whose parameters are signed: give its bytes")]
    FormNeeded,
    /// The request has an `oauth_body_hash`, and the body was not given to be compared with it: the
    /// server's mistake, not the client's.
    #[error("the request has an `oauth_body_hash`: give the body's bytes")]
    BodyNeeded,
    /// The form is compressed: who decodes it would act on what nobody signed.
    #[error("a form with a `Content-Encoding` is not taken")]
    FormWithContentEncoding,
    /// The content type has a form's in it and is none, as `..-urlencodedx` and `text/plain; ..` with
    /// it in a parameter: the body is not signed, and some handlers would read it as a form.
    #[error("the content type is almost, but not, that of a form")]
    AmbiguousContentType,
    /// The body is a form, and the layer is in the mode that reads no bodies.
    #[error("the body is a form, and the layer reads no bodies (`bodies_untouched`)")]
    UnexpectedForm,
    /// The request has an `oauth_body_hash`, and the layer is in the mode that reads no bodies.
    #[error(
        "the request has an `oauth_body_hash`, and the layer reads no bodies (`bodies_untouched`)"
    )]
    UnexpectedBodyHash,
    /// The body is longer than is read.
    #[error("the body is longer than {limit} bytes")]
    BodyTooLong {
        /// What would have been read, in bytes.
        limit: usize,
    },
    /// The body has trailers, which nobody signed.
    #[error("the body has trailers")]
    Trailers,
    /// The body broke off, or could not be read.
    #[error("the body could not be read")]
    BodyUnreadable(#[source] SharedError),
    /// Client, token and signature do not go together. Which of them is wrong is not for the client
    /// to know.
    #[error("client, token and signature do not go together")]
    SignatureInvalid,
    /// The body is a form, which the extension forbids to send with an `oauth_body_hash`.
    #[error("a form with an `oauth_body_hash`")]
    BodyHashOfForm,
    /// The body is not the one whose hash was signed.
    #[error("the body is not the one that `oauth_body_hash` is of")]
    BodyHash,
    /// The request was seen before: client, token, timestamp and nonce are all the same.
    #[error("the nonce was used before")]
    NonceUsed,
    /// A store failed, so nothing can be said of the request.
    #[error("a store failed")]
    Store(#[source] SharedError),
}

impl VerifyError {
    /// The status to refuse the request with (section 3.2).
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unsigned
            | Self::SignatureInvalid
            | Self::BodyHash
            | Self::Timestamp { .. }
            | Self::NonceUsed => StatusCode::UNAUTHORIZED,
            Self::FormWithContentEncoding
            | Self::AmbiguousContentType
            | Self::UnexpectedForm
            | Self::UnexpectedBodyHash => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::FormNeeded | Self::BodyNeeded => StatusCode::INTERNAL_SERVER_ERROR,
            Self::MalformedHeader
            | Self::MultipleHeaders
            | Self::MultipleTransmissions
            | Self::TooManyParameters
            | Self::DuplicateParameter
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

    pub(super) fn store(error: impl Into<BoxError>) -> Self {
        Self::Store(SharedError::new(error.into()))
    }
}

/// What failed beneath: a store's error, or that of a body. Shared, so that a response's extensions
/// can hold it. Two are equal where they are one and the same.
#[derive(Clone)]
pub struct SharedError(Arc<dyn Error + Send + Sync>);

impl SharedError {
    pub(crate) fn new(error: BoxError) -> Self {
        Self(error.into())
    }

    /// The error itself, to be downcast.
    pub fn get_ref(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for SharedError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

impl PartialEq for SharedError {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for SharedError {}
