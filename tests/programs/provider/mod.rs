//! The example `provider`, as a process of its own, asked over real sockets.

mod answers;
mod dance;
mod files;
mod load;
mod raw;
