//! The scheme, host, port and path of a request, from its URI and its `Host` header.

pub(crate) mod authority;
pub(crate) mod callback;
pub(crate) mod digits;
pub(crate) mod error;
pub(crate) mod forwarded_error;
pub(crate) mod origin;
pub(crate) mod path;
pub(crate) mod prefix;
