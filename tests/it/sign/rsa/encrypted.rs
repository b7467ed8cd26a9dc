//! Private keys that are encrypted with a passphrase. OpenSSL encrypted them.

use tower_oauth1::SignatureMethod;
use tower_oauth1::protocol::{RsaKeyError, RsaPrivateKey, RsaPublicKey};

use crate::sign::rsa::pem;

const PASSPHRASE: &str = "correct-horse";

fn read(file: &str, passphrase: &str) -> Result<RsaPrivateKey, RsaKeyError> {
    RsaPrivateKey::from_encrypted_pem(&pem(file), passphrase)
}

#[test]
fn the_passphrase_opens_the_key() {
    let public = RsaPublicKey::from_pem(&pem("public-spki.pem")).unwrap();
    let method = SignatureMethod::RsaSha256;
    for file in [
        "passphrase-aes.pem",
        "passphrase-sha1.pem",
        "passphrase-des3.pem",
        "passphrase-scrypt.pem",
        // Not encrypted.
        "private-pkcs8.pem",
        "private-pkcs1.pem",
        "bundle.pem",
    ] {
        let key = read(file, PASSPHRASE).unwrap_or_else(|error| panic!("{file}: {error}"));
        let signature = key.sign(method, b"text").unwrap();
        let verified = public.verify(method, b"text", signature.as_bytes());
        assert!(verified.is_ok(), "{file}");
    }
    // Passphrases are bytes.
    let text = pem("passphrase-aes.pem");
    let passphrase = PASSPHRASE.as_bytes();
    assert!(RsaPrivateKey::from_encrypted_pem(&text, passphrase).is_ok());
    assert!(RsaPrivateKey::from_encrypted_pem(&text, passphrase.to_vec()).is_ok());
    assert!(RsaPrivateKey::from_encrypted_pem(&text, PASSPHRASE.to_owned()).is_ok());
    // White space in the file does not matter here either.
    let spaced = text.replace('\n', " \r\n");
    assert!(RsaPrivateKey::from_encrypted_pem(&spaced, PASSPHRASE).is_ok());
    let escaped = text.replace('\n', "\\n");
    let error = RsaPrivateKey::from_encrypted_pem(&escaped, PASSPHRASE).unwrap_err();
    assert_eq!(error, RsaKeyError::EscapedLineBreaks);
}

#[test]
fn wrong_passphrases() {
    for passphrase in ["", "correct-horsE", "correct-horse "] {
        let error = read("passphrase-scrypt.pem", passphrase).unwrap_err();
        assert_eq!(error, RsaKeyError::WrongPassphrase, "{passphrase}");
    }
    // Once in 256 times, a wrong passphrase decrypts to bytes with a valid padding.
    for number in 0..600 {
        let passphrase = format!("wrong {number}");
        let error = read("passphrase-scrypt.pem", &passphrase).unwrap_err();
        assert_eq!(error, RsaKeyError::WrongPassphrase, "{passphrase}");
        assert!(!error.to_string().contains(&passphrase));
    }
}

#[test]
fn other_encryptions_are_named_with_the_cure() {
    for file in ["passphrase-pbes1.pem", "private-pkcs1-encrypted.pem"] {
        let error = read(file, PASSPHRASE).unwrap_err();
        assert_eq!(error, RsaKeyError::UnsupportedEncryption, "{file}");
        assert!(
            error.to_string().contains("`openssl pkcs8 -topk8"),
            "{error}"
        );
    }
    let error = RsaPrivateKey::from_pem(&pem("passphrase-aes.pem")).unwrap_err();
    assert_eq!(error, RsaKeyError::Encrypted);
    assert!(error.to_string().contains("from_encrypted_pem"), "{error}");
}

#[test]
fn what_is_inside_is_checked_as_ever() {
    let least = 2048;
    let short = RsaKeyError::TooShort { bits: 1024, least };
    assert_eq!(read("passphrase-short.pem", PASSPHRASE).unwrap_err(), short);
    assert_eq!(read("ec.pem", PASSPHRASE).unwrap_err(), RsaKeyError::NotRsa);
    let certificate = read("certificate.pem", PASSPHRASE).unwrap_err();
    assert!(matches!(certificate, RsaKeyError::WrongKind { .. }));
}

#[cfg(feature = "rsa-legacy")]
#[test]
fn keys_for_rsa_sha1() {
    for (file, bits) in [("passphrase-aes.pem", 2048), ("passphrase-short.pem", 1024)] {
        let key = RsaPrivateKey::legacy_from_encrypted_pem(&pem(file), PASSPHRASE).unwrap();
        assert_eq!(key.bits(), bits);
        assert!(
            key.sign(SignatureMethod::RsaSha1, b"text").is_ok(),
            "{file}"
        );
    }
}
