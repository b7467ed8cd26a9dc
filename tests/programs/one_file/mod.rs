//! Runs the examples in one file against each other, the example `provider`, or a server of a test.

mod clients;
#[cfg(feature = "reqwest")]
mod dance;
#[cfg(all(feature = "reqwest", feature = "rsa"))]
mod kms;
mod process;
#[cfg(feature = "reqwest")]
mod sign_in;
mod tls;
