//! What a URI and a `Host` header say: scheme, host, port and path.

pub(crate) mod authority;
pub(crate) mod callback;
pub(crate) mod digits;
pub(crate) mod error;
pub(crate) mod origin;
pub(crate) mod path;
