//! RSA: key files, signatures that OpenSSL checks, and requests as providers want them.
mod encrypted;
mod keys;
mod openssl;
mod pem;
mod requests;
mod sizes;

use std::path::PathBuf;

use tower_oauth1::SignatureMethod;

/// The methods that the crate `ring` signs.
const MODERN: [SignatureMethod; 3] = [
    SignatureMethod::RsaSha256,
    SignatureMethod::RsaSha512,
    SignatureMethod::RsaPss,
];

/// Returns the path of a key file. OpenSSL made the keys for these tests. They are not used
/// anywhere else.
fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/rsa")).join(name)
}

pub(crate) fn pem(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

pub(crate) fn der(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}
