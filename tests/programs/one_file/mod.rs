//! Runs the examples in one file, which README.md and the documentation show, against each other.

mod clients;
#[cfg(feature = "reqwest")]
mod dance;
mod process;
#[cfg(feature = "reqwest")]
mod sign_in;
mod tls;
