//! RFC 5849 section 3.4: signatures, and the error for a signature that does not match.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac;
use zeroize::Zeroizing;

use crate::credentials::secret::Secret;
use crate::protocol::encoding::coding::{Passes, WireEncoding};
use crate::protocol::encoding::escape_table::escapes;
use crate::protocol::encoding::writer::SHORT_TEXT;
use crate::protocol::encoding::{encoded_length, percent_encode_onto};

/// Error returned when a signature does not match its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match")]
#[non_exhaustive]
pub struct SignatureMismatch;

impl SignatureMismatch {
    /// Creates the error, for custom methods: see
    /// [`VerifyBaseString`](crate::protocol::VerifyBaseString).
    pub fn new() -> Self {
        Self
    }
}

impl Default for SignatureMismatch {
    fn default() -> Self {
        Self
    }
}

/// The length of the longest MAC (64 bytes) in base64.
pub(crate) const LONGEST_BASE64: usize = 88;

/// A signature: the value of `oauth_signature` before it is percent-encoded. It is base64 with
/// padding, the encoded secrets for PLAINTEXT, or any text of a custom method. `Debug` redacts it,
/// because with PLAINTEXT it is a secret.
#[derive(Clone)]
pub struct Signature(Value);

#[derive(Clone)]
enum Value {
    /// Base64 of at most 64 bytes, without an allocation.
    Mac {
        base64: [u8; LONGEST_BASE64],
        length: usize,
    },
    /// The secrets of PLAINTEXT, or the signature of a custom method.
    Text(Secret),
}

impl Signature {
    pub(crate) fn from_mac<M: Mac>(mac: M) -> Self {
        let mut base64 = [0; LONGEST_BASE64];
        let length = STANDARD
            .encode_slice(mac.finalize().into_bytes(), &mut base64)
            .expect("64 bytes in base64 are 88");
        Self(Value::Mac { base64, length })
    }

    /// Creates a signature from the secrets of PLAINTEXT, or from the signature of another method.
    pub(crate) fn from_text(text: Secret) -> Self {
        Self(Value::Text(text))
    }

    /// Returns the text. With PLAINTEXT it is a secret.
    #[allow(clippy::missing_panics_doc, reason = "it was made of text")]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).expect("base64, or a text")
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Value::Mac { base64, length } => &base64[..*length],
            Value::Text(secret) => secret.expose().as_bytes(),
        }
    }

    /// Calls `take` with the percent-encoded signature. It is encoded once, so that its length is
    /// known before it is written. A secret is wiped afterwards.
    pub(crate) fn encoded<T>(&self, take: impl FnOnce(&[u8]) -> T) -> T {
        match &self.0 {
            Value::Mac { base64, length } => {
                let escapes = escapes(Passes::Once, WireEncoding::Plain);
                let (mut text, mut end) = ([0; 3 * LONGEST_BASE64 + SHORT_TEXT], 0);
                for &byte in &base64[..*length] {
                    end = escapes[usize::from(byte)].write(&mut text, end);
                }
                take(&text[..end])
            }
            Value::Text(secret) => {
                let secret = secret.expose().as_bytes();
                let mut text = Zeroizing::new(Vec::with_capacity(encoded_length(secret)));
                percent_encode_onto(secret, &mut text);
                take(&text)
            }
        }
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature([redacted])")
    }
}
