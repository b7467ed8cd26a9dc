//! Errors of RSA keys.

use super::key_size::LEAST_LEGACY_BITS;

/// Error returned when an RSA key cannot be used. Messages contain no part of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RsaKeyError {
    /// The text has no complete PEM block.
    #[error(
        "no complete PEM block; pass the whole text of the file, from `-----BEGIN` to the end of the `-----END` line; expected {accepted}"
    )]
    NotPem {
        /// The kinds of keys that are accepted.
        accepted: &'static str,
    },
    /// The PEM block contains backslashes. Most likely, each line break is written as the two
    /// characters `\n`, as in JSON and in many files with environment variables.
    #[error(
        "the PEM block contains `\\n` as two characters instead of line breaks; replace them first, for example with `text.replace(\"\\\\n\", \"\\n\")`"
    )]
    EscapedLineBreaks,
    /// The key is encrypted with a passphrase.
    #[error(
        "the private key is encrypted; read it with `RsaPrivateKey::from_encrypted_pem`, or decrypt it first with `openssl pkey -in key.pem -out plain.pem`"
    )]
    Encrypted,
    /// The key is encrypted with an algorithm that this crate does not decrypt.
    /// [`RsaPrivateKey::from_encrypted_pem`] lists the supported ones.
    ///
    /// [`RsaPrivateKey::from_encrypted_pem`]: crate::protocol::RsaPrivateKey::from_encrypted_pem
    #[error(
        "the private key is encrypted in a way that is not supported; convert it with `openssl pkcs8 -topk8 -v2 aes-256-cbc -in key.pem -out new.pem` and use `RsaPrivateKey::from_encrypted_pem`"
    )]
    UnsupportedEncryption,
    /// The passphrase does not decrypt the key.
    #[error(
        "the passphrase is wrong, or the encrypted key is damaged; check both with `openssl pkey -in key.pem -noout`"
    )]
    WrongPassphrase,
    /// The text or bytes are not the expected kind of key.
    #[error("this is {found}; pass {accepted}")]
    WrongKind {
        /// The kind of data that was found.
        found: &'static str,
        /// The kinds of keys that are accepted.
        accepted: &'static str,
    },
    /// The key is for an algorithm other than RSA.
    #[error("the key is for another algorithm; use an RSA key, and register it at the provider")]
    NotRsa,
    /// The bytes are not a key in DER.
    #[error(
        "not a key in DER, or a damaged one; check it with `openssl pkey -inform DER -in key.der -noout`; expected {accepted}"
    )]
    Malformed {
        /// The kinds of keys that are accepted.
        accepted: &'static str,
    },
    /// The key is too short to be safe.
    #[error("the key has {bits} bits, and at least {least} are required{}", legacy_advice(*bits))]
    TooShort {
        /// The length of the modulus, in bits.
        bits: usize,
        /// The shortest accepted length, in bits.
        least: usize,
    },
    /// The key is too short for RSA-PSS. The feature `rsa-legacy` does not help.
    #[error(
        "the key has {bits} bits, and RSA-PSS needs at least {least}; use a longer key or RSA-SHA256"
    )]
    TooShortForPss {
        /// The length of the modulus, in bits.
        bits: usize,
        /// The shortest accepted length, in bits.
        least: usize,
    },
    /// The key has an unusual length.
    #[error("the key has {bits} bits; make a key of 2048, 3072 or 4096 bits")]
    Length {
        /// The length of the modulus, in bits.
        bits: usize,
    },
    /// The key is longer than supported.
    #[error("the key has {bits} bits, and at most {most} are supported; make a shorter key")]
    TooLong {
        /// The length of the modulus, in bits.
        bits: usize,
        /// The longest supported length, in bits.
        most: usize,
    },
    /// The parts of the key do not belong together, or the exponent is unusual.
    #[error(
        "the parts of the key do not belong together, or its exponent is unusual; check it with `openssl rsa -check -in key.pem -noout`, or make a new key"
    )]
    Inconsistent,
    /// The cryptographic library failed to sign. Either the key is damaged, or the operating system
    /// did not provide random numbers.
    #[error(
        "the cryptographic library failed to sign with this key; check the key with `openssl rsa -check`"
    )]
    SigningFailed,
    /// The key was not read for signing with RSA-SHA1.
    #[error(
        "signing with RSA-SHA1 needs the feature `rsa-legacy`; read the key with `legacy_from_pem`"
    )]
    Sha1NeedsLegacy,
    /// The signature method is not an RSA method.
    #[error(
        "{method} is not an RSA signature method; use RSA-SHA256, RSA-SHA512, RSA-PSS or RSA-SHA1"
    )]
    NotAnRsaMethod {
        /// The name of the method.
        method: &'static str,
    },
}

/// Returns the end of the message for a short key: the advice to the user.
fn legacy_advice(bits: usize) -> &'static str {
    if bits < LEAST_LEGACY_BITS {
        return "; make a new key of 2048 bits or more";
    }
    "; make a longer key, or read this one with a constructor whose name starts with `legacy_` (feature `rsa-legacy`)"
}
