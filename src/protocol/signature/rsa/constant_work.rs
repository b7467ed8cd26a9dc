//! Compares RSA signatures with work that does not depend on whether there is a key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pkcs1::der::Decode;
use ring::signature::{RsaPublicKeyComponents, UnparsedPublicKey};

use super::public_key::{MOST_BITS, RsaPublicKey, parameters};
#[cfg(test)]
use crate::protocol::signature::key::compared;
use crate::protocol::signature::method::SignatureMethod;

/// The modulus of a dummy key: as many of these bytes as the signature has. The modulus need not be
/// the product of two primes, because the result of the verification is not used.
const MODULUS: [u8; MOST_BITS / 8] = [0xff; MOST_BITS / 8];
const EXPONENT: [u8; 3] = [1, 0, 1];

impl RsaPublicKey {
    /// Returns whether the signature (base64 with padding) belongs to the key, if there is a key.
    ///
    /// The work depends on the request and not on the key. ring returns early if the modulus of the
    /// key rules the signature out. In this case, a dummy key with the length of the signature does
    /// the same work. (Keys with an exponent other than 65537 are rare, and their work differs.)
    pub(crate) fn matches(
        key: Option<&Self>,
        method: SignatureMethod,
        base_string: &[u8],
        signature: &[u8],
    ) -> bool {
        let Ok(mut signature) = STANDARD.decode(signature) else {
            return false;
        };
        if let Some(key) = key.filter(|key| key.may_have_made(&signature)) {
            #[cfg(test)]
            compared::count("RSA", key.bits() / 8);
            let key = parameters(method, key.legacy)
                .map(|parameters| UnparsedPublicKey::new(parameters, &key.der));
            return key.is_some_and(|key| key.verify(base_string, &signature).is_ok());
        }
        let parameters = parameters(method, cfg!(feature = "rsa-legacy"));
        let modulus = MODULUS.get(..signature.len());
        let (Some(parameters), Some(n)) = (parameters, modulus) else {
            return false;
        };
        // The signature as a number must be between 0 and the modulus.
        if let [first, .., last] = &mut signature[..] {
            *first &= 0x7f;
            *last |= 1;
        }
        #[cfg(test)]
        if is_between(&signature, n) {
            compared::count("RSA", n.len());
        }
        let key = RsaPublicKeyComponents { n, e: &EXPONENT };
        let _never = key.verify(parameters, base_string, &signature);
        false
    }

    /// Returns whether the signature is a number between 0 and the modulus of this key, and has the
    /// length of the modulus.
    fn may_have_made(&self, signature: &[u8]) -> bool {
        let key = pkcs1::RsaPublicKeyRef::from_der(&self.der);
        key.is_ok_and(|key| is_between(signature, key.modulus.as_bytes()))
    }
}

/// Returns whether the signature is a number between 0 and the modulus, and has its length. For any
/// other signature, ring returns early.
fn is_between(signature: &[u8], modulus: &[u8]) -> bool {
    let is_zero = signature.iter().all(|&byte| byte == 0);
    modulus.len() == signature.len() && signature < modulus && !is_zero
}

#[cfg(test)]
mod tests {
    use super::*;

    const METHOD: SignatureMethod = SignatureMethod::RsaSha256;

    /// Counts the verifications that ring does not end early, and the length of their modulus in
    /// bytes. (The benchmark `verifying` measures their time.)
    fn work(key: Option<&RsaPublicKey>, signature: &[u8]) -> Vec<(&'static str, usize)> {
        compared::take();
        let signature = STANDARD.encode(signature);
        let matches = RsaPublicKey::matches(key, METHOD, b"text", signature.as_bytes());
        assert!(!matches);
        compared::take()
    }

    #[test]
    fn a_comparison_is_the_same_work_with_and_without_a_key() {
        let pem = include_str!("../../../../tests/fixtures/rsa/public-spki.pem");
        let short = RsaPublicKey::from_pem(pem).unwrap();
        let pem = include_str!("../../../../tests/fixtures/rsa/public-4096.pem");
        let long = RsaPublicKey::from_pem(pem).unwrap();
        assert_eq!((short.bits(), long.bits()), (2048, 4096));
        for length in [256, 384, 512] {
            let with = |change: fn(&mut Vec<u8>)| {
                let mut signature = vec![0; length];
                change(&mut signature);
                signature
            };
            for signature in [
                with(|signature| signature.fill(0x55)),
                with(|signature| signature.fill(0xff)),
                with(|_| {}),
                with(|signature| signature[0] = 0x80),
                with(|signature| signature[0] = 0x7f),
            ] {
                for key in [Some(&short), Some(&long), None] {
                    let case = format!("{key:?}, {length} bytes, {}", signature[0]);
                    assert_eq!(work(key, &signature), [("RSA", length)], "{case}");
                }
            }
        }
    }

    #[test]
    fn a_signature_is_less_than_the_modulus() {
        let modulus = [0xc0, 0, 1];
        assert!(is_between(&[0xc0, 0, 0], &modulus));
        assert!(is_between(&[0, 0, 1], &modulus));
        for out_of_range in [
            &modulus[..],
            &[0xc0, 0, 2],
            &[0, 0, 0],
            &[0, 1],
            &[0, 0, 0, 1],
        ] {
            assert!(!is_between(out_of_range, &modulus), "{out_of_range:?}");
        }
    }

    #[test]
    fn what_no_key_can_have_made_is_refused() {
        for length in [0, 1, 2, 255, 1025, 5000] {
            let signature = STANDARD.encode(vec![1; length]);
            for method in SignatureMethod::ALL {
                let matches = RsaPublicKey::matches(None, *method, b"", signature.as_bytes());
                assert!(!matches, "{length} {method:?}");
            }
        }
        assert!(!RsaPublicKey::matches(None, METHOD, b"", b"no base64"));
    }
}
