//! Client side: a tower layer that signs outgoing requests.
//!
//! # The stack
//!
//! A signature is valid for one request, once. Put retry and redirect layers outside
//! [`OAuth1Layer`]. Put the timeout and the HTTP client inside it. From the outside in:
//!
//! ```text
//!   retry              every attempt gets its own nonce and timestamp
//!   follow-redirect    every hop is signed again, if the scope allows it
//!   rate limit         is not `Clone`, so it cannot be inside a layer that reads forms
//! > OAuth1Layer        signs the request
//!   timeout            of one attempt
//!   decompression      and other layers that change bodies or responses, but not the head
//!   hyper, reqwest     send the request
//! ```
//!
//! A retry *inside* `OAuth1Layer` would send the same nonce twice, and servers refuse that.
//!
//! # Many users
//!
//! One stack can serve many users. Each request carries the [`RequestCredentials`] of its user, and a
//! layer created with [`OAuth1Layer::per_request`] removes them and signs with them. If the token must be
//! looked up first, put tower's `AsyncFilterLayer` outside the layer:
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
//! /// Inserted into the request's extensions by the caller.
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
//!         // Look the token up in your store here.
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
//! The layer signs the method, the URI, the `Host` header and the form parameters as they are sent. It
//! changes one header of the request, `Authorization`, or the place that
//! [`OAuth1Layer::transmission`] names. It changes the path if the path has dot segments, or characters
//! that some clients send raw and others escape ([`OAuth1Layer::path_as_is`]). Bodies that are not forms
//! are not touched, unless they must be hashed ([`OAuth1Layer::body_hash_policy`]). A form that arrives
//! in pieces is sent as one: its bytes stay the same, and its framing may change from chunks to a
//! `Content-Length`.
//!
//! # What is refused
//!
//! A request that cannot be signed correctly is not sent. The error is a
//! [`SignError`](crate::SignError). You can find it inside the errors of other layers:
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
