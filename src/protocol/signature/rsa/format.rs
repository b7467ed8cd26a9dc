//! Reads keys in DER, in PKCS#1, PKCS#8, SubjectPublicKeyInfo or a certificate.

use pkcs1::der::asn1::OctetStringRef;
use pkcs1::der::{Decode, Encode, Reader, SliceReader};
use pkcs8::{EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef, pkcs5};
use x509_cert::Certificate;
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::error::RsaKeyError;

/// `rsaEncryption` of PKCS#1.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// `id-RSASSA-PSS` of RFC 4055.
const PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

pub(super) const PRIVATE: &str = "a private key in PKCS#1 or PKCS#8, not encrypted, in PEM or DER";
pub(super) const PUBLIC: &str =
    "a public key in PKCS#1 or SubjectPublicKeyInfo, or an X.509 certificate, in PEM or DER";

/// The content of a DER file. The bytes are the key in PKCS#1, without the structure around it.
enum KeyFile {
    Private(Zeroizing<Vec<u8>>),
    Public(Vec<u8>),
    /// A private key in PKCS#8 that is encrypted with a passphrase.
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
    if is_encrypted(der) {
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
pub(super) fn private_from_der(der: &[u8]) -> Result<Zeroizing<Vec<u8>>, RsaKeyError> {
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

/// Returns the private key in DER of PKCS#1. If the key is encrypted, it is decrypted first.
pub(super) fn private_from_encrypted_der(
    der: &[u8],
    passphrase: &[u8],
) -> Result<Zeroizing<Vec<u8>>, RsaKeyError> {
    let encrypted = match identify(der) {
        Some(KeyFile::Encrypted) => EncryptedPrivateKeyInfoRef::from_der(der),
        _ => return private_from_der(der),
    };
    let encrypted = encrypted.map_err(|_| RsaKeyError::UnsupportedEncryption)?;
    let mut key = Zeroizing::new(encrypted.encrypted_data.as_bytes().to_vec());
    let scheme = &encrypted.encryption_algorithm;
    let decrypted = scheme.decrypt_in_place(passphrase, &mut key);
    let decrypted = decrypted.map_err(|error| match error {
        pkcs5::Error::DecryptFailed => RsaKeyError::WrongPassphrase,
        _ => RsaKeyError::UnsupportedEncryption,
    })?;
    // A wrong passphrase may decrypt to bytes that end like a padding, once in 256 times.
    if PrivateKeyInfoRef::from_der(decrypted).is_err() {
        return Err(RsaKeyError::WrongPassphrase);
    }
    private_from_der(decrypted)
}

/// Returns the public key in DER of PKCS#1.
pub(super) fn public_from_der(der: &[u8]) -> Result<Vec<u8>, RsaKeyError> {
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
    let found = "a PKCS#12 file (`openssl pkcs12 -in FILE -nodes -out key.pem` extracts its key; add \
                 `-legacy` if OpenSSL reports an unsupported algorithm such as RC2)";
    RsaKeyError::WrongKind { found, accepted }
}

/// Returns whether the bytes are an encrypted key in PKCS#8: an algorithm and an octet string. The
/// crate `pkcs8` only reads the algorithms that it knows.
fn is_encrypted(der: &[u8]) -> bool {
    let Ok(mut reader) = SliceReader::new(der) else {
        return false;
    };
    let read = reader.sequence(|key| {
        AlgorithmIdentifierRef::decode(key)?;
        <&OctetStringRef>::decode(key).map(drop)
    });
    read.is_ok_and(|()| reader.is_finished())
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
    let found = "a key that may only be used for RSASSA-PSS (`openssl genrsa -out key.pem 2048` makes \
                 a key without this limit, which can sign with RSA-PSS too)";
    RsaKeyError::WrongKind { found, accepted }
}
