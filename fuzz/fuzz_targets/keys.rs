//! Any bytes as a key, in PEM and in DER: a pair of keys that is read signs and verifies. The first
//! byte chooses the kind.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tower_oauth1::SignatureMethod;
use tower_oauth1::protocol::{RsaKeyError, RsaPrivateKey, RsaPublicKey};

/// The passphrase of the keys in `tests/fixtures/rsa`.
const PASSPHRASE: &str = "correct-horse";

fn private(kind: u8, key: &[u8]) -> Option<Result<RsaPrivateKey, RsaKeyError>> {
    let pem = || std::str::from_utf8(key).ok();
    Some(match kind {
        0 => RsaPrivateKey::from_pem(pem()?),
        1 => RsaPrivateKey::from_der(key),
        2 => RsaPrivateKey::legacy_from_pem(pem()?),
        3 => RsaPrivateKey::legacy_from_der(key),
        4 => RsaPrivateKey::from_encrypted_pem(pem()?, PASSPHRASE),
        5 => RsaPrivateKey::from_encrypted_der(key, PASSPHRASE),
        _ => return None,
    })
}

fn public(kind: u8, key: &[u8]) -> Option<Result<RsaPublicKey, RsaKeyError>> {
    let pem = || std::str::from_utf8(key).ok();
    Some(match kind {
        6 => RsaPublicKey::from_pem(pem()?),
        7 => RsaPublicKey::from_der(key),
        8 => RsaPublicKey::legacy_from_pem(pem()?),
        9 => RsaPublicKey::legacy_from_der(key),
        _ => return None,
    })
}

fuzz_target!(|data: &[u8]| {
    let Some((kind, key)) = data.split_first() else {
        return;
    };
    match private(kind % 10, key) {
        Some(Ok(key)) => {
            assert!(key.bits() >= 512, "{}", key.bits());
            let _ = key.sign(SignatureMethod::RsaSha256, b"text");
        }
        Some(Err(error)) => assert!(!error.to_string().is_empty()),
        None => {}
    }
    match public(kind % 10, key) {
        Some(Ok(key)) => {
            assert!(key.bits() >= 512, "{}", key.bits());
            let signature = vec![1; key.bits().div_ceil(8)];
            for method in [SignatureMethod::RsaSha1, SignatureMethod::RsaSha256] {
                assert!(
                    key.verify(method, b"text", &signature).is_err(),
                    "a forgery"
                );
            }
        }
        Some(Err(error)) => assert!(!error.to_string().is_empty()),
        None => {}
    }
});
