//! Why a request is refused, and with which status (RFC 5849 section 3.2).

use http::StatusCode;

use crate::protocol::BaseStringUriError;

/// Why a request was refused.
///
/// It is for the server's own log. An attacker is told the [`status`](Self::status) and no more.
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
    TwoHeaders,
    /// Protocol parameters stand in more than one of header, query and form (section 3.5).
    #[error("protocol parameters stand in more than one place")]
    TwoPlaces,
    /// There are more parameters than anybody needs.
    #[error("the request has too many parameters")]
    TooManyParameters,
    /// A parameter occurs twice that may occur once (section 3.1).
    #[error("a protocol parameter occurs twice")]
    Duplicated,
    /// A required parameter is missing or empty (section 3.1).
    #[error("the parameter `{0}` is missing or empty")]
    Absent(&'static str),
    /// A parameter is too long, not UTF-8, or not what section 3.1 says it is.
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
    Target(#[from] BaseStringUriError),
    /// The content type says that the body is a form, and its bytes were not given: the server's
    /// mistake, not the client's.
    #[error("the body is a form, whose parameters are signed: give its bytes")]
    FormNeeded,
    /// The form is compressed: who decodes it would act on what nobody signed.
    #[error("a form with a `Content-Encoding` is not taken")]
    FormWithContentEncoding,
    /// The content type begins as a form's and is none, as in `..-urlencodedx`: it is not signed, and
    /// some handlers would read the body as a form.
    #[error("the content type is almost, but not, that of a form")]
    AlmostForm,
    /// Client, token and signature do not go together. Which of them is wrong is not for the client
    /// to know.
    #[error("client, token and signature do not go together")]
    SignatureInvalid,
}

impl VerifyError {
    /// The status to refuse the request with (section 3.2).
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unsigned | Self::SignatureInvalid => StatusCode::UNAUTHORIZED,
            Self::FormWithContentEncoding | Self::AlmostForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::FormNeeded => StatusCode::INTERNAL_SERVER_ERROR,
            Self::MalformedHeader
            | Self::TwoHeaders
            | Self::TwoPlaces
            | Self::TooManyParameters
            | Self::Duplicated
            | Self::Absent(_)
            | Self::Malformed(_)
            | Self::Version
            | Self::SignatureMethod
            | Self::PlaintextWithoutTls
            | Self::Target(_) => StatusCode::BAD_REQUEST,
        }
    }
}
