//! RFC 5849 section 3.4: signatures, and the error for a signature that does not match.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac;

use crate::credentials::secret::Secret;
use crate::protocol::encoding::writer::{SHORT_TEXT, ShortText};

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

/// The length of the longest MAC, HMAC-SHA512, in bytes.
const LONGEST_MAC: usize = 64;
/// The length of the longest MAC in base64.
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
    pub(crate) fn from_mac(mac: &MacBytes) -> Self {
        let mut base64 = [0; LONGEST_BASE64];
        let length = STANDARD
            .encode_slice(mac.as_bytes(), &mut base64)
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
}

/// The bytes of a MAC.
pub(crate) struct MacBytes {
    bytes: [u8; LONGEST_MAC],
    length: usize,
}

impl MacBytes {
    #[inline]
    pub(crate) fn new<M: Mac>(mac: M) -> Self {
        let mac = mac.finalize().into_bytes();
        let mut bytes = [0; LONGEST_MAC];
        bytes[..mac.len()].copy_from_slice(&mac);
        Self {
            bytes,
            length: mac.len(),
        }
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Calls `take` with the MAC in base64, percent-encoded.
    ///
    /// Each six bits are one entry of a table: a letter, a digit, `%2B` or `%2F`.
    pub(crate) fn encoded<T>(&self, take: impl FnOnce(&[u8]) -> T) -> T {
        static SYMBOLS: [ShortText; 64] = symbols();
        let symbol = |bits: u32| SYMBOLS[(bits & 63) as usize];
        let padding = const { ShortText::new(b"%3D") };
        let (mut text, mut end) = ([0; 3 * LONGEST_BASE64 + FOUR], 0);
        let mut write = |symbols: [ShortText; 4]| {
            let four: Option<&mut [u8; FOUR]> = text[end..].first_chunk_mut();
            let four = four.expect("the array has space for the longest MAC");
            end += symbols
                .into_iter()
                .fold(0, |at, symbol| symbol.write(four, at));
        };
        let mut three = self.as_bytes().chunks_exact(3);
        for bytes in &mut three {
            let bits = u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]);
            write([18, 12, 6, 0].map(|shift| symbol(bits >> shift)));
        }
        match *three.remainder() {
            [one] => {
                let bits = u32::from(one) << 4;
                write([symbol(bits >> 6), symbol(bits), padding, padding]);
            }
            [one, two] => {
                let bits = u32::from_be_bytes([0, 0, one, two]) << 2;
                write([symbol(bits >> 12), symbol(bits >> 6), symbol(bits), padding]);
            }
            _ => {}
        }
        take(&text[..end])
    }
}

/// The space for four symbols: at most 7 bytes each as the compiler sees it, and a last store of
/// eight bytes.
const FOUR: usize = 4 * SHORT_TEXT;

/// Returns the alphabet of base64, each symbol percent-encoded.
const fn symbols() -> [ShortText; 64] {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut symbols = [ShortText::new(b""); 64];
    let mut at = 0;
    while at < 64 {
        symbols[at] = match ALPHABET[at] {
            b'+' => ShortText::new(b"%2B"),
            b'/' => ShortText::new(b"%2F"),
            symbol => ShortText::new(&[symbol]),
        };
        at += 1;
    }
    symbols
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::percent_encode;

    /// The bytes 255 are the longest text: each `/` of base64 is three bytes.
    #[test]
    fn macs_of_every_length_are_encoded_as_base64_and_then_percent_encoded() {
        for byte in [0, 0x5a, 0xfb, 0xff] {
            for length in 0..=LONGEST_MAC {
                let bytes = [byte; LONGEST_MAC];
                let mac = MacBytes { bytes, length };
                let base64 = STANDARD.encode(mac.as_bytes());
                let expected = percent_encode(base64.as_bytes());
                mac.encoded(|text| assert_eq!(text, expected.as_bytes()));
            }
        }
    }
}
