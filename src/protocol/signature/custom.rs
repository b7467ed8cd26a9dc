//! Custom signature methods, and keys that another program holds.

use super::body_hash::BodyHashAlgorithm;
use super::value::SignatureMismatch;
use crate::box_error::BoxError;

/// A custom signature method, or a key that this process does not hold, for example a key in a
/// hardware module. Pass it to [`Signer::custom`](crate::protocol::Signer::custom).
///
/// `sign` is called while a request is signed and blocks the thread, so it must be fast. For a key
/// that signs over a network, use [`Signer::prepare`](crate::protocol::Signer::prepare).
///
/// ```
/// use tower_oauth1::protocol::SignBaseString;
/// use tower_oauth1::{BoxError, Signer};
///
/// # fn mac(_: &[u8]) -> Result<String, std::io::Error> { Ok("c2lnbmF0dXJl".into()) }
/// /// The signature method of a learning platform. The key is in a hardware module.
/// struct CmacAes;
///
/// impl SignBaseString for CmacAes {
///     fn method(&self) -> &'static str {
///         "CMAC-AES"
///     }
///
///     fn sign(&self, base_string: &[u8]) -> Result<String, BoxError> {
///         Ok(mac(base_string)?) // in base64
///     }
/// }
///
/// let signer = Signer::custom("client-id", CmacAes);
/// ```
pub trait SignBaseString: Send + Sync {
    /// Returns the name of the method. It is sent as `oauth_signature_method`.
    fn method(&self) -> &'static str;

    /// Returns the value of `oauth_signature` (not percent-encoded) for these bytes. They are the
    /// signature base string (RFC 5849 section 3.4.1), after the prefix of the signer if it has
    /// one.
    ///
    /// # Errors
    ///
    /// Returns any error that prevents signing. The request is then not sent, and the error is the
    /// source of a [`SignError::SigningFailed`](crate::protocol::SignError::SigningFailed).
    fn sign(&self, base_string: &[u8]) -> Result<String, BoxError>;

    /// Returns the algorithm of `oauth_body_hash` that belongs to the method. Default: SHA-1.
    fn body_hash_algorithm(&self) -> BodyHashAlgorithm {
        BodyHashAlgorithm::Sha1
    }
}

/// A verifier of signatures of a custom method.
///
/// ```
/// use tower_oauth1::protocol::{SignatureMismatch, VerifyBaseString};
///
/// # fn mac_is(_: &[u8], _: &[u8]) -> bool { true }
/// struct CmacAes;
///
/// impl VerifyBaseString for CmacAes {
///     fn method(&self) -> &'static str {
///         "CMAC-AES"
///     }
///
///     fn verify(&self, base_string: &[u8], signature: &[u8]) -> Result<(), SignatureMismatch> {
///         if mac_is(base_string, signature) {
///             Ok(())
///         } else {
///             Err(SignatureMismatch::new())
///         }
///     }
/// }
/// ```
pub trait VerifyBaseString: Send + Sync {
    /// Returns the name of the method, as it arrives in `oauth_signature_method`. Only requests
    /// with this name are verified.
    fn method(&self) -> &'static str;

    /// Verifies `signature`, the decoded value of `oauth_signature`, for these bytes. If the key is
    /// a secret that both sides share, compare in constant time.
    ///
    /// # Errors
    ///
    /// Returns [`SignatureMismatch`] if the signature is wrong, for any reason.
    fn verify(&self, base_string: &[u8], signature: &[u8]) -> Result<(), SignatureMismatch>;
}
