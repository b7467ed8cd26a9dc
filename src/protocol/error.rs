//! Why a request is not signed.

use std::error::Error;

use super::base_string_uri::BaseStringUriError;
use super::parameters::transmission::Transmission;
use crate::box_error::BoxError;
use crate::uri::error::{OriginError, UriTooLong};

/// Why a request was not signed, and so not sent.
///
/// The client layer returns it as a [`BoxError`]: [`SignError::in_chain`] finds it there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The request's URI or `Host` header cannot be signed.
    #[error("the request's target cannot be signed")]
    Target(#[source] BaseStringUriError),
    /// The URI is relative, and nothing says where the request goes.
    #[error(
        "the request's URI has no scheme and host; make it absolute, or tell the layer its `origin`"
    )]
    RelativeUri,
    /// PLAINTEXT sends the secrets, and the URI is not `https`.
    #[error(
        "PLAINTEXT sends the secrets in clear, so the URI must be `https`; the signer's `insecure_plaintext_without_tls` lifts this"
    )]
    PlaintextWithoutTls,
    /// PLAINTEXT sends the secrets, and the scope would let any server have them.
    #[error("PLAINTEXT with `Scope::any()` would send the secrets to any server; name the origins")]
    PlaintextWithAnyScope,
    /// A stack whose requests carry their own credentials met one without.
    #[error("the request carries no credentials; insert `RequestCredentials` into its extensions")]
    MissingCredentials,
    /// A request that carries credentials met a stack that has its own.
    #[error(
        "the request carries credentials, and the layer has its own; make it by `per_request()`"
    )]
    UnexpectedCredentials,
    /// PLAINTEXT sends the secrets, and a URI ends up in logs, errors and caches.
    #[error(
        "PLAINTEXT in the query would put the secrets into the URI; send the parameters in the header"
    )]
    PlaintextInQuery,
    /// PLAINTEXT sends the secrets, and the signature was to be given to somebody else.
    #[error("PLAINTEXT is no signature but the secrets, which are not to be given away")]
    PlaintextDetached,
    /// The signature method's key is missing: the client was made without a secret, or the method is one
    /// whose key is given by `rsa_key` or [`sign_by`](super::Signer::sign_by).
    #[error(
        "there is no key for {method}: HMAC and PLAINTEXT need a client secret, RSA a private key by `rsa_key`"
    )]
    MissingKey {
        /// The signature method's name.
        method: &'static str,
    },
    /// The caller's own signature method, or RSA's, failed.
    #[error("the signature method failed to sign")]
    SigningFailed(#[source] BoxError),
    /// The request has an `Authorization` header of another scheme than OAuth, or the header that the
    /// layer writes instead holds something else.
    #[error(
        "the request has an `Authorization` header of another scheme; take it out, or tell the layer to `skip_other_authorization`"
    )]
    ForeignAuthorization,
    /// The caller's query or form has a parameter with the name of a protocol parameter.
    #[error(
        "the {place} has a parameter `{name}`, a name that is the protocol's own; a server must refuse the request"
    )]
    ProtocolParameterInRequest {
        /// The parameter's name.
        name: &'static str,
        /// Where it stands.
        place: Transmission,
    },
    /// A protocol parameter was to be added whose name is taken or cannot be sent.
    #[error(
        "the protocol parameter `{name}` cannot be added: it is empty, reserved or there already"
    )]
    InvalidProtocolParameter {
        /// The parameter's name, decoded.
        name: String,
    },
    /// The content type says that the body is a form, and its bytes were not given.
    #[error("the body is a form, whose parameters are signed: give its bytes")]
    FormNeeded,
    /// The layer is in the mode `UntouchedBodies` and met a request whose content type is a form.
    #[error(
        "the body is a form, which `bodies_untouched()` makes unreadable; leave it out, or use `rebuild_body_with`"
    )]
    UnexpectedForm,
    /// The form is longer than the limit.
    #[error("the form is longer than the limit of {limit} bytes; raise the layer's `body_limit`")]
    FormTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The form has a `Content-Encoding`: what the server decodes is not what was signed.
    #[error("a form with a `Content-Encoding` cannot be signed; send it as it is")]
    FormWithContentEncoding,
    /// The protocol parameters are to go into the form, and the request has none.
    #[error(
        "the request has no form for the protocol parameters; send one, or let them go into the header"
    )]
    NoForm,
    /// A body hash is to be sent with every request, and this one is a form, with which the extension
    /// forbids it.
    #[error("a form is not sent with a body hash; let the layer hash what is no form")]
    BodyHashOfForm,
    /// The body is to be hashed, and is not in memory, or the layer's mode cannot read it.
    #[error(
        "a body that is not in memory cannot be hashed; insert `PrecomputedBodyHash` into the request's extensions, or say `Content-Length: 0` where there is none"
    )]
    BodyHashOfStream,
    /// The body is to be hashed, and is longer than the limit.
    #[error(
        "the body is longer than the {limit} bytes that are read to hash it; raise the layer's `body_limit`"
    )]
    BodyTooLongToHash {
        /// The limit in bytes.
        limit: usize,
    },
    /// The request has a `Content-Length` that is not the body's: clients would cut the body there.
    #[error("the `Content-Length` is not the length of the body; leave it to the client")]
    ContentLength,
    /// A form, or a body to be hashed, has trailers, which would be lost.
    #[error("a body with trailers cannot be read to be signed")]
    FormWithTrailers,
    /// Reading a form, or a body to be hashed, failed.
    #[error("reading the body failed")]
    BodyUnreadable(#[source] BoxError),
    /// The URI, brought into the form that is sent or with its parameters appended, is longer than a
    /// URI can be.
    #[error("the URI is too long")]
    UriTooLong,
    /// The realm has control characters.
    #[error("the realm has control characters, which no header can carry")]
    InvalidRealm,
}

impl SignError {
    /// The error for a target that has no base string URI.
    pub(crate) fn from_target(error: BaseStringUriError) -> Self {
        match error {
            BaseStringUriError::Origin(OriginError::NotAbsolute) => Self::RelativeUri,
            error => Self::Target(error),
        }
    }

    /// The error for a target without a usable origin.
    pub(crate) fn from_origin(error: OriginError) -> Self {
        Self::from_target(BaseStringUriError::Origin(error))
    }

    /// Finds a `SignError` in an error or its sources, through whatever other layers wrapped it in.
    ///
    /// ```
    /// use tower_oauth1::SignError;
    ///
    /// let error: Box<dyn std::error::Error + Send + Sync> = SignError::RelativeUri.into();
    /// assert!(matches!(SignError::in_chain(&*error), Some(SignError::RelativeUri)));
    /// ```
    pub fn in_chain<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Self> {
        std::iter::successors(Some(error), |&error| error.source())
            .find_map(|error| error.downcast_ref())
    }
}

impl From<UriTooLong> for SignError {
    fn from(_: UriTooLong) -> Self {
        Self::UriTooLong
    }
}
