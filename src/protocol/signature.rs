//! RFC 5849 section 3.4: a signature, and that one does not match.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac;

use crate::credentials::Secret;

/// A signature that does not match its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match")]
#[non_exhaustive]
pub struct SignatureMismatch;

impl SignatureMismatch {
    /// For methods of one's own: see [`VerifyBaseString`](super::VerifyBaseString).
    pub fn new() -> Self {
        Self
    }
}

impl Default for SignatureMismatch {
    fn default() -> Self {
        Self
    }
}

/// The base64 of the longest MAC, of 64 bytes.
pub(super) const LONGEST_MAC: usize = 88;

/// A signature as the value of `oauth_signature`, before it is percent-encoded: base64 with
/// padding, or for PLAINTEXT the encoded secrets. So `Debug` redacts it.
#[derive(Clone)]
pub struct Signature(Value);

#[derive(Clone)]
enum Value {
    /// Base64 of at most 64 bytes, without an allocation.
    Mac {
        base64: [u8; LONGEST_MAC],
        length: usize,
    },
    Plaintext(Secret),
}

impl Signature {
    pub(super) fn of_mac<M: Mac>(mac: M) -> Self {
        let mut base64 = [0; LONGEST_MAC];
        let length = STANDARD
            .encode_slice(mac.finalize().into_bytes(), &mut base64)
            .expect("64 bytes in base64 are 88");
        Self(Value::Mac { base64, length })
    }

    /// Of PLAINTEXT: both secrets, encoded and joined.
    pub(super) fn of_secrets(text: Secret) -> Self {
        Self(Value::Plaintext(text))
    }

    /// The text. For PLAINTEXT it is a secret.
    #[allow(clippy::missing_panics_doc, reason = "base64 is ASCII")]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).expect("base64 is ASCII")
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Value::Mac { base64, length } => &base64[..*length],
            Value::Plaintext(secret) => secret.expose().as_bytes(),
        }
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature([redacted])")
    }
}
