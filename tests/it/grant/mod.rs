//! The three endpoints of a server that grants tokens. The tests run the whole authorization flow
//! with the client of this crate, and check what the endpoints refuse.

mod dance;
mod refusals;
mod requested;
mod revoked;
pub(crate) mod service;
mod sessions;
#[cfg(feature = "testing")]
mod testing;
mod vectors;
mod whose_token;
