//! The example `provider`, run as a process and called over real sockets.

mod dance;
mod explained;
mod files;
mod load;
mod login;
mod raw;
mod refusals;
mod responses;
mod settings;
