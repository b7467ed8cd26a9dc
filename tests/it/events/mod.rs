//! The events and spans of the feature `tracing`.

mod collector;
mod documented;
mod record;
mod secrets;
mod watch;
