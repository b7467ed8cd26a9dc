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
            compared::count("RSA");
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
            #[cfg(test)]
            compared::count("RSA");
        }
        let key = RsaPublicKeyComponents { n, e: &EXPONENT };
        let _never = key.verify(parameters, base_string, &signature);
        false
    }

    /// Returns whether the signature is a number between 0 and the modulus of this key, and has the
    /// length of the modulus.
    fn may_have_made(&self, signature: &[u8]) -> bool {
        let key = pkcs1::RsaPublicKeyRef::from_der(&self.der);
        key.is_ok_and(|key| {
            let modulus = key.modulus.as_bytes();
            let is_zero = signature.iter().all(|&byte| byte == 0);
            modulus.len() == signature.len() && signature < modulus && !is_zero
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    const METHOD: SignatureMethod = SignatureMethod::RsaSha256;

    /// Returns the time of a comparison with this key, divided by the time without a key.
    ///
    /// Both are measured in turn, many times. The shortest times count, because other processes did
    /// not interrupt them.
    fn ratio(key: &RsaPublicKey, signature: &[u8]) -> f64 {
        let signature = STANDARD.encode(signature);
        let mut shortest = [Duration::MAX; 2];
        for _ in 0..100 {
            for (shortest, key) in shortest.iter_mut().zip([Some(key), None]) {
                let start = Instant::now();
                let matches = RsaPublicKey::matches(key, METHOD, b"text", signature.as_bytes());
                *shortest = start.elapsed().min(*shortest);
                assert!(!matches);
            }
        }
        shortest[0].div_duration_f64(shortest[1])
    }

    #[test]
    fn a_comparison_takes_the_same_with_and_without_a_key() {
        let pem = include_str!("../../../../tests/fixtures/rsa/public-spki.pem");
        let short = RsaPublicKey::from_pem(pem).unwrap();
        let pem = include_str!("../../../../tests/fixtures/rsa/public-4096.pem");
        let long = RsaPublicKey::from_pem(pem).unwrap();
        assert_eq!((short.bits(), long.bits()), (2048, 4096));
        for length in [256, 384, 512] {
            let mut one_high = vec![0; length];
            one_high[0] = 0x80;
            for signature in [
                vec![0x55; length],
                vec![0xff; length],
                vec![0; length],
                one_high,
            ] {
                for key in [&short, &long] {
                    let ratio = ratio(key, &signature);
                    let case = format!("{} bits, {length} bytes, {}", key.bits(), signature[0]);
                    // Half of the work is done before ring looks at the signature.
                    assert!((0.7..1.4).contains(&ratio), "{case}: {ratio}");
                }
            }
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
