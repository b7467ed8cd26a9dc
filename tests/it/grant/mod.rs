//! The three endpoints of a server that grants tokens: the whole dance with the crate's own client,
//! and what the endpoints refuse.

mod dance;
mod refusals;
mod service;
mod vectors;
