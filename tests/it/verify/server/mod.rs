//! The verifying layer from outside: what it accepts, what it refuses, and how it responds.

mod accepted;
mod apart;
mod attacks;
mod bodies;
mod extended_connect;
#[cfg(feature = "axum")]
mod extractor;
mod forwarded;
mod garbage;
mod harness;
mod hosts;
mod http2;
mod limits;
mod message;
mod proxies;
mod responses;
mod rotation;
#[cfg(feature = "rsa")]
mod rsa;
mod stores;
mod tokens;
mod vectors;
