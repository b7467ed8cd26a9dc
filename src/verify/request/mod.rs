//! The steps that turn a received request into an authenticated one.

pub(super) mod accept;
pub(super) mod authenticated;
pub(super) mod check;
pub(super) mod claim;
pub(super) mod collect;
mod comparison;
pub(super) mod header_name;
mod limit_settings;
mod limits;
pub(super) mod parse;
pub(super) mod policy;
pub(super) mod refused;
pub(super) mod signature;
pub(super) mod unverified;
