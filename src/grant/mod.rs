//! The server side of the three-step authorization flow (RFC 5849 section 2).
//!
//! A server that issues tokens has three endpoints. Write each of them in a few lines with
//! [`Grants`]:
//!
//! | Endpoint | Put it behind | It calls |
//! |---|---|---|
//! | Temporary credentials (2.1) | A [`VerifyLayer`](crate::verify::VerifyLayer) with [`RequestVerifier::allow_missing_token`](crate::verify::RequestVerifier::allow_missing_token) | [`Grants::temporary_credentials`] |
//! | Consent page (2.2) | The login of the server | [`Grants::pending`], then [`Grants::approve`] or [`Grants::refuse`] |
//! | Token credentials (2.3) | A `VerifyLayer` with [`Grants::temporary_credential_store`] | [`Grants::token_credentials`] |
//!
//! Many providers call temporary credentials a request token, token credentials an access token,
//! and the client identifier a consumer key.
//!
//! Use one replay store for all verify layers of the server. The responses of the first and the
//! third endpoint contain secrets, so these endpoints must accept requests over TLS only (sections
//! 2.1 and 2.3).
//!
//! A [`GrantStore`] stores the grants in progress, between the client's first request and the
//! token. [`MemoryGrantStore`] is such a store.
//!
//! Identifiers and secrets have 190 random bits each, from the random number generator of the
//! operating system. A verifier that a redirect carries has 190 bits too. A verifier that the
//! resource owner types into the client is 8 digits: see [`VerifierPolicy`]. A client has five
//! [tries](Grants::tries). Temporary credentials are valid for 10 minutes; use
//! [`Grants::lifetime`] to change this. Only the client that requested them can exchange them, and
//! only once.
//!
//! # Tokens that expire
//!
//! By default, tokens do not expire. Set [`Grants::token_lifetime`] to change this, and
//! [`Grants::session_lifetime`] so that clients can renew their tokens with [`Grants::renew`].
//! [`Grants::revoke`] revokes a token. [`Grants::password_request`] issues tokens for a username
//! and password (xAuth) to clients that you trust with them. These functions need a [`TokenStore`].
//!
//! # Whose token it is
//!
//! A token of [`MemoryGrantStore`] carries its [`Grant`]. So a handler behind a
//! [`VerifyLayer`](crate::verify::VerifyLayer) needs no second lookup:
//!
//! ```
//! use axum::Extension;
//! use tower_oauth1::Authenticated;
//! use tower_oauth1::grant::Grant;
//!
//! async fn me(Extension(caller): Extension<Authenticated>) -> String {
//!     let grant: Option<&Grant> = caller.get();
//!     grant.map_or("nobody".to_owned(), |grant| grant.resource_owner().to_owned())
//! }
//! ```
//!
//! A store of your own attaches what the handlers need with
//! [`IssuedToken::data`](crate::verify::IssuedToken::data).
//!
//! # Logging
//!
//! With the feature `tracing`, the functions of [`Grants`] write one event if they return an error.
//! The target is `tower_oauth1::grant`. The section [Logging](crate#logging) of the crate says what
//! the fields mean.
//!
//! | Event | Level | When | Fields |
//! |---|---|---|---|
//! | `refused` | INFO | A request was refused, such as a wrong verifier, or a decision was not recorded. | `url.scheme`, `server.address`, `server.port`, `url.path`, `http.response.status_code`, `oauth.reason`, `oauth.client_identifier`, `oauth.nonce` |
//!
//! `oauth.reason` is the message of the [`GrantError`]. Its source is left out: the error of a
//! store may contain anything. If the function is not for a request of a client, as
//! [`approve`](Grants::approve), the event has only the status and the reason.
//!
//! Without the feature, log the [`GrantError`] in the extensions of the response: see the guide
//! [refused requests](crate::guide::refused_requests).
//!
//! # The consent page
//!
//! You write the consent page. It shows the logged-in user which client asks for access, and to
//! which data. The user approves or refuses with a form. Protect the form:
//!
//! - Other sites must not be able to submit it (section 4.13). Use a CSRF token.
//! - Other sites must not be able to show it in a frame (section 4.14). Send
//!   `Content-Security-Policy: frame-ancestors 'none'`.
//! - A `GET` request must not grant anything.
//!
//! # Example
//!
//! ```
//! use std::sync::Arc;
//!
//! use axum::routing::{get, post};
//! use axum::{Extension, Router, extract::State};
//! use tower_oauth1::grant::{Grants, MemoryGrantStore};
//! use tower_oauth1::verify::{
//!     Authenticated, MemoryCredentialStore, MemoryReplayStore, RegisteredClient, VerifyLayer,
//! };
//! use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier};
//!
//! type AppGrants = Arc<Grants<Arc<MemoryCredentialStore>, MemoryGrantStore>>;
//!
//! async fn initiate(
//!     State(grants): State<AppGrants>,
//!     Extension(caller): Extension<Authenticated>,
//! ) -> http::Response<String> {
//!     let response = grants.temporary_credentials(&caller).await;
//!     response.unwrap_or_else(|error| error.response("Photos"))
//! }
//!
//! async fn token(
//!     State(grants): State<AppGrants>,
//!     Extension(caller): Extension<Authenticated>,
//! ) -> http::Response<String> {
//!     match grants.token_credentials(&caller).await {
//!         Ok(grant) => grant.response(&[("screen_name", grant.resource_owner())]),
//!         Err(error) => error.response("Photos"),
//!     }
//! }
//!
//! let credentials = Arc::new(MemoryCredentialStore::new());
//! let client = ClientCredentials::new("client-id", "client-secret");
//! credentials.insert_client(
//!     RegisteredClient::new(client).callbacks(["https://printer.example.com/ready"])?,
//! )?;
//! let store = MemoryGrantStore::new(credentials.clone());
//! let grants = Arc::new(Grants::new(credentials.clone(), store));
//! let replay = Arc::new(MemoryReplayStore::new(1_000_000));
//! let verifier = RequestVerifier::new(PublicOrigin::fixed("https://photos.example.net")?);
//!
//! // Requests for temporary credentials are signed without a token.
//! let without_token = verifier.clone().allow_missing_token();
//! let verify_client = VerifyLayer::new(credentials, replay.clone(), without_token);
//! // Requests for token credentials are signed with the temporary credentials.
//! let verify_temporary = VerifyLayer::new(grants.temporary_credential_store(), replay, verifier);
//! let app: Router = Router::new()
//!     .route("/initiate", post(initiate).layer(verify_client))
//!     .route("/token", post(token).layer(verify_temporary))
//!     .with_state(grants);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod approval;
mod authorization;
mod error;
mod granted;
mod grants;
mod logged;
mod memory;
mod password;
mod pending;
mod random_text;
mod redirect;
mod renewal;
mod requested;
mod response;
mod store;
mod temporary_credentials;
mod temporary_store;
#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub mod testing;
mod token_credentials;
mod token_store;
mod verifier_policy;

pub use approval::Approval;
pub use error::GrantError;
pub use granted::{Grant, Session};
#[doc(
    alias = "request token",
    alias = "access token",
    alias = "three-legged"
)]
pub use grants::Grants;
pub use memory::{MemoryGrantError, MemoryGrantStore};
#[doc(alias = "xauth")]
pub use password::PasswordRequest;
pub use pending::PendingGrant;
pub use redirect::AuthorizationRedirect;
#[doc(alias = "refresh")]
pub use renewal::RenewalCredentialStore;
pub use store::GrantStore;
pub use temporary_store::TemporaryCredentialStore;
pub use token_store::TokenStore;
#[doc(alias = "pin")]
pub use verifier_policy::{PinError, VerifierPolicy};
