//! The steps from a request that was read to one that is believed.

pub(super) mod accept;
pub(super) mod authenticated;
pub(super) mod collect;
pub(super) mod parse;
pub(super) mod policy;
pub(super) mod unverified;
