//! Sign requests of [reqwest](https://docs.rs/reqwest) (feature `reqwest`).
//!
//! There are these ways. All of them sign with the same code as
//! [`OAuth1Layer`](crate::OAuth1Layer). The guide [the first request](crate::guide::first_request)
//! has a whole program.
//!
//! | Way | Use it for |
//! |---|---|
//! | [`RequestBuilderExt::sign_oauth1`] | One request, or a few |
//! | [`OAuth1Client`] | All requests of a program for one user, with all settings of the layer |
//! | [`ReqwestService`] | A tower stack with retry or redirects, [many users](#many-users), and the [authorization flow](crate::flow) |
//! | `OAuth1Middleware` (feature `reqwest-middleware`) | Clients of the crate reqwest-middleware |
//! | [`SigningInstructions`](crate::sign::SigningInstructions) | reqwest 0.12 and `reqwest::blocking` |
//!
//! The features of reqwest are turned on in your own `Cargo.toml`: `form` for `form(&..)`, `query`
//! for `query(&..)`, `json` for `json(&..)`, `multipart` for `multipart(..)`. The feature `reqwest`
//! of this crate turns on none of them.
//!
//! # A signing client
//!
//! Put the layer around a `reqwest::Client`. The result is a service for `reqwest::Request`. A
//! struct can hold it under the name [`OAuth1Client`]. Your `Cargo.toml` needs
//! `tower = { version = "0.5", features = ["util"] }` for the traits.
//!
//! ```no_run
//! use tower::{Layer, ServiceExt};
//! use tower_oauth1::reqwest::OAuth1Client;
//! use tower_oauth1::{BoxError, ClientCredentials, OAuth1Layer, Scope, Signer, TokenCredentials};
//!
//! struct Api {
//!     client: reqwest::Client,
//!     signed: OAuth1Client,
//! }
//!
//! impl Api {
//!     async fn photos(&self) -> Result<String, BoxError> {
//!         let request = self.client.get("https://api.example.com/photos").build()?;
//!         // A clone is cheap and shares its connections, so `&self` is enough.
//!         let response = self.signed.clone().oneshot(request).await?;
//!         Ok(response.text().await?)
//!     }
//! }
//!
//! # async fn run() -> Result<(), BoxError> {
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"))
//!     .with_token(TokenCredentials::new("access-token", "access-token-secret"));
//! let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?);
//!
//! // A redirect that the client follows by itself would repeat the signature.
//! let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//! let api = Api { signed: layer.layer(client.clone()), client };
//! println!("{}", api.photos().await?);
//! # Ok(())
//! # }
//! ```
//!
//! Its errors are [`BoxError`](crate::BoxError)s. The operator `?` does not convert them to
//! `anyhow::Error` or to `Box<dyn Error>`: use `.map_err(anyhow::Error::from_boxed)`, or
//! `.map_err(|error| -> Box<dyn Error> { error })`.
//!
//! # One request
//!
//! [`RequestBuilderExt`] adds `sign_oauth1` to `reqwest::RequestBuilder`. What it returns can only
//! be sent, so nothing changes after signing. For a URL out of scope, it returns an error, while
//! the other ways send the request unsigned.
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
//! `sign_oauth1` and `send` return [`SignReqwestError`], while other functions of a response return
//! `reqwest::Error`. Return [`BoxError`](crate::BoxError) from a function that has both: `?`
//! converts both to it, and also to `anyhow::Error`. An error enum of your own needs a variant for
//! each.
//!
//! ```no_run
//! use tower_oauth1::reqwest::RequestBuilderExt;
//! use tower_oauth1::{BoxError, Scope, Signer};
//!
//! async fn get(
//!     client: &reqwest::Client,
//!     (signer, scope): (&Signer, &Scope),
//! ) -> Result<String, BoxError> {
//!     let request = client.get("https://api.example.com/photos").sign_oauth1(signer, scope)?;
//!     let response = request.send().await?.error_for_status()?;
//!     Ok(response.text().await?)
//! }
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
//!
//! # Many users
//!
//! Pass the signer of each user to `sign_oauth1`. Or put one layer for all users,
//! [`OAuth1Layer::per_request`](crate::OAuth1Layer::per_request), around [`ReqwestService`]. An
//! [`OAuth1Client`] cannot use this layer, because the extensions of a `reqwest::Request` are
//! private, so the request cannot carry the credentials of its user. The guide
//! [many users](crate::guide::many_users#with-one-stack-around-reqwest) shows the code.
//!
//! # The settings of the client
//!
//! - **Redirects:** build the client with `redirect(Policy::none())`. If a client follows a
//!   redirect with a signed request, the result is [`FollowedRedirect`]. To follow redirects, put a
//!   redirect layer outside [`OAuth1Layer`](crate::OAuth1Layer): it signs each request again, if it
//!   is in scope.
//! - **Retries:** reqwest sends a request again if the server did not process it (`retry(..)` of
//!   its builder changes this). That is safe. Put all other retries outside the layer.
//! - **Cookies, compressed responses and timeouts** work as without a signature. A timeout is a
//!   `reqwest::Error`.
//! - **Default headers** of the client are added after signing, to requests that do not have these
//!   headers. A signature does not protect headers, so most of them do no harm. Do not set these
//!   three:
//!   - `Authorization`: the client adds it to every request that has no such header. These are
//!     requests with the signature in the query or the form, and unsigned requests to other
//!     origins. Those origins then get your default credentials.
//!   - `Host`: it is not signed, so the server refuses the request.
//!   - `Content-Type` of forms: the server reads a body as a form that was not signed as a form.
//!
//! # Edge workers and browsers
//!
//! On `wasm32-unknown-unknown`, [`RequestBuilderExt::sign_oauth1`] and `OAuth1Middleware` work. The
//! signing client and `ReqwestService` do not exist there, because reqwest cannot convert its
//! responses.
//!
//! The platform has no clock, and random numbers come from JavaScript. Add these lines to your
//! `Cargo.toml`, with the crate `js-sys` or another one that knows the time:
//!
//! ```toml
//! getrandom = { version = "0.4", features = ["wasm_js"] }
//! js-sys = "0.3"
//! ```
//!
//! Pass the clock to each signer. Without it, signing panics:
//!
//! ```
//! use tower_oauth1::{ClientCredentials, Signer};
//!
//! # mod js_sys { pub struct Date; impl Date { pub fn now() -> f64 { 1.7e12 } } }
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"))
//!     .with_clock(|| (js_sys::Date::now() / 1000.0) as u64);
//! ```
//!
//! JavaScript follows redirects by itself. If it does so with a signed request, `send` returns
//! [`FollowedRedirect`].
//!
//! # When a service refuses a request
//!
//! Use a signing client with [`explain_refusals`](crate::OAuth1Layer::explain_refusals), and print
//! what was signed:
//!
//! ```no_run
//! use tower::{Layer, Service, ServiceExt};
//! use tower_oauth1::{Explanation, OAuth1Layer, sign::OutOfScope};
//!
//! # async fn run(layer: OAuth1Layer) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//! let mut signed = layer.explain_refusals().layer(client.clone());
//! let request = client.get("https://api.example.com/photos").build()?;
//! let response = signed.ready().await?.call(request).await?;
//! if let Some(explanation) = response.extensions().get::<Explanation>() {
//!     eprintln!("{}\n{explanation}", response.status());
//! }
//! if let Some(reason) = response.extensions().get::<OutOfScope>() {
//!     eprintln!("{reason}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Many services name the reason as `oauth_problem`.
//! [`Problem::from_headers`](crate::protocol::Problem::from_headers) reads it from the headers of
//! any response, also of one to `sign_oauth1`, and
//! [`Problem::from_body`](crate::protocol::Problem::from_body) from the body:
//!
//! ```no_run
//! use tower_oauth1::protocol::Problem;
//!
//! # async fn run(response: reqwest::Response) -> Result<(), reqwest::Error> {
//! let in_headers = Problem::from_headers(response.headers());
//! let body = response.text().await?;
//! if let Some(problem) = in_headers.or_else(|| Problem::from_body(body.as_bytes())) {
//!     eprintln!("the service says: {problem}"); // such as `token_revoked`
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Then see [the list of causes](crate::guide::signature_invalid).
//!
//! To come from reqwest-oauth1, see [this guide](crate::guide::from_reqwest_oauth1).

#[cfg(not(target_arch = "wasm32"))]
mod client;
mod extension;
#[cfg(feature = "reqwest-middleware")]
mod middleware;
mod redirect;
mod request;
#[cfg(not(target_arch = "wasm32"))]
mod service;

#[cfg(not(target_arch = "wasm32"))]
pub use client::{ClientFuture, OAuth1Client};
pub use extension::{RequestBuilderExt, SignedRequest};
#[cfg(feature = "reqwest-middleware")]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest-middleware")))]
pub use middleware::OAuth1Middleware;
pub use redirect::FollowedRedirect;
pub use request::SignReqwestError;
#[cfg(not(target_arch = "wasm32"))]
pub use service::{ReqwestFuture, ReqwestService};
