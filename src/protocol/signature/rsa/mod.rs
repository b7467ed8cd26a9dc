//! RFC 5849 section 3.4.3: RSA signatures and their keys.
//!
//! The backend is ring. It signs with RSA-SHA256, RSA-SHA512 and RSA-PSS and keys of 2048 bits or
//! more, and also verifies RSA-SHA1. Signing with RSA-SHA1, and short keys, need the feature
//! `rsa-legacy` and separate constructors.

mod constant_work;
mod encrypted_key;
pub(in crate::protocol) mod error;
mod format;
mod key_size;
#[cfg(feature = "rsa-legacy")]
mod legacy;
mod pem;
pub(in crate::protocol) mod private_key;
pub(in crate::protocol) mod public_key;
