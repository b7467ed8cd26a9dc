//! Public RSA keys.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs1::der::Decode;
use ring::signature::{self, RsaParameters, UnparsedPublicKey};

use super::error::RsaKeyError;
use super::format;
#[cfg(feature = "rsa-legacy")]
use super::key_size::LEAST_LEGACY_BITS;
use super::key_size::{LEAST_BITS, bits};
use super::pem;
use crate::protocol::signature::method::SignatureMethod;
use crate::protocol::signature::value::SignatureMismatch;

/// The longest key that ring verifies with, in bits.
pub(crate) const MOST_BITS: usize = 8192;

/// A public RSA key. A server uses it to verify the signatures of a client that signs with RSA.
///
/// ```no_run
/// use tower_oauth1::SignatureMethod;
/// use tower_oauth1::protocol::RsaPublicKey;
///
/// let key = RsaPublicKey::from_pem(&std::fs::read_to_string("client.crt")?)?;
/// # let (base_string, signature) = (b"", b"");
/// key.verify(SignatureMethod::RsaSha256, base_string, signature)?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RsaPublicKey {
    /// The key in DER of PKCS#1.
    pub(crate) der: Vec<u8>,
    bits: usize,
    /// Whether a short key is accepted.
    pub(crate) legacy: bool,
}

impl RsaPublicKey {
    /// Reads a key of 2048 to 8192 bits from PEM: PKCS#1 (`RSA PUBLIC KEY`), SubjectPublicKeyInfo
    /// (`PUBLIC KEY`), or the key of an X.509 certificate (`CERTIFICATE`). Nothing else of a
    /// certificate is checked, neither its signature nor its dates.
    ///
    /// # Errors
    ///
    /// Returns [`RsaKeyError`] if the text has no such key, or the key is for another algorithm,
    /// too short or too long.
    pub fn from_pem(pem: &str) -> Result<Self, RsaKeyError> {
        pem::from_pem(pem, format::PUBLIC, Self::from_der)
    }

    /// Reads a key from DER, as [`from_pem`](Self::from_pem) does from PEM.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_pem`](Self::from_pem).
    pub fn from_der(der: &[u8]) -> Result<Self, RsaKeyError> {
        Self::read(der, LEAST_BITS, false)
    }

    /// Reads a key of 1024 bits or more from PEM. A determined attacker can break keys below 2048
    /// bits.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_pem`](Self::from_pem).
    #[cfg(feature = "rsa-legacy")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa-legacy")))]
    pub fn legacy_from_pem(pem: &str) -> Result<Self, RsaKeyError> {
        pem::from_pem(pem, format::PUBLIC, Self::legacy_from_der)
    }

    /// Reads a key from DER, as [`legacy_from_pem`](Self::legacy_from_pem) does from PEM.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_pem`](Self::from_pem).
    #[cfg(feature = "rsa-legacy")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa-legacy")))]
    pub fn legacy_from_der(der: &[u8]) -> Result<Self, RsaKeyError> {
        Self::read(der, LEAST_LEGACY_BITS, true)
    }

    fn read(der: &[u8], least: usize, legacy: bool) -> Result<Self, RsaKeyError> {
        let der = format::public_from_der(der)?;
        let accepted = format::PUBLIC;
        let key = pkcs1::RsaPublicKeyRef::from_der(&der);
        let key = key.map_err(|_| RsaKeyError::Malformed { accepted })?;
        let bits = bits(key.modulus.as_bytes());
        match bits {
            bits if bits < least => Err(RsaKeyError::TooShort { bits, least }),
            bits if bits > MOST_BITS => {
                let most = MOST_BITS;
                Err(RsaKeyError::TooLong { bits, most })
            }
            // No signature would ever verify with such a key.
            _ if !usable(&key) => Err(RsaKeyError::Inconsistent),
            _ => Ok(Self { der, bits, legacy }),
        }
    }

    /// Returns the length of the modulus, in bits.
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// Verifies a signature (base64 with padding) with an RSA method.
    ///
    /// # Errors
    ///
    /// Returns [`SignatureMismatch`] if the signature does not belong to this key and these bytes,
    /// or if the method is not an RSA method: a public key is never used as a secret for HMAC.
    pub fn verify(
        &self,
        method: SignatureMethod,
        base_string: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureMismatch> {
        let parameters = parameters(method, self.legacy).ok_or(SignatureMismatch)?;
        let signature = STANDARD.decode(signature).map_err(|_| SignatureMismatch)?;
        UnparsedPublicKey::new(parameters, &self.der)
            .verify(base_string, &signature)
            .map_err(|_| SignatureMismatch)
    }
}

/// Returns whether modulus and exponent are odd, and the exponent has 3 to 33 bits, as ring
/// requires.
fn usable(key: &pkcs1::RsaPublicKeyRef<'_>) -> bool {
    let is_odd = |bytes: &[u8]| bytes.last().is_some_and(|last| last % 2 == 1);
    let (modulus, exponent) = (key.modulus.as_bytes(), key.public_exponent.as_bytes());
    let one = exponent == [1];
    is_odd(modulus) && is_odd(exponent) && !one && bits(exponent) <= 33
}

pub(crate) fn parameters(method: SignatureMethod, legacy: bool) -> Option<&'static RsaParameters> {
    Some(match (method, legacy) {
        (SignatureMethod::RsaSha1, false) => {
            &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY
        }
        (SignatureMethod::RsaSha1, true) => {
            &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY
        }
        (SignatureMethod::RsaSha256, false) => &signature::RSA_PKCS1_2048_8192_SHA256,
        (SignatureMethod::RsaSha256, true) => {
            &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY
        }
        (SignatureMethod::RsaSha512, false) => &signature::RSA_PKCS1_2048_8192_SHA512,
        (SignatureMethod::RsaSha512, true) => {
            &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY
        }
        (SignatureMethod::RsaPss, _) => &signature::RSA_PSS_2048_8192_SHA256,
        _ => return None,
    })
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaPublicKey")
            .field("bits", &self.bits)
            .finish_non_exhaustive()
    }
}
