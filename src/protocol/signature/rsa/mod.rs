//! RFC 5849 section 3.4.3: signatures by RSA, and the keys for them.
//!
//! The backend is ring. It signs by RSA-SHA256, RSA-SHA512 and RSA-PSS with keys of 2048 bits and
//! more, and verifies RSA-SHA1 too. Signing by RSA-SHA1, and short keys, need the feature `rsa-legacy`
//! and its own constructors.

mod constant_work;
pub(in crate::protocol) mod error;
mod format;
mod key_size;
#[cfg(feature = "rsa-legacy")]
mod legacy;
pub(in crate::protocol) mod private_key;
pub(in crate::protocol) mod public_key;
