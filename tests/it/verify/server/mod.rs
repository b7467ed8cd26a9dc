//! The verifying layer from outside: what it accepts, what it refuses, and how it responds.

mod accepted;
mod apart;
mod attacks;
mod bodies;
mod connection;
mod debug;
mod extended_connect;
#[cfg(feature = "axum")]
mod extractor;
mod forwarded;
mod garbage;
mod harness;
mod hosts;
mod http2;
mod layers;
mod limits;
mod message;
mod optional;
mod other_header;
mod proxies;
mod refused;
mod responses;
mod rotation;
#[cfg(feature = "rsa")]
mod rsa;
mod scarce;
mod stores;
mod tokens;
mod vectors;
