//! Well-known OAuth 1.0a providers: their endpoints, signature methods and special rules.
//!
//! Providers differ in how they use the protocol. A [`Profile`] contains the settings of one
//! provider. It creates a signer, a scope, a layer and an authorization flow with these settings:
//!
//! ```
//! use tower_oauth1::provider::Provider;
//! use tower_oauth1::{ClientCredentials, TokenCredentials};
//!
//! let client = ClientCredentials::new("client-id", "client-secret");
//!
//! let profile = Provider::Tumblr.profile()?;
//! let signer = profile.signer(client)?;
//! let flow = profile.flow(signer.clone())?;
//! let scope = profile.scope();
//! // After the flow, or with a token from elsewhere:
//! let user = signer.with_token(TokenCredentials::new("token", "token-secret"));
//! let layer = profile.layer(user);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! A provider with many installations needs the URL of its site, or an account:
//! `Provider::NetSuite.profile_at("1234567_SB1")`.
//!
//! The calls of the flow differ in two things:
//!
//! - If [`Profile::omits_callback`] returns `true`, pass
//!   [`Callback::Omitted`](crate::Callback::Omitted) in place of a URL.
//! - If [`Profile::uses_form_flow`] returns `true`, call the functions whose names end in
//!   `_with_form`.
//!
//! Providers change. Each variant of [`Provider`] names the source of its settings, and the month
//! in which they were compared with it. [`Provider::source`] and [`Provider::checked`] return them.
//! To override a setting, call the setter on the signer, layer or flow that the profile created. To
//! replace the endpoints and keep all other settings, use [`Profile::with_endpoints`].
//!
//! A profile signs requests to the origins of the provider's API ([`Profile::origins`]). All other
//! requests pass *unsigned*. If a provider has a host that the profile does not know, add it with
//! [`Profile::with_origins`].
//!
//! # User-Agent
//!
//! Some providers refuse requests without a `User-Agent` header: Tumblr and Discogs say so, and
//! others may do the same. This crate sets none, and reqwest and hyper send none by default. The
//! requests of the flow need one too. Set it on the HTTP client, as with
//! `reqwest::ClientBuilder::user_agent`, or with a layer around the HTTP client:
//!
//! ```
//! use http::header::{HeaderValue, USER_AGENT};
//! use tower::{ServiceBuilder, service_fn};
//! # use tower::ServiceExt;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tower::BoxError> {
//! // `http` is your HTTP client. Pass `named` to the flow, or to the layer of the profile.
//! # let http = service_fn(|request: http::Request<String>| async move {
//! #     assert_eq!(request.headers()["user-agent"], "my-app/1.0");
//! #     Ok::<_, std::convert::Infallible>(http::Response::new(String::new()))
//! # });
//! let named = ServiceBuilder::new()
//!     .map_request(|mut request: http::Request<String>| {
//!         let name = HeaderValue::from_static("my-app/1.0");
//!         request.headers_mut().insert(USER_AGENT, name);
//!         request
//!     })
//!     .service(http);
//! # named.oneshot(http::Request::default()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Wrong signatures
//!
//! Some providers compute signatures *wrongly* for some requests. The docs of the variant say for
//! which requests. Many of these providers are written in PHP, which rebuilds the query before the
//! application sees it. This crate always signs as RFC 5849 says, so these requests do not verify
//! there.

mod catalog;
mod entry;
mod error;
mod name;
mod profile;
#[expect(
    clippy::module_inception,
    reason = "the enum is the main type of the module"
)]
mod provider;
mod site;
#[cfg(feature = "serde")]
mod stored;

pub use error::ProfileError;
pub use name::UnknownProvider;
pub use profile::Profile;
pub use provider::Provider;
