//! The OAuth Request Body Hash extension (draft-eaton-oauth-bodyhash-00): `oauth_body_hash`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

use super::method::SignatureMethod;

/// The hash algorithm of `oauth_body_hash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyHashAlgorithm {
    /// SHA-1. The draft uses it with HMAC-SHA1 (LTI outcomes service).
    Sha1,
    /// SHA-256 (Mastercard).
    Sha256,
    /// SHA-512.
    Sha512,
}

impl BodyHashAlgorithm {
    /// Returns the algorithm that belongs to a signature method: the hash that the method signs
    /// with, and SHA-1 for PLAINTEXT and custom methods.
    pub fn for_method(method: SignatureMethod) -> Self {
        match method {
            SignatureMethod::HmacSha1 | SignatureMethod::Plaintext | SignatureMethod::Custom(_) => {
                Self::Sha1
            }
            SignatureMethod::HmacSha256 => Self::Sha256,
            SignatureMethod::HmacSha512 => Self::Sha512,
            #[cfg(feature = "rsa")]
            SignatureMethod::RsaSha1 => Self::Sha1,
            #[cfg(feature = "rsa")]
            SignatureMethod::RsaSha256 | SignatureMethod::RsaPss => Self::Sha256,
            #[cfg(feature = "rsa")]
            SignatureMethod::RsaSha512 => Self::Sha512,
        }
    }

    /// Returns the algorithm whose hash has this length in base64. Clients may use a different hash
    /// algorithm from that of the signature method.
    pub(crate) fn for_length(base64: usize) -> Option<Self> {
        match base64 {
            28 => Some(Self::Sha1),
            44 => Some(Self::Sha256),
            88 => Some(Self::Sha512),
            _ => None,
        }
    }

    /// Returns the value of `oauth_body_hash` for a body: its hash in base64 with padding. For a
    /// request without a body, pass no bytes.
    ///
    /// ```
    /// use tower_oauth1::protocol::BodyHashAlgorithm;
    ///
    /// assert_eq!(BodyHashAlgorithm::Sha1.hash(b"Hello World!"), "Lve95gjOVATpfV8EL5X4nxwjKHE=");
    /// ```
    pub fn hash(self, body: &[u8]) -> String {
        match self {
            Self::Sha1 => STANDARD.encode(Sha1::digest(body)),
            Self::Sha256 => STANDARD.encode(Sha256::digest(body)),
            Self::Sha512 => STANDARD.encode(Sha512::digest(body)),
        }
    }
}
