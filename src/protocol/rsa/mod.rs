//! RFC 5849 section 3.4.3: signatures by RSA, and the keys for them.
//!
//! The backend is ring. It signs by RSA-SHA256, RSA-SHA512 and RSA-PSS with keys of 2048 bits and
//! more, and verifies RSA-SHA1 too. Signing by RSA-SHA1, and short keys, need the feature `rsa-legacy`
//! and its own constructors.

mod error;
mod format;
#[cfg(feature = "rsa-legacy")]
mod legacy;
mod private_key;
mod public_key;
mod stand_in;

pub use error::RsaKeyError;
pub use private_key::RsaPrivateKey;
pub use public_key::RsaPublicKey;

pub(crate) use private_key::RsaSigning;

/// ring, and the world, take none below this.
const LEAST_BITS: usize = 2048;
/// Below this nothing is taken, for the sake of the past neither.
#[cfg(feature = "rsa-legacy")]
const LEAST_LEGACY_BITS: usize = 1024;
