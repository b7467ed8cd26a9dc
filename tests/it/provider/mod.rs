//! Compares what each provider is sent with a recording, so that a change of a profile shows.
mod endpoints;
mod errors;
mod facts;
mod habits;
#[cfg(feature = "rsa-legacy")]
mod live_session;
mod names;
mod pins;
mod published;
#[cfg(feature = "rsa-legacy")]
mod rsa;
mod sent;
