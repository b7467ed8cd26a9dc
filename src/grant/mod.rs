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
//! Identifiers, secrets and verifiers have 190 random bits each, from the random number generator
//! of the operating system. Temporary credentials are valid for 10 minutes; use
//! [`Grants::lifetime`] to change this. Only the client that requested them can exchange them, and
//! only once.
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
//! );
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

mod error;
mod grants;
mod memory;
mod pending;
mod random_text;
mod redirect;
mod response;
mod store;

pub use error::GrantError;
#[doc(
    alias = "request token",
    alias = "access token",
    alias = "three-legged"
)]
pub use grants::Grants;
pub use grants::TemporaryCredentialStore;
pub use memory::{MemoryGrantError, MemoryGrantStore};
pub use pending::{Approval, Grant, PendingGrant};
pub use redirect::AuthorizationRedirect;
pub use store::GrantStore;
