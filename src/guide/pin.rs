//! PIN: the token of a user, in a program without a website.
//!
//! The user opens a page of the service in a browser, grants access, and types the PIN that the
//! page shows. Services call this *out-of-band*, *OOB* or *PIN-based* authorization.
//!
//! # A whole program
//!
//! To try it, run `cargo run --example provider` in the source of this crate, and then
//! `cargo run --features reqwest --example token_dance`. It needs these dependencies:
//!
//! ```toml
//! reqwest = "0.13"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```
//!
// Without the feature `reqwest`, the program does not compile.
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
#![doc = include_str!("../../examples/token_dance.rs")]
#![doc = "```"]
//!
//! # For your own program
//!
//! - Ask the user once. Store the token, and read it when the program starts again: see
//!   [how to store tokens](super::many_users#store-the-tokens).
//! - White space around the PIN does no harm.
//! - For a [well-known provider](crate::provider), create the flow with
//!   [`Profile::flow`](crate::provider::Profile::flow).
//! - Some services have no PIN. Their page redirects to a callback only. Listen on a port of
//!   `127.0.0.1`, and use this address as the callback. The example `authorize` in the source of
//!   this crate does so.
//! - Set a time limit around each step, for example with `tokio::time::timeout`.
//!
//! # What can go wrong
//!
//! A [`FlowError`](crate::FlowError) says what to do, so print it: `eprintln!("{error}")`. After a
//! wrong PIN, some servers accept another one for the same `pending`, and others do not. Ask for
//! the PIN again. If that is refused too, start a new authorization.
//! [`FlowError::problem`](crate::FlowError::problem) is the reason that the service gives.
