//! RFC 5849 section 2, the server's side: from a client's question to a token that a user granted.
//!
//! Three endpoints, each a few lines over [`Grants`]:
//!
//! | endpoint | stands behind | calls |
//! |---|---|---|
//! | temporary credentials (2.1) | a [`VerifyLayer`](crate::verify::VerifyLayer) that takes requests without a token | [`Grants::temporary_credentials`] |
//! | the resource owner's consent (2.2) | the server's own login | [`Grants::pending`], then [`Grants::approve`] or [`Grants::refuse`] |
//! | token credentials (2.3) | a `VerifyLayer` over [`Grants::temporary_credential_store`] | [`Grants::token_credentials`] |
//!
//! All three layers share one replay store. Both answers carry secrets, so the endpoints must be
//! reached over TLS only (sections 2.1 and 2.3).
//!
//! What is kept between them stands in a [`GrantStore`]; [`MemoryGrantStore`] is one. What is handed out
//! comes from the operating system's generator: tokens of 190 bits, secrets and verifiers likewise.
//! Temporary credentials live for ten minutes and are good for one exchange, by the client that asked
//! for them.
//!
//! # The consent page
//!
//! It is the server's own: whoever is logged in sees which client asks for what, and says yes or no
//! in a form that other sites can neither send (section 4.13, a CSRF token) nor frame (4.14,
//! `Content-Security-Policy: frame-ancestors 'none'`). A `GET` must not grant anything.
//!
//! # Example
//!
//! ```
//! use std::sync::Arc;
//!
//! use axum::routing::{get, post};
//! use axum::{Extension, Router, extract::State, response::Response};
//! use tower_oauth1::grant::{Grants, MemoryGrantStore};
//! use tower_oauth1::verify::{
//!     Authenticated, MemoryCredentialStore, MemoryReplayStore, RegisteredClient, VerifyLayer,
//! };
//! use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier};
//!
//! type AppGrants = Arc<Grants<Arc<MemoryCredentialStore>, MemoryGrantStore>>;
//!
//! async fn initiate(State(grants): State<AppGrants>, Extension(caller): Extension<Authenticated>) -> http::Response<String> {
//!     let answer = grants.temporary_credentials(&caller).await;
//!     answer.unwrap_or_else(|refused| refused.response("Photos"))
//! }
//!
//! async fn token(State(grants): State<AppGrants>, Extension(caller): Extension<Authenticated>) -> http::Response<String> {
//!     match grants.token_credentials(&caller).await {
//!         Ok(grant) => grant.response(&[("screen_name", grant.resource_owner())]),
//!         Err(refused) => refused.response("Photos"),
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
//! let asks = VerifyLayer::new(credentials, replay.clone(), verifier.clone().allow_missing_token());
//! let exchanges = VerifyLayer::new(grants.temporary_credential_store(), replay, verifier);
//! let app: Router = Router::new()
//!     .route("/initiate", post(initiate).layer(asks))
//!     .route("/token", post(token).layer(exchanges))
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
pub use grants::{Grants, TemporaryCredentialStore};
pub use memory::{MemoryGrantError, MemoryGrantStore};
pub use pending::{Approval, Grant, PendingGrant};
pub use redirect::AuthorizationRedirect;
pub use store::GrantStore;
