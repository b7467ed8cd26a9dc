//! The server side: letting only requests pass that are rightly signed, in time, and new (RFC 5849
//! sections 3.2 and 3.3).
//!
//! [`VerifyLayer`] does all of it before a tower service or an axum router. It is told three things:
//! where clients and tokens are looked up ([`CredentialStore`]), where nonces are remembered
//! ([`ReplayStore`]), and under which origin clients reach the server ([`PublicOrigin`]); a
//! [`RequestVerifier`] in the third one's place has further settings.
//!
//! ```
//! use axum::{Extension, Router, routing::get};
//! use tower_oauth1::verify::{Authenticated, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
//! use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier};
//!
//! async fn me(Extension(caller): Extension<Authenticated>) -> String {
//!     format!("{} for {:?}", caller.client_identifier(), caller.token_identifier())
//! }
//!
//! let credentials = MemoryCredentialStore::new();
//! credentials.insert_client(ClientCredentials::new("client-id", "client-secret"));
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let verifier = RequestVerifier::new(origin).allow_missing_token(); // clients may ask on their own behalf
//! let layer = VerifyLayer::new(credentials, MemoryReplayStore::new(1_000_000), verifier);
//! let app: Router = Router::new().route("/me", get(me)).layer(layer);
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```
//!
//! # The stack
//!
//! ```text
//!   CORS                  browsers ask without a signature
//!   rate limit, timeout   a body that is read may come slowly, and a refusal costs work too
//! > VerifyLayer           sees the request as the client signed it
//!   decompression         and all that changes the URI or the body
//!   router, handlers
//! ```
//!
//! What changes the path must stand beneath. axum's `nest` takes the prefix away before the layers of
//! the nested router: put the layer on the outer one.
//!
//! # What is checked, in which order
//!
//! 1. Limits: 8 KiB of header, 256 parameters, the [`body_limit`](VerifyLayer::body_limit).
//! 2. Protocol parameters: in one place, once each, none missing or malformed; version and method.
//! 3. The timestamp is in the window, 300 seconds each way.
//! 4. Client and token are looked up. For one that is unknown another stands in, so that the answer
//!    takes as long, and says as much, as for a wrong secret.
//! 5. The signature, in constant time, by the kind of key that the client registered: see
//!    [`RegisteredClient`].
//! 6. `oauth_body_hash`, where the request has one, on the body.
//! 7. The nonce is claimed. So who cannot sign uses up no nonce.
//!
//! # What it does not protect
//!
//! Bodies that are no forms and have no `oauth_body_hash`
//! ([`require_body_hash`](RequestVerifier::require_body_hash)), and headers. Use TLS. And whoever reads the
//! [`CredentialStore`] can sign as anybody: HMAC needs the secrets themselves.
//!
//! The method is signed in upper case (section 3.4.1.1): `get`, which HTTP tells from `GET`, has the same
//! signature. Routers have no such method, and your own should compare methods as they are.
//!
//! # Step by step
//!
//! Without tower, a request becomes believed in steps, and each step is a type that only it can make:
//!
//! 1. [`RequestVerifier::parse`] reads it into an [`UnverifiedRequest`]: who it *says* it is from.
//! 2. [`UnverifiedRequest::verify`] recomputes the signature with the secrets that the server knows,
//!    and gives a [`SignatureVerified`]: who it *is* from. A server that keeps a [`PreparedKey`] saves
//!    setting it up.
//! 3. [`SignatureVerified::accept`] looks at timestamp and body hash, claims the nonce, and gives an
//!    [`Authenticated`]: it is no copy.
//!
//! ```
//! use tower_oauth1::verify::MemoryReplayStore;
//! use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, TokenCredentials, RequestVerifier};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
//! let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
//! let mut request = http::Request::get("https://photos.example.net/photos?size=original").body("")?;
//! Signer::new(client.clone()).with_token(token.clone()).sign_request(&mut request)?;
//!
//! // What the server sees of it.
//! let (mut parts, _) = request.into_parts();
//! parts.uri = "/photos?size=original".parse()?;
//!
//! let verifier = RequestVerifier::new(PublicOrigin::fixed("https://photos.example.net")?);
//! let replay = MemoryReplayStore::new(1_000_000);
//! let unverified = verifier.parse(&parts, None)?;
//! assert_eq!(unverified.client_identifier(), "dpf43f3p2l4k3l03"); // look its secret up ...
//! let verified = unverified.verify(&client, Some(&token))?; // ... check ...
//! let accepted = verified.accept(&replay, None).await?; // ... and take it once
//! assert_eq!(accepted.token_identifier(), Some("nnch734d00sl2jdk"));
//! # Ok(())
//! # }
//! ```

mod client;
mod error;
#[cfg(feature = "axum")]
mod extract;
mod layer;
mod origin;
mod request;
mod response;
mod server;
mod service;
mod store;

pub use crate::uri::callback::CallbackError;
pub use client::prepared_key::PreparedKey;
pub use client::registered::{IssuedToken, RegisteredClient};
pub use error::{SharedError, VerifyError};
#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub use extract::NotAuthenticated;
pub use layer::VerifyLayer;
pub use origin::PublicOrigin;
pub use origin::forwarded::Forwarding;
pub use request::authenticated::Authenticated;
pub use request::policy::RequestVerifier;
pub use request::unverified::{SignatureVerified, UnverifiedRequest};
pub use service::{ResponseFuture, VerifyService};
pub use store::credentials::CredentialStore;
pub use store::memory_credentials::MemoryCredentialStore;
pub use store::memory_replay::{MemoryReplayError, MemoryReplayStore};
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub use store::redis_replay::{RedisReplayError, RedisReplayStore};
pub use store::replay::{Claimed, NoReplayProtection, NonceClaim, ReplayStore};

pub(crate) use response::refusal;
