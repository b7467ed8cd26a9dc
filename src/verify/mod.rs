//! The server side: reading a signed request, and checking its signature (RFC 5849 section 3.2).
//!
//! A request becomes believed in steps, and each step is a type that only it can make:
//!
//! 1. [`Verifier::parse`] reads it into an [`UnverifiedRequest`]: who it *says* it is from.
//! 2. [`UnverifiedRequest::verify`] recomputes the signature with the secrets that the server knows,
//!    compares in constant time, and gives a [`SignatureVerified`]: who it *is* from.
//!
//! A verified signature says that the request was made by who holds the secrets. It does not say
//! *when*, nor that this is the first time: the server still has to refuse timestamps outside its
//! window and nonces that it saw before (section 3.3).
//!
//! ```
//! use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, TokenCredentials, Verifier};
//!
//! let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
//! let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
//! let mut request = http::Request::get("https://photos.example.net/photos?size=original").body("")?;
//! Signer::new(client.clone()).token(token.clone()).sign_request(&mut request)?;
//!
//! // What the server sees of it.
//! let (mut parts, _) = request.into_parts();
//! parts.uri = "/photos?size=original".parse()?;
//!
//! let verifier = Verifier::new(PublicOrigin::fixed("https://photos.example.net")?);
//! let unverified = verifier.parse(&parts, None)?;
//! assert_eq!(unverified.client(), "dpf43f3p2l4k3l03"); // look its secret up ...
//! let verified = unverified.verify(&client, Some(&token))?; // ... and check
//! assert_eq!(verified.token(), Some("nnch734d00sl2jdk"));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod accept;
mod answer;
mod authenticate;
mod authenticated;
mod credential_store;
mod error;
#[cfg(feature = "axum")]
mod extract;
mod forwarded;
mod layer;
mod memory_credentials;
mod memory_replay;
mod public_origin;
mod read;
#[cfg(feature = "redis")]
mod redis_replay;
mod registered;
mod replay_store;
mod request;
mod service;
mod verifier;

pub use authenticated::Authenticated;
pub use credential_store::CredentialStore;
pub use error::{Failure, VerifyError};
#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub use extract::NotAuthenticated;
pub use forwarded::Forwarding;
pub use layer::VerifyLayer;
pub use memory_credentials::MemoryCredentials;
pub use memory_replay::{MemoryReplayError, MemoryReplayStore};
pub use public_origin::PublicOrigin;
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub use redis_replay::{RedisReplayError, RedisReplayStore};
pub use registered::{IssuedToken, RegisteredClient};
pub use replay_store::{Claimed, NoReplayProtection, NonceClaim, ReplayStore};
pub use request::{SignatureVerified, UnverifiedRequest};
pub use service::{ResponseFuture, VerifyService};
pub use verifier::Verifier;

pub(crate) use answer::refusal;
