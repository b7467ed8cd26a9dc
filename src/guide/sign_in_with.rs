//! Sign in with ..: a website whose users come from another service.
//!
//! # The steps
//!
//! 1. The user opens `/login` of your website. The website requests temporary credentials, and
//!    redirects the browser to the service.
//! 2. The user grants access there. The service redirects the browser to your callback.
//! 3. Your callback exchanges the temporary credentials for the token of the user.
//!
//! Between 1 and 3, your website keeps the [`PendingAuthorization`] in the session of the user. A
//! cookie binds it to the browser, so that nobody can complete the login of another user.
//!
//! # A whole website
//!
//! This is a whole website, with axum and reqwest (feature `reqwest`). To try it, run
//! `cargo run --example provider` in the source of this crate, and then
//! `cargo run --features reqwest --example sign_in`. It needs these dependencies:
//!
//! ```toml
//! axum = "0.8"
//! reqwest = "0.13"
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```
//!
// Without the feature `reqwest`, the program does not compile.
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
#![doc = include_str!("../../examples/sign_in.rs")]
#![doc = "```"]
//!
//! # For your own website
//!
//! - Register the callback with the service, if it asks for it. The callback of your program must
//!   be the same, with scheme, port and path.
//! - For a [well-known provider](crate::provider), create the flow with
//!   [`Profile::flow`](crate::provider::Profile::flow) instead of [`Endpoints`](crate::Endpoints).
//! - The example keeps the pending authorizations in memory. If the website has several processes,
//!   store them in the shared session store, with the feature `serde` and
//!   `PendingAuthorization::expose_secrets`. Remove those that are older than ten minutes: users do
//!   not always come back.
//! - Log the error. A [`FlowError`] says what to do. Do not show it to the user.
//!
//! # What can go wrong
//!
//! ```
//! use tower_oauth1::FlowError;
//!
//! fn page_for(error: &FlowError) -> &'static str {
//!     if error.is_denied() {
//!         "You did not grant access. Sign in again, or use another way."
//!     } else if error.is_expired() {
//!         "That took too long. Please sign in again."
//!     } else {
//!         "The login failed. Please try again later." // and log the error
//!     }
//! }
//! ```
//!
//! Which user signed in? Read a field of the token response that the service documents, such as
//! `user_id`: see [`GrantedAuthorization::field`]. If it has none, send a signed request to the
//! endpoint of the service that describes the user. A name may change, so store the number.
//!
//! [`FlowError`]: crate::FlowError
//! [`GrantedAuthorization::field`]: crate::GrantedAuthorization::field
//! [`PendingAuthorization`]: crate::PendingAuthorization
