//! Parts that several test binaries share.

pub(crate) mod example;
pub(crate) mod header;
pub(crate) mod port;
