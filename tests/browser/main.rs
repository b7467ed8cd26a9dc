//! The examples `web_login`, `lti_tool` and `provider` in Chromium: what a user sees, and what the
//! browser keeps.
//!
//! The provider of `web_login` is the example `provider`. If there is no `chromium` or
//! no `chromedriver`, each test prints its name and passes. If the environment variable
//! `TOWER_OAUTH1_BROWSER` is `required`, it fails.
//!
//! The tests `every_state_in_light_and_dark` and `every_page_in_light_and_dark` write screenshots
//! to `target/screenshots/`.

#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod accessibility;
mod browser;
mod consent;
mod cookies;
// `tests/programs` uses this module too, so it is outside this folder.
#[allow(dead_code, reason = "the other binaries use more of it")]
#[path = "../support/example/mod.rs"]
mod example;
mod failures;
mod look;
#[cfg(feature = "reqwest")]
mod lti;
mod other_sites;
// Other test binaries use it too, so it is outside this folder.
#[path = "../support/port.rs"]
mod port;
mod sign_in;
mod states;
mod stub_provider;
// All test binaries that log use this module.
#[cfg(feature = "tracing")]
#[allow(dead_code, reason = "`tests/it` uses more of it")]
#[path = "../support/watch/mod.rs"]
mod watch;
