//! RFC 5849 sections 3.1, 3.4.1.3 and 3.5: the parameters of a request.
//!
//! [`collected`] collects and sorts the parameters of a request, and [`normalized`] writes them for
//! the base string. [`protocol`] contains the protocol parameters that are sent with a request.
//! [`old_set`] removes those of an earlier signature. [`template`] and [`unsigned`] create these
//! protocol parameters for a signer.

pub(super) mod append;
pub(super) mod claimed;
pub(super) mod collected;
pub(super) mod form;
pub(super) mod header;
pub(super) mod header_style;
pub(super) mod normalized;
pub(super) mod old_set;
pub(super) mod parameter;
pub(super) mod pool;
pub(super) mod protocol;
pub(super) mod realm;
pub(super) mod template;
pub(super) mod transmission;
pub(super) mod unsigned;
