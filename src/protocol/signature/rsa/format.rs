//! What stands in a file with a key: PEM or DER, PKCS#1, PKCS#8, SubjectPublicKeyInfo or a certificate.

use pkcs1::der::{Decode, Encode};
use pkcs8::{EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef};
use x509_cert::Certificate;
use x509_cert::spki::SubjectPublicKeyInfoRef;
use zeroize::Zeroizing;

use super::error::RsaKeyError;

/// `rsaEncryption` of PKCS#1.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-RSASSA-PSS` of RFC 4055.
const PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

pub(crate) const PRIVATE: &str = "a private key in PKCS#1 or PKCS#8, not encrypted, in PEM or DER,";
pub(crate) const PUBLIC: &str =
    "a public key in PKCS#1 or SubjectPublicKeyInfo, or an X.509 certificate, in PEM or DER,";

/// What DER may hold. The bytes are PKCS#1's, whatever was around them.
enum Found {
    Private(Zeroizing<Vec<u8>>),
    Public(Vec<u8>),
    Encrypted,
    /// A PKCS#12 file, which holds keys and certificates under a passphrase.
    Pkcs12,
    /// Bound by its own word to a scheme that its bytes do not tell from the others.
    PssOnly,
    OtherAlgorithm,
}

/// A key whose algorithm is `oid`, taken by `rsa` where it is RSA's.
fn of_algorithm(oid: ObjectIdentifier, rsa: impl FnOnce() -> Option<Found>) -> Option<Found> {
    match oid {
        RSA => rsa(),
        PSS => Some(Found::PssOnly),
        _ => Some(Found::OtherAlgorithm),
    }
}

fn found(der: &[u8]) -> Option<Found> {
    if let Ok(key) = PrivateKeyInfoRef::from_der(der) {
        let bytes = key.private_key.as_bytes().to_vec().into();
        return of_algorithm(key.algorithm.oid, || Some(Found::Private(bytes)));
    }
    if is_pkcs12(der) {
        return Some(Found::Pkcs12);
    }
    if EncryptedPrivateKeyInfoRef::from_der(der).is_ok() {
        return Some(Found::Encrypted);
    }
    if pkcs1::RsaPrivateKeyRef::from_der(der).is_ok() {
        return Some(Found::Private(der.to_vec().into()));
    }
    if let Ok(certificate) = Certificate::from_der(der) {
        let key = certificate.tbs_certificate().subject_public_key_info();
        return found(&key.to_der().ok()?);
    }
    if let Ok(key) = SubjectPublicKeyInfoRef::from_der(der) {
        let bytes = key.subject_public_key.as_bytes();
        return of_algorithm(key.algorithm.oid, || Some(Found::Public(bytes?.to_vec())));
    }
    let public = pkcs1::RsaPublicKeyRef::from_der(der).is_ok();
    public.then(|| Found::Public(der.to_vec()))
}

/// A private key in PKCS#1's DER.
pub(crate) fn private_from_der(der: &[u8]) -> Result<Zeroizing<Vec<u8>>, RsaKeyError> {
    let accepted = PRIVATE;
    match found(der) {
        Some(Found::Private(key)) => Ok(key),
        Some(Found::Public(_)) => Err(RsaKeyError::WrongKind {
            found: "a public key or certificate",
            accepted,
        }),
        Some(Found::Encrypted) => Err(RsaKeyError::Encrypted),
        Some(Found::PssOnly) => Err(pss_only(accepted)),
        Some(Found::Pkcs12) => Err(pkcs12(accepted)),
        Some(Found::OtherAlgorithm) => Err(RsaKeyError::NotRsa),
        None => Err(RsaKeyError::Malformed { accepted }),
    }
}

/// A public key in PKCS#1's DER.
pub(crate) fn public_from_der(der: &[u8]) -> Result<Vec<u8>, RsaKeyError> {
    let accepted = PUBLIC;
    match found(der) {
        Some(Found::Public(key)) => Ok(key),
        Some(Found::Private(_) | Found::Encrypted) => Err(RsaKeyError::WrongKind {
            found: "a private key",
            accepted,
        }),
        Some(Found::PssOnly) => Err(pss_only(accepted)),
        Some(Found::Pkcs12) => Err(pkcs12(accepted)),
        Some(Found::OtherAlgorithm) => Err(RsaKeyError::NotRsa),
        None => Err(RsaKeyError::Malformed { accepted }),
    }
}

fn pkcs12(accepted: &'static str) -> RsaKeyError {
    let found = "a PKCS#12 file (`openssl pkcs12 -in FILE -nodes` opens it)";
    RsaKeyError::WrongKind { found, accepted }
}

/// Whether it begins as RFC 7292 has it: a sequence of the version, 3, and another sequence.
fn is_pkcs12(der: &[u8]) -> bool {
    let header = der.get(1).map_or(2, |length| match length {
        0x80.. => 2 + usize::from(length & 0x7f),
        _ => 2,
    });
    der.first() == Some(&0x30) && der.get(header..header + 4) == Some(b"\x02\x01\x03\x30")
}

fn pss_only(accepted: &'static str) -> RsaKeyError {
    let found = "a key that is bound to RSASSA-PSS";
    RsaKeyError::WrongKind { found, accepted }
}

/// Reads the first PEM block that `read` takes; where it takes none, the first one says why. A file may
/// hold a certificate beside its key.
pub(crate) fn from_pem<T>(
    pem: &str,
    accepted: &'static str,
    read: impl Fn(&[u8]) -> Result<T, RsaKeyError>,
) -> Result<T, RsaKeyError> {
    let mut first = None;
    for block in blocks(pem) {
        match block_of(block, accepted).and_then(|der| read(&der)) {
            Ok(key) => return Ok(key),
            Err(error) => first = first.or(Some(error)),
        }
    }
    Err(first.unwrap_or(RsaKeyError::NotPem { accepted }))
}

/// The blocks of a text, from `-----BEGIN` to the end of the line of `-----END`.
fn blocks(pem: &str) -> impl Iterator<Item = &str> {
    let mut rest = pem;
    std::iter::from_fn(move || {
        let block = &rest[rest.find("-----BEGIN ")?..];
        let end = block.find("-----END ")?;
        let length = block[end..]
            .find('\n')
            .map_or(block.len(), |at| end + at + 1);
        let (block, after) = block.split_at(length);
        rest = after;
        Some(block)
    })
}

fn block_of(block: &str, accepted: &'static str) -> Result<Zeroizing<Vec<u8>>, RsaKeyError> {
    // The old way of OpenSSL to encrypt, which PKCS#8's took the place of.
    if block.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(RsaKeyError::Encrypted);
    }
    if block.starts_with("-----BEGIN OPENSSH") {
        return Err(RsaKeyError::WrongKind {
            found: "a key in OpenSSH's format",
            accepted,
        });
    }
    let decoded = pkcs8::der::pem::decode_vec(block.as_bytes());
    let (label, der) = decoded.map_err(|_| RsaKeyError::NotPem { accepted })?;
    match label {
        "EC PRIVATE KEY" | "DSA PRIVATE KEY" => Err(RsaKeyError::NotRsa),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Err(RsaKeyError::WrongKind {
            found: "a certificate request",
            accepted,
        }),
        _ => Ok(der.into()),
    }
}
