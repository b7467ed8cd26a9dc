//! Tests over the public API, by topic.

mod flow;
mod grant;
mod no_leaks;
#[cfg(feature = "sha2")]
mod provider;
mod sign;
mod support;
mod vectors;
mod verify;
