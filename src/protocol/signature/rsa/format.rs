//! Reads files with keys: PEM or DER, in PKCS#1, PKCS#8, SubjectPublicKeyInfo or a certificate.

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

pub(crate) const PRIVATE: &str = "a private key in PKCS#1 or PKCS#8, not encrypted, in PEM or DER";
pub(crate) const PUBLIC: &str =
    "a public key in PKCS#1 or SubjectPublicKeyInfo, or an X.509 certificate, in PEM or DER";

/// The content of a DER file. The bytes are the key in PKCS#1, without the structure around it.
enum KeyFile {
    Private(Zeroizing<Vec<u8>>),
    Public(Vec<u8>),
    Encrypted,
    /// A PKCS#12 file: keys and certificates, encrypted with a passphrase.
    Pkcs12,
    /// A key that may only be used for RSASSA-PSS.
    PssOnly,
    OtherAlgorithm,
}

/// Returns the result of `rsa` if `oid` is RSA, and the kind of key otherwise.
fn from_algorithm(oid: ObjectIdentifier, rsa: impl FnOnce() -> Option<KeyFile>) -> Option<KeyFile> {
    match oid {
        RSA => rsa(),
        PSS => Some(KeyFile::PssOnly),
        _ => Some(KeyFile::OtherAlgorithm),
    }
}

fn identify(der: &[u8]) -> Option<KeyFile> {
    if let Ok(key) = PrivateKeyInfoRef::from_der(der) {
        let bytes = key.private_key.as_bytes().to_vec().into();
        return from_algorithm(key.algorithm.oid, || Some(KeyFile::Private(bytes)));
    }
    if is_pkcs12(der) {
        return Some(KeyFile::Pkcs12);
    }
    if EncryptedPrivateKeyInfoRef::from_der(der).is_ok() {
        return Some(KeyFile::Encrypted);
    }
    if pkcs1::RsaPrivateKeyRef::from_der(der).is_ok() {
        return Some(KeyFile::Private(der.to_vec().into()));
    }
    if let Ok(certificate) = Certificate::from_der(der) {
        let key = certificate.tbs_certificate().subject_public_key_info();
        return identify(&key.to_der().ok()?);
    }
    if let Ok(key) = SubjectPublicKeyInfoRef::from_der(der) {
        let bytes = key.subject_public_key.as_bytes();
        return from_algorithm(key.algorithm.oid, || Some(KeyFile::Public(bytes?.to_vec())));
    }
    let public = pkcs1::RsaPublicKeyRef::from_der(der).is_ok();
    public.then(|| KeyFile::Public(der.to_vec()))
}

/// Returns the private key in DER of PKCS#1.
pub(crate) fn private_from_der(der: &[u8]) -> Result<Zeroizing<Vec<u8>>, RsaKeyError> {
    let accepted = PRIVATE;
    match identify(der) {
        Some(KeyFile::Private(key)) => Ok(key),
        Some(KeyFile::Public(_)) => Err(RsaKeyError::WrongKind {
            found: "a public key or certificate",
            accepted,
        }),
        Some(KeyFile::Encrypted) => Err(RsaKeyError::Encrypted),
        Some(KeyFile::PssOnly) => Err(pss_only(accepted)),
        Some(KeyFile::Pkcs12) => Err(pkcs12(accepted)),
        Some(KeyFile::OtherAlgorithm) => Err(RsaKeyError::NotRsa),
        None => Err(RsaKeyError::Malformed { accepted }),
    }
}

/// Returns the public key in DER of PKCS#1.
pub(crate) fn public_from_der(der: &[u8]) -> Result<Vec<u8>, RsaKeyError> {
    let accepted = PUBLIC;
    match identify(der) {
        Some(KeyFile::Public(key)) => Ok(key),
        Some(KeyFile::Private(_) | KeyFile::Encrypted) => Err(RsaKeyError::WrongKind {
            found: "a private key",
            accepted,
        }),
        Some(KeyFile::PssOnly) => Err(pss_only(accepted)),
        Some(KeyFile::Pkcs12) => Err(pkcs12(accepted)),
        Some(KeyFile::OtherAlgorithm) => Err(RsaKeyError::NotRsa),
        None => Err(RsaKeyError::Malformed { accepted }),
    }
}

fn pkcs12(accepted: &'static str) -> RsaKeyError {
    let found = "a PKCS#12 file (`openssl pkcs12 -in FILE -nodes` opens it)";
    RsaKeyError::WrongKind { found, accepted }
}

/// Returns whether the bytes begin as in RFC 7292: a sequence with the version 3 and another
/// sequence.
fn is_pkcs12(der: &[u8]) -> bool {
    let header = der.get(1).map_or(2, |length| match length {
        0x80.. => 2 + usize::from(length & 0x7f),
        _ => 2,
    });
    der.first() == Some(&0x30) && der.get(header..header + 4) == Some(b"\x02\x01\x03\x30")
}

fn pss_only(accepted: &'static str) -> RsaKeyError {
    let found = "a key that may only be used for RSASSA-PSS";
    RsaKeyError::WrongKind { found, accepted }
}

/// Reads the first PEM block that `read` accepts. If it accepts none, returns the error of the
/// first block. A file may contain a certificate next to the key.
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

/// Returns the blocks of a text, from `-----BEGIN` to the end of the line with `-----END`.
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
    // OpenSSL encrypted keys in this way before PKCS#8.
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
