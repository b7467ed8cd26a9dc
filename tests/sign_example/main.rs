//! The example `sign`, run as a process: what it prints, and what it refuses.

#[path = "../support/example.rs"]
mod example;
#[path = "../support/header.rs"]
mod header;
mod output;
mod parameters;
mod process;
mod refusals;
mod requests;
#[cfg(feature = "rsa")]
mod rsa;
mod transmissions;
mod vectors;
