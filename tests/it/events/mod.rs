//! The events and spans of the feature `tracing`.

mod collector;
pub(crate) mod decision;
mod documented;
mod hostile;
mod not_signed;
mod received;
mod record;
mod refused;
mod secrets;
mod signed;
mod steps;
mod watch;
