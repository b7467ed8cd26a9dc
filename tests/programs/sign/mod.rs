//! The example `sign`, run as a process: what it prints, and what it refuses.

mod check;
mod output;
mod parameters;
pub(crate) mod process;
mod refusals;
mod requests;
#[cfg(feature = "rsa")]
mod rsa;
mod transmissions;
mod vectors;
