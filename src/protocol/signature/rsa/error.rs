//! Why a text or bytes are no RSA key that can be used.

/// Why a key cannot be used. No part of it is in any message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RsaKeyError {
    /// There is no PEM block that is whole.
    #[error("there is no whole PEM block; {accepted} is accepted")]
    NotPem {
        /// What could have been given.
        accepted: &'static str,
    },
    /// The key is encrypted by a passphrase.
    #[error(
        "the key is private and encrypted; decrypt it first, by `openssl pkey -in key.pem -out plain.pem`"
    )]
    Encrypted,
    /// There is something else than what was asked for.
    #[error("this is {found}; {accepted} is accepted")]
    WrongKind {
        /// What there is.
        found: &'static str,
        /// What could have been given.
        accepted: &'static str,
    },
    /// The key is one of another algorithm.
    #[error("this is a key of another algorithm; one of RSA's is accepted")]
    NotRsa,
    /// The bytes are no key in DER.
    #[error("this is no key in DER, or a damaged one; {accepted} is accepted")]
    Malformed {
        /// What could have been given.
        accepted: &'static str,
    },
    /// The key is too short to be safe.
    #[error(
        "the key has {bits} bits, and {least} are needed; the feature `rsa-legacy` has constructors for keys of 1024 bits and more"
    )]
    TooShort {
        /// The length of the modulus, in bits.
        bits: usize,
        /// The shortest that is taken, in bits.
        least: usize,
    },
    /// The key has another length than keys usually have.
    #[error("the key has {bits} bits; one of 2048, 3072 or 4096 is accepted")]
    Length {
        /// The length of the modulus, in bits.
        bits: usize,
    },
    /// The key is longer than is supported.
    #[error("the key has {bits} bits, and {most} are supported")]
    TooLong {
        /// The length of the modulus, in bits.
        bits: usize,
        /// The longest that is supported, in bits.
        most: usize,
    },
    /// The parts of the key do not belong together, or its exponent is none that is used.
    #[error("the parts of the key do not belong together, or its exponent is unusual")]
    Inconsistent,
    /// RSA-SHA1 was to be signed with, by a key that was not read for it.
    #[error(
        "RSA-SHA1 is signed with by the feature `rsa-legacy` only: read the key by `legacy_from_pem`"
    )]
    Sha1NeedsLegacy,
    /// The signature method is none of RSA's.
    #[error("{method} is no signature method of RSA's")]
    NotAnRsaMethod {
        /// The method's name.
        method: &'static str,
    },
}
