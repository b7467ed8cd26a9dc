//! Events and spans of the crate `tracing` (feature `tracing`). Each function writes one event.
//!
//! Without the feature, the file `off.rs` takes their place: the same functions, all of them empty.
//! So code that calls them needs no `cfg`.
//!
//! Rules for every event:
//!
//! - No secret, no signature, no verifier, no token identifier, no query and no form value.
//! - A text is escaped and has a limit, because another host may have chosen it: see `text` in
//!   `fields.rs`.
//! - Values are computed inside the macros of `tracing`, so they cost nothing if nobody listens.
//! - The documentation of `sign`, `flow`, `verify` and `grant` lists the events with all their
//!   fields.

#[cfg(feature = "tracing")]
mod fields;
#[cfg(feature = "tracing")]
pub(crate) mod flow;
#[cfg(feature = "tracing")]
pub(crate) mod grant;
#[cfg(feature = "tracing")]
pub(crate) mod sign;
#[cfg(feature = "tracing")]
pub(crate) mod verify;

#[cfg(not(feature = "tracing"))]
mod off;
#[cfg(not(feature = "tracing"))]
pub(crate) use off::{flow, grant, sign, verify};
