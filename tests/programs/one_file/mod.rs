//! Runs the examples in one file against each other, the example `provider`, or a server of a test.

mod clients;
#[cfg(feature = "reqwest")]
mod dance;
mod grpc;
#[cfg(all(feature = "reqwest", feature = "rsa"))]
mod kms;
#[cfg(feature = "reqwest")]
mod lti;
#[cfg(feature = "reqwest")]
mod pin_tool;
mod process;
mod retries;
#[cfg(feature = "reqwest")]
mod server_database;
#[cfg(feature = "reqwest")]
mod sign_in;
#[cfg(feature = "reqwest")]
mod stream;
mod stub;
mod tls;
#[cfg(all(feature = "reqwest", feature = "serde"))]
mod web_login;
mod websocket;
