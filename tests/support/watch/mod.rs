//! Watches the logs of *all* tests of a binary. An event with a secret in it stops the binary.
//!
//! A test binary that includes this module is watched. What is checked of each event and span that
//! this crate writes in the process of the binary, at all levels:
//!
//! - The documentation has the event and each of its fields (`documented`).
//! - No field has a control character, or more text than the documentation says.
//! - No field has a secret, a token identifier, a verifier or a signature (`secrets`): those of the
//!   source of all tests and examples, and of the test vectors, if they have seven characters or
//!   more.
//! - The path, which is logged as it is, has no query and no protocol parameter. Two modules of
//!   tests send random paths, which may have the latter.
//!
//! `tests/it`, `tests/programs`, `tests/redis` and `tests/browser` include it. The examples are
//! processes of their own, and none of them has a subscriber, so they log nothing. The servers that
//! verify their requests inside `tests/programs` are watched.

pub(crate) mod leaks;

#[cfg(feature = "tracing")]
mod documented;
#[cfg(feature = "tracing")]
pub(crate) mod record;
#[cfg(feature = "tracing")]
mod secrets;
#[cfg(feature = "tracing")]
pub(crate) mod subscriber;
