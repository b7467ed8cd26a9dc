//! Private RSA keys.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs1::der::Decode;
use ring::rand::SystemRandom;
use ring::signature::{
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};

use super::error::RsaKeyError;
use super::format;
#[cfg(feature = "rsa-legacy")]
use super::key_size::LEAST_LEGACY_BITS;
use super::key_size::{LEAST_BITS, bits};
#[cfg(feature = "rsa-legacy")]
use super::legacy;
use super::pem;
use crate::box_error::BoxError;
use crate::protocol::signature::body_hash::BodyHashAlgorithm;
use crate::protocol::signature::custom::SignBaseString;
use crate::protocol::signature::method::SignatureMethod;

/// The longest key that ring signs with, in bits.
const MOST_BITS: usize = 4096;

/// A private RSA key, for [`Signer::rsa`](crate::Signer::rsa). It is cheap to clone. `Debug` shows
/// only its length.
///
/// ```no_run
/// use tower_oauth1::protocol::RsaPrivateKey;
/// use tower_oauth1::{SignatureMethod, Signer};
///
/// let key = RsaPrivateKey::from_pem(&std::fs::read_to_string("client.pem")?)?;
/// let signer = Signer::rsa("client-id", SignatureMethod::RsaSha256, key)?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RsaPrivateKey {
    backend: Backend,
    bits: usize,
}

#[derive(Clone)]
enum Backend {
    Ring(Arc<RsaKeyPair>),
    #[cfg(feature = "rsa-legacy")]
    Legacy(Arc<legacy::PrivateKey>),
}

impl RsaPrivateKey {
    /// Reads a key of 2048, 3072 or 4096 bits from PEM: PKCS#1 (`RSA PRIVATE KEY`) or PKCS#8
    /// (`PRIVATE KEY`), not encrypted. Other blocks in the text, such as a certificate, are
    /// ignored.
    ///
    /// White space and the length of lines do not matter (RFC 7468 section 2), and other text may
    /// surround the blocks.
    ///
    /// # Errors
    ///
    /// Returns [`RsaKeyError`] if the text has no such key, or the key is encrypted, for another
    /// algorithm, of another length, or inconsistent.
    pub fn from_pem(pem: &str) -> Result<Self, RsaKeyError> {
        pem::from_pem(pem, format::PRIVATE, Self::from_der)
    }

    /// Reads a key from DER, as [`from_pem`](Self::from_pem) does from PEM.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_pem`](Self::from_pem).
    pub fn from_der(der: &[u8]) -> Result<Self, RsaKeyError> {
        Self::from_pkcs1(&format::private_from_der(der)?)
    }

    /// Creates a key from the DER of PKCS#1.
    pub(super) fn from_pkcs1(der: &[u8]) -> Result<Self, RsaKeyError> {
        let bits = bits_of(der)?;
        match bits {
            bits if bits < LEAST_BITS => return Err(too_short(bits, LEAST_BITS)),
            bits if bits > MOST_BITS => {
                let most = MOST_BITS;
                return Err(RsaKeyError::TooLong { bits, most });
            }
            // ring accepts two primes of the same length, a multiple of 512 bits.
            bits if bits % 1024 != 0 => return Err(RsaKeyError::Length { bits }),
            _ => {}
        }
        let key = RsaKeyPair::from_der(der).map_err(|_| RsaKeyError::Inconsistent)?;
        let backend = Backend::Ring(Arc::new(key));
        Ok(Self { backend, bits })
    }

    /// Reads a key of 1024 bits or more from PEM, to sign with RSA-SHA1 or with a short key.
    ///
    /// Such a key is used with the crate `rsa`, the subject of RUSTSEC-2023-0071: an attacker who
    /// can measure the time of operations with the key, also over a network, may recover the key.
    /// The advisory names no version of `rsa` that fixes this. Its authors say that versions before
    /// 0.10 are vulnerable. This crate uses 0.10.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_pem`](Self::from_pem), but accepts more lengths. Returns
    /// [`RsaKeyError::TooShort`] for keys of less than 1024 bits.
    #[cfg(feature = "rsa-legacy")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa-legacy")))]
    pub fn legacy_from_pem(pem: &str) -> Result<Self, RsaKeyError> {
        pem::from_pem(pem, format::PRIVATE, Self::legacy_from_der)
    }

    /// Reads a key from DER, as [`legacy_from_pem`](Self::legacy_from_pem) does from PEM.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`legacy_from_pem`](Self::legacy_from_pem).
    #[cfg(feature = "rsa-legacy")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa-legacy")))]
    pub fn legacy_from_der(der: &[u8]) -> Result<Self, RsaKeyError> {
        Self::legacy_from_pkcs1(&format::private_from_der(der)?)
    }

    /// Creates a key of the legacy backend from the DER of PKCS#1.
    #[cfg(feature = "rsa-legacy")]
    pub(super) fn legacy_from_pkcs1(der: &[u8]) -> Result<Self, RsaKeyError> {
        let bits = bits_of(der)?;
        if bits < LEAST_LEGACY_BITS {
            return Err(too_short(bits, LEAST_LEGACY_BITS));
        }
        let key = legacy::PrivateKey::from_pkcs1(der)?;
        let backend = Backend::Legacy(Arc::new(key));
        Ok(Self { backend, bits })
    }

    /// Returns the length of the modulus, in bits.
    pub fn bits(&self) -> usize {
        self.bits
    }

    /// Signs these bytes with an RSA method, and returns the signature in base64 with padding.
    ///
    /// # Errors
    ///
    /// - [`RsaKeyError::NotAnRsaMethod`] if the method is not an RSA method.
    /// - [`RsaKeyError::Sha1NeedsLegacy`] if the method is RSA-SHA1 and the key was not read for
    ///   it.
    /// - [`RsaKeyError::TooShortForPss`] if the method is RSA-PSS and the key is short.
    /// - [`RsaKeyError::SigningFailed`] if the cryptographic library cannot sign with the key.
    pub fn sign(&self, method: SignatureMethod, text: &[u8]) -> Result<String, RsaKeyError> {
        self.check(method)?;
        let signature = match &self.backend {
            Backend::Ring(key) => {
                let encoding: &dyn RsaEncoding = match method {
                    SignatureMethod::RsaSha512 => &RSA_PKCS1_SHA512,
                    SignatureMethod::RsaPss => &RSA_PSS_SHA256,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(encoding, &SystemRandom::new(), text, &mut signature)
                    .map_err(|_| RsaKeyError::SigningFailed)?;
                signature
            }
            #[cfg(feature = "rsa-legacy")]
            Backend::Legacy(key) => {
                let signature = key.sign(method, text);
                signature.map_err(|_| RsaKeyError::SigningFailed)?
            }
        };
        Ok(STANDARD.encode(signature))
    }

    fn check(&self, method: SignatureMethod) -> Result<(), RsaKeyError> {
        let modern = matches!(self.backend, Backend::Ring(_));
        match method {
            SignatureMethod::RsaSha1 if modern => Err(RsaKeyError::Sha1NeedsLegacy),
            // No server verifies RSA-PSS with a short key, and neither does this crate.
            SignatureMethod::RsaPss if self.bits < LEAST_BITS => {
                let (bits, least) = (self.bits, LEAST_BITS);
                Err(RsaKeyError::TooShortForPss { bits, least })
            }
            method if method.is_rsa() => Ok(()),
            method => {
                let method = method.name();
                Err(RsaKeyError::NotAnRsaMethod { method })
            }
        }
    }
}

fn too_short(bits: usize, least: usize) -> RsaKeyError {
    RsaKeyError::TooShort { bits, least }
}

fn bits_of(pkcs1: &[u8]) -> Result<usize, RsaKeyError> {
    let accepted = format::PRIVATE;
    let key = pkcs1::RsaPrivateKeyRef::from_der(pkcs1);
    let key = key.map_err(|_| RsaKeyError::Malformed { accepted })?;
    Ok(bits(key.modulus.as_bytes()))
}

impl fmt::Debug for RsaPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaPrivateKey")
            .field("bits", &self.bits)
            .finish_non_exhaustive()
    }
}

/// A private key and the one method that it signs with.
pub(crate) struct RsaSigning {
    method: SignatureMethod,
    key: RsaPrivateKey,
}

impl RsaSigning {
    pub(crate) fn new(method: SignatureMethod, key: RsaPrivateKey) -> Result<Self, RsaKeyError> {
        key.check(method)?;
        Ok(Self { method, key })
    }
}

impl SignBaseString for RsaSigning {
    fn method(&self) -> &'static str {
        self.method.name()
    }

    fn sign(&self, base_string: &[u8]) -> Result<String, BoxError> {
        Ok(self.key.sign(self.method, base_string)?)
    }

    fn body_hash_algorithm(&self) -> BodyHashAlgorithm {
        BodyHashAlgorithm::for_method(self.method)
    }
}
