//! OAuth 1.0a ([RFC 5849]) for [tower].
//!
//! This crate has three main parts:
//!
//! - A client layer, [`OAuth1Layer`]. It signs the HTTP requests that pass through it. You do not
//!   list the parameters a second time: the layer reads them from the request.
//! - The three-step authorization flow (also called *three-legged OAuth* or *token dance*), for any
//!   tower HTTP service. It obtains the token of a user.
//! - A server layer, [`VerifyLayer`]. It accepts a request only if the request is signed, and
//!   rejects all others.
//!
//! [RFC 5849]: https://www.rfc-editor.org/rfc/rfc5849
//! [tower]: https://docs.rs/tower
//!
//! # What to use
//!
//! The [guides](guide) have a page for each task. They begin with
//! [the first request](guide::first_request).
//!
//! | My task | Use |
//! |---|---|
//! | I use reqwest | The module [`reqwest`] (feature `reqwest`), with [`reqwest::OAuth1Client`] |
//! | I use hyper, or another tower HTTP client | [`OAuth1Layer`], see [`sign`] |
//! | I use any other HTTP client | [`OAuth1Layer::instructions`]: it says what to send |
//! | I sign one request of the crate `http` | [`Signer::sign_request`] |
//! | "Sign in with .." on a website | [Sign in with](guide::sign_in_with): a website with axum |
//! | I need the token of a user, who types a PIN | [PIN](guide::pin), [`AuthorizationFlow`] |
//! | I call a well-known provider | [`provider::Profile`], see [`provider`] |
//! | I sign with an RSA key | [`protocol::RsaPrivateKey`] and [`Signer::rsa`] (feature `rsa`) |
//! | A 401 that I do not understand | ["signature_invalid"](guide::signature_invalid), [`Explanation`] |
//! | My website has many users | [Many users](guide::many_users) |
//! | I store tokens | [`TokenCredentials::expose_to_string`], or [`expose_secrets`][secrets] (feature `serde`) |
//! | I test my code | [Testing](guide::testing), [`verify::check`] |
//! | I come from another library | The [guides](guide): each item, with the one that replaces it |
//! | My server accepts only signed requests | [`VerifyLayer`], see [`verify`] |
//! | My server runs on several machines | [Several servers](guide::several_servers) |
//! | My server issues tokens | [`grant::Grants`], see [`grant`] |
//! | I need a single step of the protocol | [`protocol`] |
//!
//! # Terms
//!
//! The documentation of this crate uses the terms of RFC 5849. Many providers use older terms:
//!
//! | RFC 5849 | Many providers | Type |
//! |---|---|---|
//! | client identifier | consumer key, API key | [`ClientCredentials`] |
//! | temporary credentials | request token | [`TemporaryCredentials`] |
//! | token credentials | access token | [`TokenCredentials`] |
//! | resource owner | user | |
//!
//! # Before the first request
//!
//! - Put retry and redirect layers *outside* [`OAuth1Layer`]. Each attempt then gets its own nonce.
//!   A retry layer *inside* sends the same nonce twice, and servers refuse that.
//! - Turn off redirects in the HTTP client. A signature is valid for one URI only.
//! - Name the origins that the credentials are for, with a [`Scope`]. The layer signs requests to
//!   these origins and sends all other requests unsigned.
//! - By default, the layer reads form bodies and rebuilds them. So the inner service must be
//!   `Clone` and the body type must implement `From<Bytes>`. The module [`body`] shows what to do
//!   with other types.
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
//! # let http_client = tower::service_fn(|request: Request<Full<Bytes>>| async move {
//! #     assert!(request.headers().contains_key("authorization"));
//! #     Ok::<_, std::convert::Infallible>(http::Response::new(Full::<Bytes>::default()))
//! # });
//!
//! let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"))
//!     .with_token(TokenCredentials::new("token", "token-secret"));
//!
//! // `http_client` is any tower HTTP service: a hyper-util client, a `ReqwestService` (feature
//! // `reqwest`), or an axum `Router` in a test.
//! let api = ServiceBuilder::new()
//!     .layer(OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?))
//!     .service(http_client);
//!
//! let request = Request::get("https://api.example.com/photos?size=original")
//!     .body(Full::default())?;
//! let response = api.oneshot(request).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The errors of the service are boxed, as [`BoxError`]. Use `downcast_ref` to get the original
//! error of a layer, or [`SignError::in_chain`] to find out why a request could not be signed. If
//! the compiler says that "the size cannot be known" because a function returns `anyhow::Result`,
//! write `api.oneshot(request).await.map_err(anyhow::Error::from_boxed)?`.
//!
//! # A server
//!
//! ```
//! use axum::body::Body;
//! use axum::{Extension, Router, routing::get};
//! use tower::ServiceExt;
//! use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore};
//! use tower_oauth1::{Authenticated, ClientCredentials, PublicOrigin, VerifyLayer};
//! use tower_oauth1::{OAuth1Layer, Scope, Signer, TokenCredentials};
//!
//! async fn me(Extension(caller): Extension<Authenticated>) -> String {
//!     format!("{} for {:?}", caller.client_identifier(), caller.token_identifier())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let client = ClientCredentials::new("client-id", "client-secret");
//! let token = TokenCredentials::new("token", "token-secret");
//!
//! // The clients and tokens that the server knows.
//! let credentials = MemoryCredentialStore::new();
//! credentials.insert_client(client.clone())?;
//! credentials.insert_token(IssuedToken::new("client-id", token.clone()))?;
//! // The nonces that were used.
//! let replay = MemoryReplayStore::new(1_000_000);
//! // The origin that clients use to reach the server.
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//!
//! let app: Router = Router::new()
//!     .route("/me", get(me))
//!     .layer(VerifyLayer::new(credentials, replay, origin));
//!
//! // A client calls the router. In a program, an HTTP server and a connection are between them.
//! let signer = Signer::new(client).with_token(token);
//! let layer = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?);
//! let api = tower::Layer::layer(&layer, app);
//! let request = http::Request::get("https://api.example.com/me").body(Body::empty())?;
//! let response = api.oneshot(request).await?;
//! assert_eq!(response.status(), 200);
//! # Ok(())
//! # }
//! ```
//!
//! Requests that reach your handlers have a valid signature, a recent timestamp and an unused
//! nonce. A signature does not protect headers, except `Host` if the [`PublicOrigin`] takes the
//! host from it. It does not protect a body that is not a form, unless the request has an
//! `oauth_body_hash`. So use TLS. It does not protect the place of a parameter either, so handlers
//! read parameters with [`Authenticated::parameters`]: see
//! [`verify`](verify#what-a-signature-protects).
//!
//! # Logging
//!
//! With the feature `tracing`, this crate writes events for the crate
//! [tracing](https://docs.rs/tracing). The tables in [`sign`](sign#logging),
//! [`flow`](flow#logging), [`verify`](verify#logging) and [`grant`](grant#logging) list them. The
//! names of these modules are also the targets:
//!
//! ```text
//! RUST_LOG=tower_oauth1=debug                                     # everything
//! RUST_LOG=tower_oauth1::sign=debug,tower_oauth1::verify=info     # or by module
//! ```
//!
//! The same text is an `EnvFilter` of the crate tracing-subscriber:
//! `EnvFilter::new("tower_oauth1::sign=debug")`. Its `fmt` subscriber writes lines such as this:
//!
//! ```text
//! DEBUG tower_oauth1::sign: not signed http.request.method="GET" url.scheme="http"
//! server.address="api.example.com" server.port=80 url.path="/photos" oauth.reason="the request is
//! not signed: http://api.example.com is out of scope; the nearest origin of the scope is
//! https://api.example.com: the scheme differs; use `https` in the URI of the request"
//! ```
//!
//! | Field | Value |
//! |---|---|
//! | `http.request.method`, `http.response.status_code`, `url.scheme`, `url.path`, `server.address`, `server.port` | As OpenTelemetry defines them. The port is there even if it is the default port. |
//! | `oauth.client_identifier` | The client identifier (consumer key). |
//! | `oauth.signature_method` | The signature method. |
//! | `oauth.nonce` | The nonce. It connects the events of client and server. |
//! | `oauth.timestamp` | The timestamp, in seconds since 1970. |
//! | `oauth.timestamp_distance` | The timestamp minus the time of the server, in seconds. |
//! | `oauth.transmission` | Where the protocol parameters are sent: `header`, `form body` or `query`. |
//! | `oauth.realm`, `oauth.hint` | The realm of the header, which is not signed. A frequent mistake: a secret begins or ends in white space. |
//! | `oauth.reason`, `oauth.failed` | Why a request was not signed, or was refused. Which of client, token and signature is wrong: see [`FailedCheck`](verify::FailedCheck). |
//! | `oauth.problem` | The `oauth_problem` that the server reports, if it is specified or a short word. |
//! | `oauth.clock_skew.seconds`, `oauth.clock_skew.applied` | The server's time minus the signer's, in seconds, and whether it corrects the *next* requests (not this one). See [`ClockSkew`](sign::ClockSkew). |
//!
//! No event contains a secret, a signature, a verifier, a token identifier, a query or a form
//! value. The path is logged, so do not log at these levels if your paths contain secrets. Texts of
//! the network are escaped and end after 512 characters. A field without a value is left out.
//!
// Of two link targets with the same name, the first is used. So the links lead into this build for
// the features that are on, and otherwise to docs.rs.
#![cfg_attr(
    feature = "reqwest",
    doc = "[`reqwest`]: crate::reqwest\n[`reqwest::OAuth1Client`]: crate::reqwest::OAuth1Client"
)]
#![cfg_attr(
    feature = "rsa",
    doc = "[`protocol::RsaPrivateKey`]: protocol::RsaPrivateKey\n[`Signer::rsa`]: Signer::rsa"
)]
#![cfg_attr(feature = "serde", doc = "[secrets]: TokenCredentials::expose_secrets")]
#![cfg_attr(feature = "tower", doc = "[retry]: sign::RetryOnClockSkew")]
#![cfg_attr(feature = "redis", doc = "[redis]: verify::RedisReplayStore")]
#![cfg_attr(
    feature = "testing",
    doc = "[testing]: verify::testing\n[grant-testing]: grant::testing"
)]
#![cfg_attr(
    feature = "reqwest-middleware",
    doc = "[`reqwest::OAuth1Middleware`]: crate::reqwest::OAuth1Middleware"
)]
#![doc = include_str!("docs/features.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod already_signed;
pub mod body;
mod box_error;
mod credentials;
mod events;
pub mod flow;
pub mod grant;
// Documentation only, so no program contains it.
#[cfg(any(doc, doctest))]
pub mod guide;
mod inner_service;
pub mod protocol;
pub mod provider;
#[cfg(feature = "reqwest")]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
pub mod reqwest;
pub mod sign;
mod uri;
pub mod verify;

#[doc(inline)]
pub use box_error::BoxError;
// The aliases are the words that providers use for the RFC's terms. rustdoc ignores an alias on a
// type in a private module, so the aliases are on the `pub use` lines.
#[doc(
    inline,
    alias = "consumer",
    alias = "consumer key",
    alias = "consumer secret"
)]
#[doc(
    alias = "API key",
    alias = "API secret",
    alias = "client id",
    alias = "client secret"
)]
pub use credentials::ClientCredentials;
#[doc(inline, alias = "request token", alias = "request token secret")]
pub use credentials::TemporaryCredentials;
#[doc(
    inline,
    alias = "access token",
    alias = "access token secret",
    alias = "oauth_token"
)]
pub use credentials::TokenCredentials;
#[cfg(feature = "serde")]
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
#[doc(inline)]
pub use credentials::stored::ExposedCredentials;
#[doc(inline)]
pub use credentials::token_text::TokenTextError;
#[doc(
    inline,
    alias = "three-legged",
    alias = "request token",
    alias = "access token"
)]
#[doc(
    alias = "sign in with",
    alias = "log in with",
    alias = "login",
    alias = "token dance",
    alias = "Twitter"
)]
pub use flow::AuthorizationFlow;
#[doc(inline, alias = "PIN")]
pub use flow::Callback;
#[doc(inline)]
pub use flow::{Endpoints, FlowError, GrantedAuthorization, PendingAuthorization};
#[doc(inline, alias = "debug", alias = "401", alias = "invalid signature")]
pub use protocol::Explanation;
#[doc(inline, alias = "private key", alias = "consumer key")]
pub use protocol::Signer;
#[doc(inline, alias = "placement")]
pub use protocol::Transmission;
#[doc(inline)]
pub use protocol::{SignError, SignatureMethod};
#[doc(inline, alias = "middleware", alias = "reqwest", alias = "Twitter")]
pub use sign::OAuth1Layer;
#[doc(inline)]
pub use sign::{OAuth1Service, RequestCredentials, Scope};
#[doc(inline)]
pub use uri::error::OriginError;
#[doc(inline)]
pub use uri::origin::Origin;
#[doc(inline)]
pub use verify::{Authenticated, PublicOrigin, RequestVerifier, VerifyError, VerifyLayer};
