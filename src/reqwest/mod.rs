//! Sign requests of [reqwest](https://docs.rs/reqwest) (feature `reqwest`).
//!
//! There are three ways. All of them sign with the same code as
//! [`OAuth1Layer`](crate::OAuth1Layer).
//!
//! # A signing client
//!
//! Put the layer around a `reqwest::Client`. The result is a service for `reqwest::Request`. A
//! struct can hold it under the name [`OAuth1Client`].
//!
//! ```no_run
//! use tower::{Layer, Service, ServiceExt};
//! use tower_oauth1::reqwest::OAuth1Client;
//! use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer, TokenCredentials};
//!
//! struct Api {
//!     client: reqwest::Client,
//!     signed: OAuth1Client,
//! }
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"))
//!     .with_token(TokenCredentials::new("access-token", "access-token-secret"));
//! let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?);
//!
//! // A redirect that the client follows by itself would repeat the signature.
//! let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//! let mut api = Api { signed: layer.layer(client.clone()), client };
//!
//! let request = api.client.get("https://api.example.com/photos").build()?;
//! let response = api.signed.ready().await?.call(request).await?;
//! println!("{} {}", response.status(), response.text().await?);
//! # Ok(())
//! # }
//! ```
//!
//! # One request
//!
//! [`RequestBuilderExt`] adds `sign_oauth1` to `reqwest::RequestBuilder`. What it returns can only
//! be sent, so nothing changes after signing.
//!
//! ```no_run
//! use tower_oauth1::reqwest::RequestBuilderExt;
//! use tower_oauth1::{ClientCredentials, Scope, Signer};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"));
//! let scope = Scope::origin("https://api.example.com")?;
//! let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//! let request = client.post("https://api.example.com/photos").body("{}");
//! let response = request.sign_oauth1(&signer, &scope)?.send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # A stack
//!
//! [`ReqwestService`] is a service for requests of the crate `http`. Use it inside retry and
//! timeout layers, and for the [authorization flow](crate::flow).
//!
//! ```no_run
//! use tower::ServiceBuilder;
//! use tower_oauth1::reqwest::ReqwestService;
//! # use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer};
//!
//! # fn run() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! # let signer = Signer::new(ClientCredentials::new("id", "secret"));
//! let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//! let api = ServiceBuilder::new()
//!     .layer(OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?))
//!     .service(ReqwestService::new(client));
//! # Ok(())
//! # }
//! ```

mod client;
mod extension;
#[cfg(feature = "reqwest-middleware")]
mod middleware;
mod request;
mod service;

pub use client::{ClientFuture, OAuth1Client};
pub use extension::{RequestBuilderExt, SignedRequest};
#[cfg(feature = "reqwest-middleware")]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest-middleware")))]
pub use middleware::OAuth1Middleware;
pub use request::SignReqwestError;
pub use service::{FollowedRedirect, ReqwestFuture, ReqwestService};
