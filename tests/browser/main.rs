//! The example `web_login` in Chromium: what a user sees, and what the browser keeps.
//!
//! The provider is the example `provider`, with its page for the user. If there is no `chromium` or
//! no `chromedriver`, each test prints its name and passes. If the environment variable
//! `TOWER_OAUTH1_BROWSER` is `required`, it fails.
//!
//! The test `every_state_in_light_and_dark` writes screenshots to `target/screenshots/`.

#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod accessibility;
mod browser;
mod cookies;
// `tests/programs` uses this module too, so it is outside this folder.
#[allow(dead_code, reason = "the other binaries use more of it")]
#[path = "../support/example/mod.rs"]
mod example;
mod failures;
mod look;
mod sign_in;
mod states;
mod stub_provider;
mod website;
// All test binaries that log use this module.
#[cfg(feature = "tracing")]
#[allow(dead_code, reason = "`tests/it` uses more of it")]
#[path = "../support/watch/mod.rs"]
mod watch;
