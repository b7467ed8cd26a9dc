//! The events and spans of the feature `tracing`.

mod collector;
pub(crate) mod decision;
mod expected_origin;
mod granted;
mod hints;
mod hostile;
mod not_signed;
mod received;
mod received_steps;
mod refused;
mod signed;
mod steps;
