//! RFC 5849 sections 3.4.2 and 3.4.4: keys made of shared secrets.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::method::SignatureMethod;
use super::value::{LONGEST_BASE64, MacBytes, Signature, SignatureMismatch};
use crate::credentials::secret::{Secret, digest};
use crate::protocol::base_string::SignatureBaseString;
use crate::protocol::encoding::percent_encode_onto;

/// A signature method and its key, set up once and used for many requests.
///
/// For the HMAC methods, the key is both secrets, percent-encoded and separated by `&` (section
/// 3.4.2). Only the state of the MAC after it took the key is kept. It is wiped on drop.
///
/// ```
/// use tower_oauth1::SignatureMethod;
/// use tower_oauth1::protocol::SigningKey;
///
/// let key = SigningKey::new(SignatureMethod::HmacSha1, "cs", "ts").expect("an HMAC");
/// assert_eq!(key.sign_bytes(b"bs").as_str(), "VZVjXceV7JgPq/dOTnNmEfO0Fv8=");
/// assert!(key.verify_bytes(b"bs", b"VZVjXceV7JgPq/dOTnNmEfO0Fv8=").is_ok());
/// ```
#[derive(Clone)]
pub struct SigningKey(Keyed);

#[derive(Clone)]
enum Keyed {
    HmacSha1(Hmac<Sha1>),
    HmacSha256(Hmac<Sha256>),
    HmacSha512(Hmac<Sha512>),
    Plaintext {
        text: Secret,
        digest: Zeroizing<[u8; 20]>,
    },
}

impl SigningKey {
    /// Creates the key from both secrets (decoded). Without a token, the token secret is empty.
    /// Returns `None` for RSA and custom methods: a shared secret is not a key for them.
    #[allow(clippy::missing_panics_doc, reason = "encoded text is ASCII")]
    pub fn new(method: SignatureMethod, client_secret: &str, token_secret: &str) -> Option<Self> {
        // Capacity for every byte encoded. If the vector grew, copies of the secrets would stay in
        // memory.
        let room = 3 * (client_secret.len() + token_secret.len()) + 1;
        let mut key = Zeroizing::new(Vec::with_capacity(room));
        percent_encode_onto(client_secret.as_bytes(), &mut key);
        key.push(b'&');
        percent_encode_onto(token_secret.as_bytes(), &mut key);
        match method {
            SignatureMethod::Plaintext => Some(Self(Keyed::Plaintext {
                text: Secret::new(std::str::from_utf8(&key).expect("encoded text is ASCII")),
                digest: Zeroizing::new(digest(&key)),
            })),
            method => Self::from_bytes(method, &key),
        }
    }

    /// Creates an HMAC key from bytes, for services that derive a key instead of joining two
    /// secrets (Interactive Brokers). Returns `None` for all methods that are not HMAC.
    pub fn from_bytes(method: SignatureMethod, key: &[u8]) -> Option<Self> {
        Some(Self(match method {
            SignatureMethod::HmacSha1 => Keyed::HmacSha1(keyed(key)),
            SignatureMethod::HmacSha256 => Keyed::HmacSha256(keyed(key)),
            SignatureMethod::HmacSha512 => Keyed::HmacSha512(keyed(key)),
            #[cfg(feature = "rsa")]
            SignatureMethod::RsaSha1
            | SignatureMethod::RsaSha256
            | SignatureMethod::RsaSha512
            | SignatureMethod::RsaPss => return None,
            SignatureMethod::Custom(_) | SignatureMethod::Plaintext => return None,
        }))
    }

    /// Signs the base string of a request. PLAINTEXT ignores it.
    pub fn sign(&self, base_string: &SignatureBaseString<'_>) -> Signature {
        self.signature(&mut |take| base_string.pass(take))
    }

    /// Signs a base string that is given as bytes.
    pub fn sign_bytes(&self, base_string: &[u8]) -> Signature {
        self.signature(&mut |take| take(base_string))
    }

    fn signature(&self, base_string: Pass<'_>) -> Signature {
        match self.mac(base_string) {
            Ok(mac) => Signature::from_mac(&mac),
            Err(secrets) => Signature::from_text(secrets.clone()),
        }
    }

    /// Returns the MAC of a base string, or the secrets of PLAINTEXT, which has no MAC.
    pub(crate) fn mac(&self, base_string: Pass<'_>) -> Result<MacBytes, &Secret> {
        match &self.0 {
            Keyed::HmacSha1(key) => Ok(mac(key, base_string)),
            Keyed::HmacSha256(key) => Ok(mac(key, base_string)),
            Keyed::HmacSha512(key) => Ok(mac(key, base_string)),
            Keyed::Plaintext { text, .. } => Err(text),
        }
    }

    /// Compares a signature (base64, or the secrets of PLAINTEXT) with the correct signature, in
    /// constant time.
    ///
    /// # Errors
    ///
    /// Returns [`SignatureMismatch`] if the signature differs, or is not base64 with padding.
    pub fn verify(
        &self,
        base_string: &SignatureBaseString<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureMismatch> {
        self.verify_passed(&mut |take| base_string.pass(take), signature)
    }

    /// Like [`verify`](Self::verify), for a base string that is given as bytes.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`verify`](Self::verify).
    pub fn verify_bytes(
        &self,
        base_string: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureMismatch> {
        self.verify_passed(&mut |take| take(base_string), signature)
    }

    fn verify_passed(
        &self,
        base_string: Pass<'_>,
        signature: &[u8],
    ) -> Result<(), SignatureMismatch> {
        #[cfg(test)]
        compared::count("secrets", 0);
        // The MAC is computed before the signature is decoded. The time of a refusal must not show
        // what is wrong with the text of the signature.
        let matches = match &self.0 {
            Keyed::HmacSha1(key) => check(key, base_string, signature),
            Keyed::HmacSha256(key) => check(key, base_string, signature),
            Keyed::HmacSha512(key) => check(key, base_string, signature),
            Keyed::Plaintext { digest: own, .. } => digest(signature).ct_eq(&**own).into(),
        };
        matches.then_some(()).ok_or(SignatureMismatch)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey([redacted])")
    }
}

/// Records the kinds of keys that a thread compared signatures with, and the lengths of the RSA
/// keys in bytes. Tests check that each refusal costs the same.
#[cfg(test)]
pub(crate) mod compared {
    use std::cell::RefCell;

    type Comparison = (&'static str, usize);

    thread_local!(static BY: RefCell<Vec<Comparison>> = const { RefCell::new(Vec::new()) });

    pub(crate) fn count(kind: &'static str, length: usize) {
        BY.with_borrow_mut(|by| by.push((kind, length)));
    }

    pub(crate) fn take() -> Vec<Comparison> {
        BY.take()
    }
}

fn keyed<M: KeyInit>(key: &[u8]) -> M {
    M::new_from_slice(key).expect("HMAC takes keys of any length")
}

/// A function that passes a base string on, in one or more pieces.
pub(crate) type Pass<'a> = &'a mut dyn FnMut(&mut dyn FnMut(&[u8]));

fn mac<M: Mac + Clone>(key: &M, base_string: Pass<'_>) -> MacBytes {
    let mut mac = key.clone();
    base_string(&mut |piece| mac.update(piece));
    MacBytes::new(mac)
}

fn check<M: Mac + Clone>(key: &M, base_string: Pass<'_>, signature: &[u8]) -> bool {
    let mut mac = key.clone();
    base_string(&mut |piece| mac.update(piece));
    // The array fits every MAC. A longer text is not one.
    let mut bytes = [0; LONGEST_BASE64];
    match STANDARD.decode_slice(signature, &mut bytes) {
        Ok(length) => mac.verify_slice(&bytes[..length]).is_ok(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mac_is_neither_shorter_nor_longer() {
        let methods = SignatureMethod::ALL.iter().copied();
        let mut keys = 0;
        for key in methods.filter_map(|method| SigningKey::new(method, "cs", "ts")) {
            let right = key.sign_bytes(b"GET&&");
            let verify = |text: &[u8]| key.verify_bytes(b"GET&&", text).is_ok();
            assert!(verify(right.as_bytes()));
            assert!(!verify(right.as_str().repeat(2).as_bytes()));
            for length in 0..300 {
                assert!(!verify("A".repeat(length).as_bytes()), "{length}");
                let Ok(mut mac) = STANDARD.decode(right.as_str()) else {
                    continue; // PLAINTEXT
                };
                if mac.len() != length {
                    mac.resize(length, 0);
                    assert!(!verify(STANDARD.encode(mac).as_bytes()), "{length}");
                }
            }
            keys += 1;
        }
        assert!(keys > 1);
    }
}
