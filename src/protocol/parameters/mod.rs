//! RFC 5849 sections 3.1, 3.4.1.3 and 3.5: the parameters of a request.
//!
//! [`collected`] finds them, and [`normalized`] sorts them for the base string. [`protocol`] is the list
//! that is sent with a request. [`template`] and [`unsigned`] create that list for a signer.

pub(super) mod append;
pub(super) mod collected;
pub(super) mod form;
pub(super) mod header;
pub(super) mod header_style;
pub(super) mod normalized;
pub(super) mod parameter;
pub(super) mod pool;
pub(super) mod protocol;
pub(super) mod realm;
pub(super) mod template;
pub(super) mod transmission;
pub(super) mod unsigned;
