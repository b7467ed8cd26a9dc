//! Which files are read as keys, and what the errors say about all others.

use tower_oauth1::protocol::{RsaKeyError, RsaPrivateKey, RsaPublicKey};
use tower_oauth1::{SignatureMethod, Signer};

use crate::sign::rsa::{MODERN, der, pem};

/// The private key in every format. The next function returns its public key in every format.
fn private() -> Vec<RsaPrivateKey> {
    let from_pem = |name: &str| RsaPrivateKey::from_pem(&pem(name)).unwrap();
    let from_der = |name: &str| RsaPrivateKey::from_der(&der(name)).unwrap();
    vec![
        from_pem("private-pkcs1.pem"),
        from_pem("private-pkcs8.pem"),
        from_pem("bundle.pem"),
        from_der("private-pkcs1.der"),
        from_der("private-pkcs8.der"),
        // Variants that an editor on another system, or a copy from a terminal, may produce.
        RsaPrivateKey::from_pem(&pem("private-pkcs8.pem").replace('\n', "\r\n")).unwrap(),
        RsaPrivateKey::from_pem(&format!("the key:\n\n{}\nbye\n", pem("private-pkcs1.pem")))
            .unwrap(),
        RsaPrivateKey::from_pem(pem("private-pkcs8.pem").trim_end()).unwrap(),
    ]
}

fn public() -> Vec<RsaPublicKey> {
    let from_pem = |name: &str| RsaPublicKey::from_pem(&pem(name)).unwrap();
    let from_der = |name: &str| RsaPublicKey::from_der(&der(name)).unwrap();
    vec![
        from_pem("public-pkcs1.pem"),
        from_pem("public-spki.pem"),
        from_pem("certificate.pem"),
        from_pem("bundle.pem"),
        from_der("public-pkcs1.der"),
        from_der("public-spki.der"),
        from_der("certificate.der"),
    ]
}

#[test]
fn every_form_of_a_key_is_the_same_key() {
    for method in MODERN {
        for private in private() {
            assert_eq!(private.bits(), 2048);
            let signature = private.sign(method, b"base string").unwrap();
            for public in public() {
                assert_eq!(public.bits(), 2048);
                let verify = |method, text: &[u8], signature: &str| {
                    public.verify(method, text, signature.as_bytes()).is_ok()
                };
                assert!(verify(method, b"base string", &signature));
                assert!(!verify(method, b"base strinG", &signature));
                let other = MODERN.into_iter().find(|other| *other != method).unwrap();
                assert!(!verify(other, b"base string", &signature));
                assert!(!verify(
                    SignatureMethod::HmacSha256,
                    b"base string",
                    &signature
                ));
                for spoilt in ["", "A", &signature[1..], &format!("{signature}=")] {
                    assert!(!verify(method, b"base string", spoilt), "{spoilt}");
                }
            }
        }
    }
}

const PRIVATE: &str = "a private key in PKCS#1 or PKCS#8, not encrypted, in PEM or DER";
const PUBLIC: &str =
    "a public key in PKCS#1 or SubjectPublicKeyInfo, or an X.509 certificate, in PEM or DER";

fn wrong(found: &'static str, accepted: &'static str) -> RsaKeyError {
    RsaKeyError::WrongKind { found, accepted }
}

#[test]
fn files_without_a_private_key() {
    let accepted = PRIVATE;
    let read = |text: &str| RsaPrivateKey::from_pem(text).unwrap_err();
    let (public, certificate) = ("a public key or certificate", "a certificate request");
    for (name, error) in [
        ("private-pkcs1-encrypted.pem", RsaKeyError::Encrypted),
        ("private-pkcs8-encrypted.pem", RsaKeyError::Encrypted),
        ("ec.pem", RsaKeyError::NotRsa),
        ("ec-pkcs8.pem", RsaKeyError::NotRsa),
        ("public-spki.pem", wrong(public, accepted)),
        ("public-pkcs1.pem", wrong(public, accepted)),
        ("certificate.pem", wrong(public, accepted)),
        ("request.pem", wrong(certificate, accepted)),
        (
            "openssh.pem",
            wrong(
                "a key in OpenSSH's format (`ssh-keygen -p -m PEM -f FILE` converts the file)",
                accepted,
            ),
        ),
        (
            "pss-only.pem",
            wrong(
                "a key that may only be used for RSASSA-PSS (`openssl genrsa -out key.pem 2048` \
                 makes a key without this limit, which can sign with RSA-PSS too)",
                accepted,
            ),
        ),
        (
            "short-private.pem",
            RsaKeyError::TooShort {
                bits: 1024,
                least: 2048,
            },
        ),
        ("odd-private.pem", RsaKeyError::Length { bits: 2560 }),
        (
            "long-private.pem",
            RsaKeyError::TooLong {
                bits: 8192,
                most: 4096,
            },
        ),
    ] {
        assert_eq!(read(&pem(name)), error, "{name}");
    }
    let whole = pem("private-pkcs8.pem");
    let not_pem = RsaKeyError::NotPem { accepted };
    for text in [
        "",
        "secret",
        "-----BEGIN PRIVATE KEY-----",
        &whole[..whole.len() / 2],
        &whole.replace("MII", "M*I"),
        &whole.replace("END PRIVATE", "END PUBLIC"),
    ] {
        assert_eq!(read(text), not_pem, "{text}");
    }
    let bytes = der("private-pkcs8.der");
    let malformed = RsaKeyError::Malformed { accepted };
    for bytes in [&[][..], b"secret", &bytes[..600], &bytes[26..1000]] {
        assert_eq!(RsaPrivateKey::from_der(bytes).unwrap_err(), malformed);
    }
    let encrypted = RsaPrivateKey::from_der(&der("private-pkcs8-encrypted.der"));
    assert_eq!(encrypted.unwrap_err(), RsaKeyError::Encrypted);
    // A different prime than the one of this key.
    let mut broken = der("private-pkcs1.der");
    let at = broken.len() / 2 + 100;
    broken[at] ^= 1;
    let broken = RsaPrivateKey::from_der(&broken);
    assert_eq!(broken.unwrap_err(), RsaKeyError::Inconsistent);
}

#[test]
fn files_without_a_public_key() {
    let accepted = PUBLIC;
    for (name, error) in [
        ("private-pkcs1.pem", wrong("a private key", accepted)),
        ("private-pkcs8.pem", wrong("a private key", accepted)),
        (
            "private-pkcs8-encrypted.pem",
            wrong("a private key", accepted),
        ),
        ("ec-public.pem", RsaKeyError::NotRsa),
        ("ec-certificate.pem", RsaKeyError::NotRsa),
        ("request.pem", wrong("a certificate request", accepted)),
        (
            "short-public.pem",
            RsaKeyError::TooShort {
                bits: 1024,
                least: 2048,
            },
        ),
    ] {
        let read = RsaPublicKey::from_pem(&pem(name)).unwrap_err();
        assert_eq!(read, error, "{name}");
    }
    let malformed = RsaKeyError::Malformed { accepted };
    for bytes in [&[][..], b"secret", &der("certificate.der")[..700]] {
        assert_eq!(RsaPublicKey::from_der(bytes).unwrap_err(), malformed);
    }
}

/// In a file with several blocks, the first block that is a key counts. If no block is a key, the
/// error describes the first block.
#[test]
fn several_blocks() {
    let bad = pem("ec.pem") + &pem("openssh.pem");
    assert_eq!(
        RsaPrivateKey::from_pem(&bad).unwrap_err(),
        RsaKeyError::NotRsa
    );
    let good = bad + &pem("private-pkcs1.pem");
    assert!(RsaPrivateKey::from_pem(&good).is_ok());
    let pkcs12 = der("bundle.p12");
    let error = RsaPrivateKey::from_der(&pkcs12).unwrap_err();
    assert!(error.to_string().contains("PKCS#12"), "{error}");
}

/// A public key that cannot verify any signature is refused when it is read.
#[test]
fn public_keys_that_verify_nothing() {
    let good = der("public-pkcs1.der");
    assert!(good.ends_with(&[2, 3, 1, 0, 1]), "65537");
    let with = |exponent: &[u8]| {
        let mut der = good[..good.len() - 3].to_vec();
        der.extend_from_slice(exponent);
        RsaPublicKey::from_der(&der)
    };
    assert!(with(&[1, 0, 1]).is_ok());
    let even = with(&[1, 0, 2]).unwrap_err();
    assert_eq!(even, RsaKeyError::Inconsistent);
    let mut even = good.clone();
    let at = even.len() - 6;
    even[at] &= 0xfe;
    assert_eq!(
        RsaPublicKey::from_der(&even).unwrap_err(),
        RsaKeyError::Inconsistent
    );
}

#[test]
fn errors_say_what_was_found_and_what_is_accepted() {
    let error = RsaPrivateKey::from_pem(&pem("certificate.pem")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "this is a public key or certificate; pass a private key in PKCS#1 or PKCS#8, not \
         encrypted, in PEM or DER"
    );
    let error = RsaPrivateKey::from_pem(&pem("short-private.pem")).unwrap_err();
    assert!(error.to_string().contains("1024 bits") && error.to_string().contains("rsa-legacy"));
}

/// The key is refused by the constructor, not at the first request.
#[test]
fn a_key_is_bound_to_its_own_methods() {
    let signer = |method, key| Signer::rsa("id", method, key);
    let key = || RsaPrivateKey::from_pem(&pem("private-pkcs8.pem")).unwrap();
    for method in [SignatureMethod::HmacSha256, SignatureMethod::Plaintext] {
        let error = signer(method, key()).unwrap_err();
        let name = method.name();
        assert_eq!(error, RsaKeyError::NotAnRsaMethod { method: name });
    }
    let error = signer(SignatureMethod::RsaSha1, key()).unwrap_err();
    assert_eq!(error, RsaKeyError::Sha1NeedsLegacy);
    assert!(error.to_string().contains("`rsa-legacy`"));
    let debug = format!("{:?}{:?}", key(), signer(MODERN[0], key()).unwrap());
    assert!(debug.contains("bits: 2048") && debug.len() < 300, "{debug}");
    let debug = format!("{:?}", public()[0]);
    assert_eq!(debug, "RsaPublicKey { bits: 2048, .. }");
}

#[cfg(feature = "rsa-legacy")]
#[test]
fn short_keys_and_sha1_have_separate_constructors() {
    let long = RsaPrivateKey::legacy_from_pem(&pem("long-private.pem")).unwrap();
    assert_eq!(long.bits(), 8192);
    let private = RsaPrivateKey::legacy_from_pem(&pem("short-private.pem")).unwrap();
    let public = RsaPublicKey::legacy_from_pem(&pem("short-public.pem")).unwrap();
    assert_eq!((private.bits(), public.bits()), (1024, 1024));
    let pss = private.sign(SignatureMethod::RsaPss, b"text").unwrap_err();
    let least = 2048;
    assert_eq!(pss, RsaKeyError::TooShortForPss { bits: 1024, least });
    let odd = RsaPrivateKey::legacy_from_pem(&pem("odd-private.pem")).unwrap();
    assert_eq!(odd.bits(), 2560);
    let tiny = RsaPrivateKey::legacy_from_pem(&pem("tiny-private.pem")).unwrap_err();
    let least = 1024;
    assert_eq!(tiny, RsaKeyError::TooShort { bits: 1023, least });
    // Messages recommend the feature only if it helps.
    let short = RsaPrivateKey::from_pem(&pem("short-private.pem")).unwrap_err();
    assert!(short.to_string().contains("`rsa-legacy`"), "{short}");
    assert!(!tiny.to_string().contains("rsa-legacy"), "{tiny}");
    assert!(!pss.to_string().contains("rsa-legacy"), "{pss}");
    for method in [
        SignatureMethod::RsaSha1,
        SignatureMethod::RsaSha256,
        SignatureMethod::RsaSha512,
    ] {
        let signature = private.sign(method, b"text").unwrap();
        assert!(public.verify(method, b"text", signature.as_bytes()).is_ok());
        assert!(
            public
                .verify(method, b"texT", signature.as_bytes())
                .is_err()
        );
    }
    for text in ["ec.pem", "private-pkcs8-encrypted.pem", "certificate.pem"] {
        assert!(RsaPrivateKey::legacy_from_pem(&pem(text)).is_err());
    }
    // A public key of the modern backend verifies signatures of the legacy backend.
    let private = RsaPrivateKey::legacy_from_der(&der("private-pkcs8.der")).unwrap();
    let public = RsaPublicKey::from_pem(&pem("certificate.pem")).unwrap();
    for method in [MODERN[0], MODERN[1], MODERN[2], SignatureMethod::RsaSha1] {
        let signature = private.sign(method, b"text").unwrap();
        assert!(public.verify(method, b"text", signature.as_bytes()).is_ok());
    }
}
