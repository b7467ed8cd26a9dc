//! RFC 5849 sections 3.1, 3.4.1.3 and 3.5: the parameters of a request.
//!
//! [`collected`] finds them, [`normalized`] sorts them for the base string. [`protocol`] is the list
//! that is sent with a request; [`template`] and [`unsigned`] make that list for a signer.

pub(crate) mod append;
pub(crate) mod collected;
pub(crate) mod form;
pub(crate) mod header;
pub(crate) mod normalized;
pub(crate) mod parameter;
pub(crate) mod pool;
pub(crate) mod protocol;
pub(crate) mod realm;
pub(crate) mod template;
pub(crate) mod transmission;
pub(crate) mod unsigned;
