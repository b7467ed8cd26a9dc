//! The messages for RSA keys that cannot be used, in a file of their own, because they need the
//! feature `rsa-legacy`: `tests/fixtures/key_messages.txt`.

use tower_oauth1::protocol::{RsaKeyError, RsaPrivateKey, RsaPublicKey};
use tower_oauth1::{SignatureMethod, Signer};

use super::{Messages, assert_all_variants};
use crate::sign::rsa::{der, pem};

fn private(name: &str) -> RsaKeyError {
    RsaPrivateKey::from_pem(&pem(name)).unwrap_err()
}

fn encrypted(name: &str, passphrase: &str) -> RsaKeyError {
    RsaPrivateKey::from_encrypted_pem(&pem(name), passphrase).unwrap_err()
}

fn errors() -> Vec<(&'static str, RsaKeyError)> {
    let whole = pem("private-pkcs8.pem");
    let key = || RsaPrivateKey::from_pem(&whole).unwrap();
    let mut broken = der("private-pkcs1.der");
    let at = broken.len() / 2 + 100;
    broken[at] ^= 1;
    let short = RsaPrivateKey::legacy_from_pem(&pem("short-private.pem")).unwrap();
    let pkcs12 = RsaPrivateKey::from_der(&der("bundle.p12")).unwrap_err();
    let from_der = |bytes: &[u8]| RsaPrivateKey::from_der(bytes).unwrap_err();
    let from_pem = |text: &str| RsaPrivateKey::from_pem(text).unwrap_err();
    let public = |name: &str| RsaPublicKey::from_pem(&pem(name)).unwrap_err();
    let signer = |method, key| Signer::rsa("id", method, key).unwrap_err();
    vec![
        ("a password instead of a key", from_pem("secret")),
        ("half of a file", from_pem(&whole[..whole.len() / 2])),
        (
            "`\\n` as two characters",
            from_pem(&whole.replace('\n', "\\n")),
        ),
        ("an encrypted key", private("private-pkcs8-encrypted.pem")),
        (
            "an encryption that is not supported",
            encrypted("passphrase-pbes1.pem", "correct-horse"),
        ),
        (
            "a wrong passphrase",
            encrypted("passphrase-aes.pem", "wrong"),
        ),
        ("a certificate", private("certificate.pem")),
        ("a certificate request", private("request.pem")),
        ("a key of OpenSSH", private("openssh.pem")),
        ("a key for RSASSA-PSS only", private("pss-only.pem")),
        ("a PKCS#12 file", pkcs12),
        (
            "a private key instead of a public key",
            public("private-pkcs8.pem"),
        ),
        ("an elliptic curve", private("ec.pem")),
        ("bytes that are not a key", from_der(b"secret")),
        ("1024 bits", private("short-private.pem")),
        (
            "1023 bits",
            RsaPrivateKey::legacy_from_pem(&pem("tiny-private.pem")).unwrap_err(),
        ),
        (
            "1024 bits with RSA-PSS",
            short.sign(SignatureMethod::RsaPss, b"text").unwrap_err(),
        ),
        ("2560 bits", private("odd-private.pem")),
        ("8192 bits", private("long-private.pem")),
        ("a damaged key", from_der(&broken)),
        (
            "RSA-SHA1 with `from_pem`",
            signer(SignatureMethod::RsaSha1, key()),
        ),
        (
            "HMAC-SHA1 with an RSA key",
            signer(SignatureMethod::HmacSha1, key()),
        ),
    ]
}

#[test]
fn the_messages_are_those_in_the_file() {
    let mut messages = Messages::default();
    messages.title("An RSA key cannot be used");
    let mut named = Vec::new();
    for (cause, error) in errors() {
        let debug = format!("{error:?}");
        named.push(debug.split(' ').next().unwrap_or_default().to_owned());
        messages.add(cause, error);
    }
    // `ring` signs with every key that it accepts.
    named.push("SigningFailed".to_owned());
    let source = include_str!("../../../src/protocol/signature/rsa/error.rs");
    assert_all_variants(source, "RsaKeyError", &named);
    messages.compare("key_messages.txt");
}
