//! Signing with the crate `rsa`, for RSA-SHA1 and short keys (RUSTSEC-2023-0071).

use rsa::pkcs1::DecodeRsaPrivateKey;
use rsa::{Pkcs1v15Sign, Pss};
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha512};

use super::error::RsaKeyError;
use crate::protocol::signature::method::SignatureMethod;

/// The bytes before a digest in a signature: RFC 8017 section 9.2, note 1.
const SHA1_PREFIX: &[u8] = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
const SHA256_PREFIX: &[u8] =
    b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
const SHA512_PREFIX: &[u8] =
    b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";

/// The key. The crate `rsa` wipes it on drop.
pub(crate) struct PrivateKey(rsa::PrivateKey);

impl PrivateKey {
    pub(crate) fn from_pkcs1(der: &[u8]) -> Result<Self, RsaKeyError> {
        let key = rsa::PrivateKey::from_pkcs1_der(der);
        key.map(Self).map_err(|_| RsaKeyError::Inconsistent)
    }

    /// Signs with blinding: random numbers hide the key from time measurements.
    pub(crate) fn sign(&self, method: SignatureMethod, text: &[u8]) -> rsa::Result<Vec<u8>> {
        let pkcs1 = |digest: &[u8], prefix: &[u8]| {
            let hash_len = Some(digest.len());
            let prefix = prefix.into();
            let padding = Pkcs1v15Sign { hash_len, prefix };
            self.0.sign_with_rng(&mut rand::rng(), padding, digest)
        };
        match method {
            SignatureMethod::RsaSha1 => pkcs1(&Sha1::digest(text), SHA1_PREFIX),
            SignatureMethod::RsaSha512 => pkcs1(&Sha512::digest(text), SHA512_PREFIX),
            SignatureMethod::RsaPss => {
                let padding = Pss::<Sha256>::new_with_salt(32);
                self.0
                    .sign_with_rng(&mut rand::rng(), padding, &Sha256::digest(text))
            }
            _ => pkcs1(&Sha256::digest(text), SHA256_PREFIX),
        }
    }
}
