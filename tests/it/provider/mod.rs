//! What each service is sent, pinned: a profile that changes is seen here.
mod errors;
mod habits;
#[cfg(feature = "rsa-legacy")]
mod live_session;
mod names;
mod pins;
mod published;
#[cfg(feature = "rsa-legacy")]
mod rsa;
mod sent;
