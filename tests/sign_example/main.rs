//! The example `sign`, run as a process: what it prints, and what it refuses.

mod output;
mod parameters;
mod process;
mod refusals;
mod requests;
mod vectors;
