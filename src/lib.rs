//! OAuth 1.0a (RFC 5849) for tower: a layer that signs the very request that goes out, the token
//! dance over any tower HTTP service, and a layer that verifies on a server.
//!
//! | you want to | use |
//! |---|---|
//! | sign the requests of a tower stack | [`OAuth1Layer`], module [`sign`] |
//! | sign one request, without tower | [`Signer::sign_request`] |
//! | get a user's consent and token | [`AuthorizationFlow`], module [`flow`] |
//! | talk to a service that is known | [`provider::Profile`], module [`provider`] |
//! | let only signed requests pass on a server | [`VerifyLayer`], module [`verify`] |
//! | hand out tokens to clients, as a service does | [`grant::Grants`], module [`grant`] |
//! | see what was signed | [`Explanation`] |
//! | make a step of the protocol alone | module [`protocol`] |
//!
//! # Before the first request
//!
//! - Retry and redirect layers go *above* [`OAuth1Layer`], or servers will see a nonce twice.
//! - The HTTP client beneath must not follow redirects by itself.
//! - Name the origins that the credentials are for: see [`Scope`].
//!
//! # A client
//!
//! ```
//! use http::Request;
//! use tower::{ServiceBuilder, ServiceExt};
//! use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer, TokenCredentials};
//! # use bytes::Bytes;
//! # use http_body_util::Full;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! # let http = tower::service_fn(|request: Request<Full<Bytes>>| async move {
//! #     assert!(request.headers().contains_key("authorization"));
//! #     Ok::<_, std::convert::Infallible>(http::Response::new(Full::<Bytes>::default()))
//! # });
//!
//! let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"))
//!     .with_token(TokenCredentials::new("token", "token-secret"));
//! let api = ServiceBuilder::new()
//!     .layer(OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?))
//!     .service(http); // hyper-util, an axum Router, reqwest through an adapter, ...
//!
//! let request = Request::get("https://api.example.com/photos?size=original").body(Full::default())?;
//! let response = api.oneshot(request).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # A server
//!
//! ```
//! use axum::{Extension, Router, routing::get};
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore};
//! use tower_oauth1::{Authenticated, ClientCredentials, PublicOrigin, VerifyLayer};
//!
//! async fn me(Extension(caller): Extension<Authenticated>) -> String {
//!     format!("{} for {:?}", caller.client_identifier(), caller.token_identifier())
//! }
//!
//! let credentials = MemoryCredentialStore::new();
//! credentials.insert_client(ClientCredentials::new("client-id", "client-secret"));
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let layer = VerifyLayer::new(credentials, MemoryReplayStore::new(1_000_000), origin);
//! let app: Router = Router::new().route("/me", get(me)).layer(layer);
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```
//!
//! # Features
//!
//! - `serde`: a `PendingAuthorization` that can be stored.
//! - `rsa`: RSA-SHA256, RSA-SHA512 and RSA-PSS; verifying RSA-SHA1.
//! - `rsa-legacy`: signing by RSA-SHA1, and short keys; RUSTSEC-2023-0071 holds for it.
//! - `tower`: `sign::RetryOnClockSkew`, a policy for tower's retry layer.
//! - `axum`: [`Authenticated`] as an argument of axum's handlers.
//! - `redis`: `verify::RedisReplayStore`, for servers on more than one machine.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod already_signed;
pub mod body;
mod box_error;
mod credentials;
pub mod flow;
pub mod grant;
pub mod protocol;
pub mod provider;
pub mod sign;
mod uri;
pub mod verify;

#[doc(inline)]
pub use box_error::BoxError;
#[doc(inline)]
pub use credentials::token_text::TokenTextError;
#[doc(inline)]
pub use credentials::{ClientCredentials, TemporaryCredentials, TokenCredentials};
#[doc(inline)]
pub use flow::{
    AuthorizationFlow, Callback, Endpoints, FlowError, GrantedAuthorization, PendingAuthorization,
};
#[doc(inline)]
pub use protocol::{Explanation, SignError, SignatureMethod, Signer, Transmission};
#[doc(inline)]
pub use sign::{OAuth1Layer, OAuth1Service, RequestCredentials, Scope};
#[doc(inline)]
pub use uri::error::OriginError;
#[doc(inline)]
pub use uri::origin::Origin;
#[doc(inline)]
pub use verify::{Authenticated, PublicOrigin, RequestVerifier, VerifyError, VerifyLayer};

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
