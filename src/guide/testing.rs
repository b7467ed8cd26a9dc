//! Testing code that signs or verifies requests.
//!
//! No test needs a network or an account.
//!
//! # One request
//!
//! [`verify::check`](crate::verify::check) says whether a request is signed with these credentials,
//! and returns what a server would see:
//!
//! ```
//! use tower_oauth1::verify::check;
//! use tower_oauth1::{ClientCredentials, PublicOrigin, Signer};
//!
//! /// The code under test.
//! fn photos(signer: &Signer) -> Result<http::Request<&'static str>, Box<dyn std::error::Error>> {
//!     let mut request = http::Request::get("https://api.example.com/photos?size=1").body("")?;
//!     signer.sign_request(&mut request)?;
//!     Ok(request)
//! }
//!
//! let client = ClientCredentials::new("client-id", "client-secret");
//! let request = photos(&Signer::new(client.clone()))?;
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let checked = check(&request, origin, &client, None)?;
//! assert_eq!(checked.parameter("size"), Some("1"));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # A whole stack
//!
//! Put the layer around [`VerifyLayer`](crate::VerifyLayer): it accepts a request only if the
//! signature is right. The innermost service gives the response of the test:
//!
//! ```
//! use std::convert::Infallible;
//! use http::{Request, Response};
//! use tower::{ServiceBuilder, ServiceExt, service_fn};
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore};
//! use tower_oauth1::{
//!     ClientCredentials, OAuth1Layer, PublicOrigin, RequestVerifier, Scope, Signer, VerifyLayer,
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let api = "https://api.example.com";
//! let known = MemoryCredentialStore::new();
//! known.insert_client(ClientCredentials::new("client-id", "client-secret"))?;
//! // This client has no user, so its requests have no token.
//! let verifier = RequestVerifier::new(PublicOrigin::fixed(api)?).allow_missing_token();
//! let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
//!
//! type Body = http_body_util::Full<bytes::Bytes>;
//! let service = ServiceBuilder::new()
//!     .layer(OAuth1Layer::new(signer, Scope::origin(api)?)) // the code under test
//!     .layer(VerifyLayer::new(known, MemoryReplayStore::new(1000), verifier))
//!     .service(service_fn(|_: Request<Body>| async {
//!         Ok::<_, Infallible>(Response::new(Body::from("the response of the test")))
//!     }));
//! let request = Request::get("https://api.example.com/photos?size=1").body(Body::default())?;
//! let response = service.oneshot(request).await?;
//! assert_eq!(response.status(), 200);
//! # Ok(())
//! # }
//! ```
//!
//! A retry layer in the wrong place sends a signature twice. [`ReplayGuardLayer`] finds it: put it
//! inside the layer, in the test.
//!
//! # The same signature in each run
//!
//! Give the signer a clock and a nonce. Use this to compare with a recorded request, or with an
//! example in the documentation of a service:
//!
//! ```
//! use tower_oauth1::protocol::Nonce;
//! use tower_oauth1::{ClientCredentials, Signer};
//!
//! let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"))
//!     .with_clock(|| 1_318_622_958)
//!     .with_nonces(|| Nonce::new("kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"));
//! let header = || -> Result<_, Box<dyn std::error::Error>> {
//!     let mut request = http::Request::get("https://api.example.com/photos").body(())?;
//!     signer.sign_request(&mut request)?;
//!     Ok(request.headers()["authorization"].clone())
//! };
//! assert_eq!(header()?, header()?);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! Never do this outside a test: a server refuses the second request.
//!
//! # The authorization flow
//!
//! The flow takes any tower service as its HTTP client. A closure can be the server:
//!
//! ```
//! use std::convert::Infallible;
//! use http::{Request, Response};
//! use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Endpoints, Signer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut denies = tower::service_fn(|_: Request<String>| async {
//!     let mut response = Response::new("oauth_problem=consumer_key_unknown".to_owned());
//!     *response.status_mut() = http::StatusCode::UNAUTHORIZED;
//!     Ok::<_, Infallible>(response)
//! });
//! let flow = AuthorizationFlow::new(
//!     Signer::new(ClientCredentials::new("client-id", "client-secret")),
//!     Endpoints::new(
//!         "https://api.example.com/initiate".parse()?,
//!         "https://api.example.com/authorize".parse()?,
//!         "https://api.example.com/token".parse()?,
//!     ),
//! );
//! let error = flow.request_temporary_credentials(&mut denies, Callback::OutOfBand).await;
//! let error = error.expect_err("the server denies everything");
//! assert_eq!(error.problem().map(|problem| problem.name()), Some("consumer_key_unknown"));
//! # Ok(())
//! # }
//! ```
//!
//! For a whole server with a page for the user, start the example `provider` of this crate.
//!
//! # A server
//!
//! Sign with this crate, and call the router. Then change what must not be changed:
//!
//! ```
//! use axum::{Router, body::Body, routing::get};
//! use http::{Request, StatusCode};
//! use tower::ServiceExt;
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore};
//! use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier, Signer, VerifyLayer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = ClientCredentials::new("client-id", "client-secret");
//! let known = MemoryCredentialStore::new();
//! known.insert_client(client.clone())?;
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let verifier = RequestVerifier::new(origin).allow_missing_token();
//! let app = Router::new()
//!     .route("/photos", get(|| async { "photos" }))
//!     .layer(VerifyLayer::new(known, MemoryReplayStore::new(1000), verifier));
//!
//! let signed = |query: &str| -> Result<_, Box<dyn std::error::Error>> {
//!     let uri = format!("https://api.example.com/photos?{query}");
//!     let (mut parts, ()) = Request::get(uri).body(())?.into_parts();
//!     let header = Signer::new(client.clone()).sign(&parts, None)?.authorization_header();
//!     parts.headers.insert("authorization", header);
//!     Ok(parts)
//! };
//! let status = |parts| {
//!     let response = app.clone().oneshot(Request::from_parts(parts, Body::empty()));
//!     async { response.await.map(|response| response.status()) }
//! };
//!
//! let request = signed("size=1")?;
//! assert_eq!(status(request.clone()).await?, StatusCode::OK);
//! assert_eq!(status(request).await?, StatusCode::UNAUTHORIZED); // a copy
//!
//! let mut changed = signed("size=1")?;
//! changed.uri = "https://api.example.com/photos?size=2".parse()?;
//! assert_eq!(status(changed).await?, StatusCode::UNAUTHORIZED);
//!
//! let mut unsigned = signed("size=1")?;
//! unsigned.headers.remove("authorization");
//! assert_eq!(status(unsigned).await?, StatusCode::UNAUTHORIZED);
//! # Ok(())
//! # }
//! ```
//!
//! # A store of your own
//!
//! The feature `testing` has tests for a [`ReplayStore`] and a [`CredentialStore`] in
//! `verify::testing`, and for a [`GrantStore`] and a [`TokenStore`] in `grant::testing`. They make
//! claims and exchanges at the same time, let time pass, and use unusual identifiers. Each test
//! panics with the name of the rule that the store breaks. Add the feature in the table
//! `[dev-dependencies]` of your `Cargo.toml`:
//!
// Without the feature `testing`, the sample does not compile.
#![cfg_attr(feature = "testing", doc = "```")]
#![cfg_attr(not(feature = "testing"), doc = "```ignore")]
//! use tower_oauth1::verify::{MemoryReplayStore, testing};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let store = MemoryReplayStore::new(10_000); // or the store of your database
//! testing::replay_store(&store).await;
//! # }
//! ```
//!
//! For a store in memory, also call `testing::claims_on_threads`: such a store never waits, so only
//! threads find a race in it.
//!
//! [`ReplayStore`]: crate::verify::ReplayStore
//! [`CredentialStore`]: crate::verify::CredentialStore
//! [`GrantStore`]: crate::grant::GrantStore
//! [`TokenStore`]: crate::grant::TokenStore
//! [`ReplayGuardLayer`]: crate::sign::ReplayGuardLayer
