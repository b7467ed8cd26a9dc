//! Checks signatures in both directions against the command line of OpenSSL, which shares no code
//! with this crate.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tower_oauth1::SignatureMethod;
use tower_oauth1::protocol::{RsaPrivateKey, RsaPublicKey};

use crate::sign::rsa::{MODERN, path, pem};

/// Returns the arguments of OpenSSL for a method.
fn digest(method: SignatureMethod) -> &'static [&'static str] {
    match method {
        SignatureMethod::RsaSha1 => &["-sha1"],
        SignatureMethod::RsaSha512 => &["-sha512"],
        SignatureMethod::RsaPss => &[
            "-sha256",
            "-sigopt",
            "rsa_padding_mode:pss",
            "-sigopt",
            "rsa_pss_saltlen:32",
            "-sigopt",
            "rsa_mgf1_md:sha256",
        ],
        _ => &["-sha256"],
    }
}

/// Runs OpenSSL. Returns its output, or `None` if it fails.
fn openssl(arguments: &[&str]) -> Option<Vec<u8>> {
    let output = Command::new("openssl").args(arguments).output().unwrap();
    output.status.success().then_some(output.stdout)
}

/// Returns whether OpenSSL is installed. Panics if CI requires it and it is missing.
fn is_installed() -> bool {
    if Command::new("openssl").arg("version").output().is_ok() {
        return true;
    }
    let required =
        std::env::var_os("TOWER_OAUTH1_OPENSSL").is_some_and(|value| value == "required");
    assert!(!required, "openssl is required here, but not installed");
    println!("skipped: there is no openssl");
    false
}

const TEXTS: [&[u8]; 3] = [
    b"",
    b"POST&https%3A%2F%2Fh%2F&a%3Db",
    &[0, 255, 10, 13, 37, 128],
];

/// OpenSSL verifies our signatures and we verify those of OpenSSL. Both refuse the signature of
/// another text.
fn both_ways(private: &RsaPrivateKey, private_file: &str, public_file: &str, name: &str) {
    let public = pem(public_file);
    let public = match private.bits() {
        #[cfg(feature = "rsa-legacy")]
        1024 => RsaPublicKey::legacy_from_pem(&public).unwrap(),
        _ => RsaPublicKey::from_pem(&public).unwrap(),
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("openssl-{name}"));
    fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (text_file, signature_file) = (file("text"), file("signature"));
    let key = |name: &str| path(name).to_str().unwrap().to_owned();
    let mut methods = MODERN.to_vec();
    if cfg!(feature = "rsa-legacy") && name != "modern" {
        methods.push(SignatureMethod::RsaSha1);
    }
    for method in methods {
        if method == SignatureMethod::RsaPss && private.bits() < 2048 {
            continue;
        }
        for text in TEXTS {
            fs::write(&text_file, text).unwrap();
            let signature = private.sign(method, text).unwrap();
            fs::write(&signature_file, STANDARD.decode(&signature).unwrap()).unwrap();
            let public_key = key(public_file);
            let verify = || {
                let verify = [
                    "dgst",
                    "-verify",
                    &public_key,
                    "-signature",
                    &signature_file,
                ];
                openssl(&[&verify[..1], digest(method), &verify[1..], &[&text_file]].concat())
            };
            assert!(verify().is_some(), "{method}, signed by this crate");
            fs::write(&text_file, [text, b"x"].concat()).unwrap();
            assert!(verify().is_none(), "{method}, another text");

            fs::write(&text_file, text).unwrap();
            let private_key = key(private_file);
            let sign = ["-sign", &private_key, &text_file];
            let signed = openssl(&[&["dgst"], digest(method), &sign[..]].concat());
            let signed = STANDARD.encode(signed.expect("OpenSSL signs"));
            let verify = |text: &[u8]| public.verify(method, text, signed.as_bytes()).is_ok();
            assert!(verify(text), "{method}, signed by OpenSSL");
            assert!(!verify(&[text, b"x"].concat()), "{method}, another text");
        }
    }
}

#[test]
fn the_modern_backend() {
    if is_installed() {
        let key = RsaPrivateKey::from_pem(&pem("private-pkcs8.pem")).unwrap();
        both_ways(&key, "private-pkcs8.pem", "public-spki.pem", "modern");
    }
}

#[cfg(feature = "rsa-legacy")]
#[test]
fn the_legacy_backend() {
    if is_installed() {
        let key = RsaPrivateKey::legacy_from_pem(&pem("private-pkcs1.pem")).unwrap();
        both_ways(&key, "private-pkcs1.pem", "public-spki.pem", "legacy");
        let short = RsaPrivateKey::legacy_from_pem(&pem("short-private.pem")).unwrap();
        both_ways(&short, "short-private.pem", "short-public.pem", "short");
    }
}
