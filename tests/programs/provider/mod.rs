//! The example `provider`, as a process of its own, asked over real sockets.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod answers;
mod dance;
mod files;
mod load;
mod raw;
