//! The authorization flow through the public API. Most HTTP services in these tests are closures.

mod advice;
mod callbacks;
mod dance;
mod endpoints;
mod extensions;
mod from_body;
mod hostile;
mod identifiers;
mod messages;
mod named_facts;
mod one_zero;
mod problems;
pub(crate) mod provider;
mod reference;
mod refused;
mod responses;
mod services;
mod settings;
mod slow;
mod stacks;
mod statuses;
#[cfg(feature = "serde")]
mod stored;
#[cfg(feature = "serde")]
mod stored_credentials;
mod unstructured;
mod vectors;
mod wire;
