//! Errors of signing.

use std::error::Error;

use super::base_string_uri::BaseStringUriError;
use super::parameters::transmission::Transmission;
use crate::box_error::BoxError;
use crate::uri::error::{OriginError, UriTooLong};

/// Error returned when a request was not signed. Such a request is not sent.
///
/// There are two groups of variants:
///
/// - From `Target` to `InvalidRealm`: every function that signs can return these.
/// - From `MissingCredentials` to the end: only [`OAuth1Layer`](crate::OAuth1Layer),
///   [`Signer::sign_request`](super::Signer::sign_request), the functions for detached signatures
///   and the authorization flow return these.
///
/// [`VerifyLayer::realm`](crate::verify::VerifyLayer::realm) signs nothing. It uses this type for
/// `InvalidRealm` only.
///
/// The layer returns this error as a [`BoxError`]. Use [`SignError::in_chain`] to find it there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    // ---- Errors of `Signer` ----
    //
    /// The URI or the `Host` header of the request cannot be signed.
    #[error("the target of the request cannot be signed; correct its URI or its `Host` header")]
    Target(#[source] BaseStringUriError),
    /// The URI has no scheme and host, and nothing else says where the request goes.
    #[error("the URI of the request has no scheme and host; make it absolute")]
    RelativeUri,
    /// The URI is longer than 64 KiB, after its path was escaped or parameters were appended.
    #[error("the URI would be longer than 64 KiB; send parameters in a form instead of the query")]
    UriTooLong,
    /// PLAINTEXT sends the secrets, and the URI is not `https`.
    #[error(
        "PLAINTEXT sends the secrets in clear text, so the URI must be `https`; `Signer::insecure_plaintext_without_tls` allows `http`, and so does `Profile::insecure_without_tls` before the profile creates the signer"
    )]
    PlaintextWithoutTls,
    /// The signer has no key for the signature method: the client has no secret, or the key that
    /// the signer was created with is for another method.
    #[error(
        "no key for {method}: HMAC and PLAINTEXT need a client secret or `Signer::hmac_key`, RSA needs `Signer::rsa`, a custom method needs `Signer::custom`, and a key elsewhere needs `Signer::prepare`"
    )]
    MissingKey {
        /// The name of the signature method.
        method: &'static str,
    },
    /// RSA or a custom signature method failed to sign.
    #[error("the RSA key or the custom signature method returned an error instead of a signature")]
    SigningFailed(#[source] BoxError),
    /// The query or the form has a parameter with the name of a protocol parameter.
    ///
    /// [`OAuth1Layer`](crate::OAuth1Layer) removes the parameters of an earlier signature first,
    /// and [`Signer::sign_request`](super::Signer::sign_request) removes them from the query.
    #[error(
        "the {place} has a parameter `{name}`; this name belongs to the protocol, and servers refuse such a request; remove the parameter from the {place}, or rename it if it is data; `Signer::sign_with_parameters` signs extra protocol parameters"
    )]
    ProtocolParameterInRequest {
        /// The name of the parameter.
        name: &'static str,
        /// Where the parameter is.
        place: Transmission,
    },
    /// An extra protocol parameter has a name that is taken or cannot be sent.
    #[error(
        "the protocol parameter `{}` cannot be added: the name is empty, reserved or taken; pass only names that the signer does not send itself, each of them once",
        name.escape_debug()
    )]
    InvalidProtocolParameter {
        /// The name of the parameter, decoded.
        name: String,
    },
    /// The content type says that the body is a form, and the bytes of the form were not given.
    #[error("the body is a form, and its parameters are signed; pass the bytes of the form")]
    FormNeeded,
    /// The form has a `Content-Encoding`. A server decodes the body first, so it would see other
    /// parameters than the signed ones.
    #[error("a form with a `Content-Encoding` cannot be signed; send it without one")]
    FormWithContentEncoding,
    /// The `Content-Length` is not the length of the body. Clients would cut the body at this
    /// length, or wait for the missing bytes.
    #[error(
        "the `Content-Length` is not the length of the body; remove it, and the client will set it"
    )]
    ContentLength,
    /// The realm has control characters.
    #[error(
        "the realm has control characters, which no header can carry; remove them, for example a line break at the end"
    )]
    InvalidRealm,

    // ---- Errors of the layer, `Signer::sign_request`, detached signatures and the flow ----
    //
    /// The layer takes credentials from requests, and the request has none.
    #[error("the request has no credentials; insert `RequestCredentials` into its extensions")]
    MissingCredentials,
    /// The request has credentials in its extensions, but the layer already has a signer.
    #[error(
        "the request has credentials, but the layer already has a signer; create the layer with `OAuth1Layer::per_request`"
    )]
    UnexpectedCredentials,
    /// PLAINTEXT sends the secrets, and the scope allows any server.
    #[error(
        "PLAINTEXT with `Scope::any()` would send the secrets to any server; name the origins in the scope"
    )]
    PlaintextWithAnyScope,
    /// PLAINTEXT sends the secrets, and URIs end up in logs, errors and caches.
    #[error(
        "PLAINTEXT in the query would put the secrets into the URI; send the parameters in the header"
    )]
    PlaintextInQuery,
    /// PLAINTEXT sends the secrets, and a detached signature is given to somebody else.
    #[error(
        "PLAINTEXT has no detached signature: it would give the secrets away; use another signature method"
    )]
    PlaintextDetached,
    /// The request has an `Authorization` header of a scheme other than OAuth. With
    /// [`header_name`](crate::OAuth1Layer::header_name), that header is meant.
    #[error(
        "the request has an `Authorization` header of another scheme; remove it, or call `skip_other_authorization` on the layer"
    )]
    ForeignAuthorization,
    /// The request has a form, and the layer reads no bodies.
    #[error(
        "the body is a form, and a layer with `bodies_untouched` does not read it; remove `bodies_untouched`, or use `rebuild_body_with`"
    )]
    UnexpectedForm,
    /// The form is longer than the limit.
    #[error("the form is longer than the limit of {limit} bytes; raise the layer's `body_limit`")]
    FormTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The form, or a body to be hashed, has trailers. They would be lost.
    #[error("a body with trailers cannot be signed; remove the trailers")]
    FormWithTrailers,
    /// Reading the form, or a body to be hashed, failed.
    #[error("the body of the request returned an error while the layer read it for the signature")]
    BodyUnreadable(#[source] BoxError),
    /// The settings put the protocol parameters into the form, but the request has no form. The
    /// layer can use the header instead: see [`or_in_header`](crate::OAuth1Layer::or_in_header).
    #[error(
        "the request has no form to carry the protocol parameters; send a form, or send the parameters in the header"
    )]
    NoForm,
    /// The policy hashes every body, and this one is a form. The extension forbids a hash of a
    /// form.
    #[error("a form must not carry `oauth_body_hash`; use `BodyHashPolicy::non_form`")]
    BodyHashOfForm,
    /// The body must be hashed, but it is a stream, or the layer reads no bodies
    /// ([`bodies_untouched`](crate::OAuth1Layer::bodies_untouched)).
    #[error(
        "only a body in memory can be hashed; insert a `PrecomputedBodyHash` into the request's extensions, or set `Content-Length: 0` if there is no body"
    )]
    BodyHashOfStream,
    /// The body must be hashed, and it is longer than the limit.
    #[error(
        "the body is longer than the {limit} bytes that are read to hash it; raise the layer's `body_limit`"
    )]
    BodyTooLongToHash {
        /// The limit in bytes.
        limit: usize,
    },
}

impl SignError {
    /// Returns the error for a target that has no base string URI.
    pub(crate) fn from_target(error: BaseStringUriError) -> Self {
        match error {
            BaseStringUriError::Origin(OriginError::NotAbsolute) => Self::RelativeUri,
            error => Self::Target(error),
        }
    }

    /// Returns the error for a target without a usable origin.
    pub(crate) fn from_origin(error: OriginError) -> Self {
        Self::from_target(BaseStringUriError::Origin(error))
    }

    /// Finds a `SignError` in an error and its sources. Other layers may have wrapped it.
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
