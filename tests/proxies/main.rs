//! The server layer behind a real nginx and a real HAProxy, with the configuration files in
//! `tests/fixtures/proxies`.
//!
//! If a proxy is not installed, each test prints its name and passes. If the environment variable
//! `TOWER_OAUTH1_PROXIES` is `required`, it fails.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod app;
mod client;
mod in_a_row;
mod one_proxy;
// Other test binaries use it too, so it is outside this folder.
#[path = "../support/port.rs"]
mod port;
mod process;
mod websocket;
