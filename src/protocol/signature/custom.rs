//! Signature methods that this crate does not know, and keys that it cannot hold.

use super::body_hash::BodyHashAlgorithm;
use super::value::SignatureMismatch;
use crate::box_error::BoxError;

/// Makes signatures by a method of one's own, or by a key that lies elsewhere: in a hardware module, or
/// behind a library. Given to a signer by [`Signer::custom`](crate::protocol::Signer::custom).
///
/// It is called within the signing of a request, so it must not take long: the thread waits for it.
///
/// ```
/// use tower_oauth1::protocol::SignBaseString;
/// use tower_oauth1::{BoxError, ClientCredentials, Signer};
///
/// # fn mac(_: &[u8]) -> Result<String, std::io::Error> { Ok("c2lnbmF0dXJl".into()) }
/// /// The method of a learning platform, by a key in a module that is asked through a library.
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
/// let client = ClientCredentials::without_secret("client-id");
/// let signer = Signer::custom("client-id", CmacAes);
/// ```
pub trait SignBaseString: Send + Sync {
    /// The method's name, sent as `oauth_signature_method`.
    fn method(&self) -> &'static str;

    /// The value of `oauth_signature` (not percent-encoded) for these bytes: the signature base string
    /// (RFC 5849 section 3.4.1), with the signer's prefix before it where it has one.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from signing. The request is then not sent, and the error is the source of a
    /// [`SignError::SigningFailed`](crate::protocol::SignError::SigningFailed).
    fn sign(&self, base_string: &[u8]) -> Result<String, BoxError>;

    /// The hash of `oauth_body_hash` that goes with the method; SHA-1 unless it says otherwise.
    fn body_hash_algorithm(&self) -> BodyHashAlgorithm {
        BodyHashAlgorithm::Sha1
    }
}

/// Checks signatures of a method of one's own.
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
    /// The method's name, as it arrives in `oauth_signature_method`. No other is asked for.
    fn method(&self) -> &'static str;

    /// Compares `signature`, the decoded value of `oauth_signature` as it came, with what belongs to
    /// these bytes: in constant time, where the key is a secret that both sides share.
    ///
    /// # Errors
    ///
    /// [`SignatureMismatch`] where they do not belong together, for whatever reason.
    fn verify(&self, base_string: &[u8], signature: &[u8]) -> Result<(), SignatureMismatch>;
}
