//! Sign in with ..: a website whose users come from another service.
//!
//! # The steps
//!
//! 1. The user opens `/login` of your website. The website requests temporary credentials, and
//!    redirects the browser to the service.
//! 2. The user grants access there. The service redirects the browser to your callback.
//! 3. Your callback exchanges the temporary credentials for the token of the user.
//!
//! Between 1 and 3, your website keeps the [`PendingAuthorization`]. A cookie binds it to the
//! browser, so that nobody can complete the login of another user. Each login has its own cookie,
//! because a user may have several tabs. [`PendingAuthorization::identifier_from_callback`] says
//! which login a callback belongs to.
//!
//! # A whole website
//!
//! This is a whole website, with axum and reqwest (feature `reqwest`). To try it, run
//! `cargo run --example provider` in the source of this crate, and then
//! `cargo run --features reqwest --example sign_in`. Its first lines name the crates that it needs.
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
//! - Some services refuse requests [without a `User-Agent`](crate::provider#user-agent).
//! - The example keeps the pending authorizations in memory, and removes those that are older than
//!   ten minutes, because users do not always come back. If the website has several processes,
//!   store them in the shared session store, with the feature `serde` and
//!   [`PendingAuthorization::expose_secrets`]. Remove one when its callback arrives, before you
//!   send the request for the token.
//! - If the session of your website can hold several values, you need no cookies of your own: the
//!   key in the session is the identifier.
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
//! # Which user signed in?
//!
//! Read a field of the token response that the service documents, such as `user_id`: see
//! [`GrantedAuthorization::field`]. If it has none, send a signed request to the endpoint of the
//! service that describes the user. A name may change, so store the number.
//!
//! In the example `web_login`, for Tumblr, with a `client` of reqwest in `App` (reqwest's feature
//! `json`):
//!
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use tower_oauth1::reqwest::RequestBuilderExt;
//! # use tower_oauth1::AuthorizationFlow;
//! use tower_oauth1::{BoxError, GrantedAuthorization, Scope};
//!
//! # struct App { flow: AuthorizationFlow, client: reqwest::Client }
//! async fn user_of(app: &App, granted: GrantedAuthorization) -> Result<String, BoxError> {
//!     let user = app.flow.signer().with_token(granted.into_credentials());
//!     let scope = Scope::origin("https://api.tumblr.com")?;
//!     let request = app.client.get("https://api.tumblr.com/v2/user/info");
//!     let response = request.sign_oauth1(&user, &scope)?.send().await?;
//!     let info: serde_json::Value = response.error_for_status()?.json().await?;
//!     let name = info["response"]["user"]["name"].as_str();
//!     Ok(name.ok_or("the response has no name")?.to_owned())
//! }
#![doc = "```"]
//!
//! [`FlowError`]: crate::FlowError
//! [`GrantedAuthorization::field`]: crate::GrantedAuthorization::field
//! [`PendingAuthorization`]: crate::PendingAuthorization
//! [`PendingAuthorization::identifier_from_callback`]: crate::PendingAuthorization::identifier_from_callback
// Of two targets with the same name, the first is used.
#![cfg_attr(
    feature = "serde",
    doc = "[`PendingAuthorization::expose_secrets`]: crate::PendingAuthorization::expose_secrets"
)]
//! [`PendingAuthorization::expose_secrets`]: https://docs.rs/tower-oauth1/latest/tower_oauth1/struct.PendingAuthorization.html#method.expose_secrets
