//! RFC 5849 section 3.4: signature methods, their keys, and the signatures that they make.

pub(super) mod body_hash;
pub(super) mod custom;
pub(super) mod key;
pub(super) mod method;
#[cfg(feature = "rsa")]
pub(super) mod rsa;
pub(super) mod value;
