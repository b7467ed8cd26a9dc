//! A server that accepts only signed requests.
//!
//! # A whole program
//!
//! ```toml
//! axum = "0.8"
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
//! tower-oauth1 = "0.1"
//! ```
//!
//! ```no_run
#![doc = include_str!("../../examples/axum_server.rs")]
//! ```
//!
//! To try it, run `cargo run --example axum_server` in the source of this crate, and then
//! `cargo run --features reqwest --example reqwest_client`. With the feature `axum`,
//! [`Authenticated`] is an argument of handlers without `Extension`.
//!
//! # From the example to your service
//!
//! 1. **The origin.** It is the one that clients write into their URLs, not the address on which
//!    the program listens. It is the most frequent cause of wrong signatures. If a proxy is in
//!    front, see [behind a proxy](super::behind_a_proxy).
//! 2. **The credentials.** Copy the stores for SQLite and Postgres from `examples/shared/database`
//!    in the source of this crate: the example `server_database` uses them. For another database,
//!    implement [`CredentialStore`]: its documentation has an example. HMAC needs the secrets themselves, so a hash of them is not enough. Encrypt them
//!    in the database, or use RSA ([`RegisteredClient::rsa`], feature `rsa`): then the database has
//!    public keys only.
//! 3. **The nonces.** [`MemoryReplayStore`] is for one process. For more, see
//!    [several servers](super::several_servers).
//! 4. **The order of layers.** Put the rate limit, CORS and timeouts outside, and everything that
//!    changes the path or the body inside. See [layers of a
//!    server](super::server_layers).
//!    [`VerifyLayer::body_limit`](crate::VerifyLayer::body_limit) limits only the bodies that the
//!    layer reads: forms, and bodies with an `oauth_body_hash`. For all others, use axum's
//!    `DefaultBodyLimit` (2 MB by default), which limits what handlers read.
//! 5. **The parameters.** Read them with [`Authenticated::parameters`]. A signature does not
//!    protect the place of a parameter: see [what a signature
//!    protects](crate::verify#what-a-signature-protects).
//! 6. **The log.** The response to a refused request does not say much. Log the reason: see
//!    [refused requests](super::refused_requests).
//!
//! # Open and protected routes
//!
//! [`VerifyLayer`](crate::VerifyLayer) protects the routes that were added before it. Routes that
//! are added after it are open:
//!
//! ```
//! use axum::{Router, extract::DefaultBodyLimit, routing::get};
//! use tower_oauth1::PublicOrigin;
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
//!
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(960_000));
//! let app: Router = Router::new()
//!     .route("/me", get(|| async { "protected" }))
//!     .route("/photos", get(|| async { "protected" }))
//!     .layer(VerifyLayer::new(credentials, replay, origin))
//!     .route("/health", get(|| async { "open" }))
//!     .layer(DefaultBodyLimit::max(100_000)); // of all routes
//! # let call = |path: &str| {
//! #     let request = http::Request::get(path).body(axum::body::Body::empty()).unwrap();
//! #     tower::ServiceExt::oneshot(app.clone(), request)
//! # };
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! #     assert_eq!(call("/me").await.unwrap().status(), 401);
//! #     assert_eq!(call("/photos").await.unwrap().status(), 401);
//! #     assert_eq!(call("/health").await.unwrap().status(), 200);
//! # });
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # Clients without a user
//!
//! A client that acts on its own behalf has no token. Accept it with
//! [`RequestVerifier::allow_missing_token`]. Then a handler decides what a request without a token
//! may do:
//!
//! ```
//! use axum::Extension;
//! use http::StatusCode;
//! use tower_oauth1::{Authenticated, PublicOrigin, RequestVerifier};
//!
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let verifier = RequestVerifier::new(origin).allow_missing_token(); // pass it to `VerifyLayer`
//!
//! async fn inbox(Extension(caller): Extension<Authenticated>) -> Result<String, StatusCode> {
//!     let token = caller.token_identifier().ok_or(StatusCode::FORBIDDEN)?;
//!     Ok(format!("the messages of the user of {token}"))
//! }
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```
//!
//! # Issue tokens
//!
//! If users grant access to other applications, your server also has the three endpoints of the
//! authorization flow: see [`grant`](crate::grant). The example `server_database` in the source of
//! this crate is such a server, with a database. The example `provider` has more settings, to try
//! clients with.
//!
//! # Check that it refuses
//!
//! A server that accepts everything also passes the tests of its clients. Test at least these: a
//! request without a signature, one with a wrong secret, one with a changed query, and the same
//! request twice. See [testing a server](super::testing#a-server).
//!
//! [`Authenticated`]: crate::Authenticated
//! [`Authenticated::parameters`]: crate::Authenticated::parameters
//! [`CredentialStore`]: crate::verify::CredentialStore
//! [`MemoryReplayStore`]: crate::verify::MemoryReplayStore
//! [`RequestVerifier::allow_missing_token`]: crate::RequestVerifier::allow_missing_token
#![cfg_attr(
    feature = "rsa",
    doc = "[`RegisteredClient::rsa`]: crate::verify::RegisteredClient::rsa"
)]
#![cfg_attr(
    not(feature = "rsa"),
    doc = "[`RegisteredClient::rsa`]: crate::verify::RegisteredClient"
)]
