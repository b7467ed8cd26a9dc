//! The client side: a tower layer that signs the requests that go out.
//!
//! # The stack
//!
//! A signature is good for one request, once. So what makes requests anew goes *above* the layer,
//! and what only carries them goes *beneath*:
//!
//! ```text
//!   retry              every attempt gets its own nonce and timestamp
//!   follow-redirect    every hop is signed anew, and only where the scope allows
//!   rate limit         not `Clone`, so it cannot be beneath a layer that reads forms
//! > OAuth1Layer        signs what it is given ...
//!   timeout            of one attempt
//!   decompression      and all that changes bodies or answers, but not the request's head
//!   hyper, reqwest     ... and this sends it
//! ```
//!
//! A retry *beneath* the layer would send the same nonce twice, which servers refuse.
//!
//! # Many users
//!
//! One stack serves any number of users: each request carries its user's [`RequestCredentials`], and
//! a layer made by [`OAuth1Layer::per_request`] takes them out and signs with them. Where the token
//! has to be looked up first, tower's `AsyncFilterLayer` above the layer does so:
//!
//! ```
//! use bytes::Bytes;
//! use http::Request;
//! use http_body_util::Full;
//! use tower::filter::AsyncFilterLayer;
//! use tower::{BoxError, ServiceBuilder, ServiceExt};
//! use tower_oauth1::{
//!     ClientCredentials, OAuth1Layer, RequestCredentials, Scope, Signer, TokenCredentials,
//! };
//!
//! /// Put into the request's extensions by who makes it.
//! #[derive(Clone)]
//! struct UserId(u64);
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), BoxError> {
//! # let http = tower::service_fn(|request: Request<Full<Bytes>>| async move {
//! #     assert!(request.headers()["authorization"].to_str().unwrap().contains("token-of-7"));
//! #     Ok::<_, std::convert::Infallible>(http::Response::new(()))
//! # });
//! let client = Signer::new(ClientCredentials::new("client-id", "client-secret"));
//! let scope = Scope::origin("https://api.example.com")?;
//! let look_up = move |mut request: Request<Full<Bytes>>| {
//!     let (client, scope) = (client.clone(), scope.clone());
//!     async move {
//!         let user = request.extensions().get::<UserId>().ok_or("no user")?.0;
//!         // Here a store is asked.
//!         let token = TokenCredentials::new(format!("token-of-{user}"), "token-secret");
//!         let credentials = RequestCredentials::new(client.with_token(token), scope);
//!         request.extensions_mut().insert(credentials);
//!         Ok::<_, BoxError>(request)
//!     }
//! };
//! let api = ServiceBuilder::new()
//!     .layer(AsyncFilterLayer::new(look_up))
//!     .layer(OAuth1Layer::per_request())
//!     .service(http);
//!
//! let mut request = Request::get("https://api.example.com/me").body(Full::default())?;
//! request.extensions_mut().insert(UserId(7));
//! api.oneshot(request).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What is signed, and what changes
//!
//! Method, URI, `Host` header and form parameters are signed as they go out. The request changes in
//! one header, `Authorization`, or where [`OAuth1Layer::transmission`] says; and in its path, where
//! that has dot segments or characters that one client would send raw and another escaped
//! ([`OAuth1Layer::path_as_is`]). Bodies that are no forms are not touched, unless they are to be
//! hashed ([`OAuth1Layer::body_hash_policy`]). A form that comes in pieces is sent in one: its bytes stay,
//! and its framing may change, a `Content-Length` instead of chunks.
//!
//! # What is refused
//!
//! A request that cannot be signed rightly is not sent, and [`SignError`](crate::SignError) says
//! why. It stays findable beneath whatever other layers make of it:
//!
//! ```
//! use http::Request;
//! use tower::{ServiceBuilder, ServiceExt};
//! use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, SignError, Signer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let http = tower::service_fn(|_: Request<String>| async {
//!     Ok::<_, std::convert::Infallible>(http::Response::new(String::new()))
//! });
//! let signer = Signer::new(ClientCredentials::new("id", "secret"));
//! let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?).bodies_untouched();
//! let api = ServiceBuilder::new().layer(layer).service(http);
//!
//! let request = Request::get("/relative").body(String::new())?;
//! let error = api.oneshot(request).await.unwrap_err();
//! assert!(matches!(SignError::in_chain(&*error), Some(SignError::RelativeUri)));
//! # Ok(())
//! # }
//! ```

mod body_hash;
mod clock_skew;
mod config;
mod content;
mod credentials;
mod detached;
mod future;
mod layer;
mod placement;
pub mod replay_guard;
mod request;
mod response;
#[cfg(feature = "tower")]
mod retry;
mod scope;
mod service;

pub use body_hash::{BodyHashPolicy, PrecomputedBodyHash};
pub use clock_skew::{ClockSkew, ClockSkewPolicy};
pub use credentials::{RequestCredentials, SkipSigning};
pub use future::ResponseFuture;
pub use layer::OAuth1Layer;
pub use replay_guard::{NonceReused, ReplayGuardLayer, ReplayGuardService};
#[cfg(feature = "tower")]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub use retry::RetryOnClockSkew;
pub use scope::Scope;
pub use service::OAuth1Service;
