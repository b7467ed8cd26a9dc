//! RSA: keys as files hold them, signatures that OpenSSL judges, requests as services want them.
mod keys;
mod openssl;
mod requests;

use std::path::PathBuf;

use tower_oauth1::SignatureMethod;

/// The methods that ring signs by.
const MODERN: [SignatureMethod; 3] = [
    SignatureMethod::RsaSha256,
    SignatureMethod::RsaSha512,
    SignatureMethod::RsaPss,
];

/// A file among the keys, which were made by OpenSSL for these tests and are in use nowhere.
fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rsa/keys")).join(name)
}

fn pem(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn der(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}
