//! Server side: verification of signed requests (RFC 5849 sections 3.2 and 3.3).
//!
//! Requests that reach your handlers have a valid signature, a recent timestamp and an unused
//! nonce.
//!
//! [`VerifyLayer`] verifies requests in front of a tower service or an axum router. It needs three
//! things:
//!
//! - A [`CredentialStore`]: the store of clients and tokens.
//! - A [`ReplayStore`]: the store of used nonces.
//! - A [`PublicOrigin`]: the scheme, host and port under which clients reach the server. Pass a
//!   [`RequestVerifier`] instead to change more settings.
//!
//! The guide [server](crate::guide::server) has a whole program, and
//! [several servers](crate::guide::several_servers) says what a service on several machines needs.
//!
//! A client that acts on its own behalf has no token: see
//! [`allow_missing_token`](RequestVerifier::allow_missing_token).
//!
//! OAuth services often use other words. A consumer key is the client identifier, an access token
//! is the token credentials, and a request token is the temporary credentials.
//!
//! ```
//! use axum::{Extension, Router, routing::get};
//! use tower_oauth1::verify::{
//!     Authenticated, MemoryCredentialStore, MemoryReplayStore, VerifyLayer,
//! };
//! use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier};
//!
//! async fn me(Extension(caller): Extension<Authenticated>) -> String {
//!     format!("{} for {:?}", caller.client_identifier(), caller.token_identifier())
//! }
//!
//! let credentials = MemoryCredentialStore::new();
//! credentials.insert_client(ClientCredentials::new("client-id", "client-secret"))?;
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let verifier = RequestVerifier::new(origin).allow_missing_token(); // the token is optional
//! let layer = VerifyLayer::new(credentials, MemoryReplayStore::new(1_000_000), verifier);
//! let app: Router = Router::new().route("/me", get(me)).layer(layer);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # Order of layers
//!
//! ```text
//!   CORS                  browsers send preflight requests without a signature
//!   rate limit, timeout   a client may send its body slowly; refused requests cost work too
//! > VerifyLayer           needs the request as the client signed it
//!   decompression         and all layers that change the URI or the body
//!   concurrency limit     only verified requests take a permit
//!   router, handlers
//! ```
//!
//! The first line is the outermost layer. The guide
//! [layers of a server](crate::guide::server_layers) has the reasons, and shows open routes, routes
//! with an optional signature, nested routers, servers without axum and gateways.
//!
//! A client that sends a large body may lose the response to a request that is refused early: the
//! HTTP server closes the connection while the client still sends. hyper does so. The client then
//! sees a closed connection and not the 401.
//!
//! [`VerifyLayer::body_limit`] limits only the bodies that the layer reads: forms, and bodies with
//! an `oauth_body_hash`. For all others, use axum's `DefaultBodyLimit` (2 MB by default).
//!
//! # Order of checks
//!
//! 1. Limits: 8 KiB for the `Authorization` header
//!    ([`header_limit`](RequestVerifier::header_limit)), 256 parameters
//!    ([`parameter_limit`](RequestVerifier::parameter_limit)), and 1 MiB for a body
//!    ([`body_limit`](VerifyLayer::body_limit)). Identifiers, nonces and signatures have limits
//!    too.
//! 2. Protocol parameters: they are all in one place (header, query or form), unless the server
//!    [allows](RequestVerifier::allow_multiple_transmissions) more. Each one occurs once. None is
//!    missing or malformed. The `Authorization` header has no unexpected parameters. The server
//!    accepts the version and the signature method.
//! 3. Timestamp: it is inside the window. Default: 300 seconds in the past and in the future.
//! 4. Lookup of client and token: an unknown client or token is replaced with a dummy. The response
//!    then takes as long, and says as much, as the response to a wrong secret. Custom signature
//!    methods are an exception: see [`custom`](RegisteredClient::custom).
//! 5. Signature: it is compared in constant time. The registration of the client decides the kind
//!    of key. See [`RegisteredClient`]. A refused request costs as many comparisons as the server
//!    tries keys ([`keys_per_client`](RequestVerifier::keys_per_client)), for all clients.
//! 6. Body hash: if the request has an `oauth_body_hash`, it is compared with the body.
//! 7. Nonce: it is claimed last, so a client that cannot sign cannot use up nonces.
//!
//! # Logging
//!
//! With the feature `tracing`, [`VerifyLayer`] writes one event for each request. The target is
//! `tower_oauth1::verify`. The section [Logging](crate#logging) of the crate says what the fields
//! mean.
//!
//! | Event | Level | When | Fields |
//! |---|---|---|---|
//! | `accepted` | DEBUG | A request passed all checks. | `http.request.method`, `url.scheme`, `server.address`, `server.port`, `url.path`, `oauth.client_identifier`, `oauth.signature_method`, `oauth.nonce`, `oauth.timestamp_distance` |
//! | `refused` | INFO | A request was refused. | `http.request.method`, `url.scheme`, `server.address`, `server.port`, `url.path`, `http.response.status_code`, `oauth.reason`, `oauth.failed`, `oauth.client_identifier`, `oauth.signature_method`, `oauth.nonce`, `oauth.timestamp_distance` |
//! | `unsigned` | DEBUG | A request without a signature passed ([`allow_unsigned`](VerifyLayer::allow_unsigned)). | `http.request.method`, `url.path` |
//!
//! Scheme, host and port are those of the [`PublicOrigin`]: the server expects them to be signed.
//! `oauth.reason` is the message of the [`VerifyError`]. With [`VerifyError::Target`], the message
//! of its source follows, which names the host or header that is wrong. Other sources are left out:
//! the error of a store may contain anything. `oauth.failed` is the [`FailedCheck`] of the layer.
//! All that a refused request says about itself is only *claimed*. If it cannot be read, the fields
//! are what its header or query has.
//!
//! [Step by step](#step-by-step), each of the three functions logs a refusal, and the last one also
//! logs that a request is accepted.
//!
//! # Refused requests
//!
//! The response to a refused request does not say much, so that clients do not learn which
//! identifiers exist. Its extensions have the reason: a [`VerifyError`], and a [`Refusal`] with
//! what the request says about itself. Log it in a middleware directly outside `VerifyLayer`:
//! [`Refusal`] has an example. The body is the problem report of the header, or what
//! [`refusal_response`](VerifyLayer::refusal_response) makes of it. The guide [refused
//! requests](crate::guide::refused_requests) shows both.
//!
//! # What a signature protects
//!
//! A signature protects the HTTP method, the scheme, host, port and path of the URI, and the names
//! and values of all parameters. RFC 5849 puts the parameters of the query, of a form and of the
//! `Authorization` header into *one* sorted list and signs this list (section 3.4.1.3). So someone
//! who can change a request on its way can do the following, and the signature stays valid:
//!
//! - Move a parameter from the query to the form, or the other way round. A whole form can move to
//!   the query, and a body that is not signed can take its place.
//! - Change the order of parameters. If two parameters have the same name, their values may swap:
//!   `to=jane&to=mallory` becomes `to=mallory&to=jane`.
//! - Hide a parameter in the `Authorization` header. The verifier refuses this by default: the
//!   header may have only the realm and parameters whose names begin with `oauth_`. To accept
//!   others, see [`extra_header_parameters`](RequestVerifier::extra_header_parameters). Do not use
//!   names that begin with `oauth_` for your own parameters.
//!
//! Read parameters from [`Authenticated::parameters`] in your handlers, and not from the query or
//! the form. This finds each signed parameter, wherever it is, and nothing that is not signed. Do
//! not give a meaning to the order of parameters with the same name.
//!
//! ```
//! use axum::Extension;
//! use http::StatusCode;
//! use tower_oauth1::Authenticated;
//!
//! async fn pay(Extension(caller): Extension<Authenticated>) -> Result<String, StatusCode> {
//!     let parameters = caller.parameters();
//!     let amounts: Vec<_> = parameters.filter(|p| *p.name() == *b"amount").collect();
//!     let [amount] = &amounts[..] else {
//!         return Err(StatusCode::BAD_REQUEST); // missing, or more than one
//!     };
//!     Ok(String::from_utf8_lossy(&amount.value()).into_owned())
//! }
//! ```
//!
//! A signature does not protect headers, except `Host` if the
//! [`PublicOrigin`](PublicOrigin#the-host-header) takes the host from it. So a server with several
//! tenants must find the tenant by [`Authenticated::uri`]. A signature does not protect a body that
//! is not a form, unless the request has an `oauth_body_hash`: see
//! [`Authenticated::body_is_signed`] and [`require_body_hash`](RequestVerifier::require_body_hash).
//! Use TLS.
//!
//! Keep the [`CredentialStore`] secret. HMAC needs the secrets themselves, so anyone who can read
//! the store can sign as any client.
//!
//! The HTTP method is signed in upper case (section 3.4.1.1). HTTP methods are case-sensitive, but
//! `get` and `GET` have the same signature. Routers have no method `get`. If your own code compares
//! methods, do not ignore case.
//!
//! # Step by step
//!
//! Verify requests without tower in three steps. Each step returns a type that only this step can
//! create:
//!
//! 1. [`RequestVerifier::parse`] reads the request and returns an [`UnverifiedRequest`]. The client
//!    in it is only *claimed*.
//! 2. [`UnverifiedRequest::verify`] computes the signature again with the secrets that the server
//!    knows, and returns a [`SignatureVerified`]. The client is now proven. To reuse a key for many
//!    requests, keep a [`PreparedKey`].
//! 3. [`SignatureVerified::accept`] checks the timestamp and the body hash, claims the nonce, and
//!    returns an [`Authenticated`]. The request is now known not to be a copy of an earlier one.
//!
//! ```
//! use tower_oauth1::verify::MemoryReplayStore;
//! use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, TokenCredentials, RequestVerifier};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
//! let token = TokenCredentials::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
//! let uri = "https://photos.example.net/photos?size=original";
//! let mut request = http::Request::get(uri).body("")?;
//! Signer::new(client.clone()).with_token(token.clone()).sign_request(&mut request)?;
//!
//! // A server receives only the path and the query.
//! let (mut parts, _) = request.into_parts();
//! parts.uri = "/photos?size=original".parse()?;
//!
//! let verifier = RequestVerifier::new(PublicOrigin::fixed("https://photos.example.net")?);
//! let replay = MemoryReplayStore::new(1_000_000);
//! let unverified = verifier.parse(&parts, None)?;
//! assert_eq!(unverified.client_identifier(), "dpf43f3p2l4k3l03"); // look up its secret
//! let verified = unverified.verify(&client, Some(&token))?; // check the signature
//! let accepted = verified.accept(&replay, None).await?; // claim the nonce
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
mod refusal;
mod request;
mod responder;
mod response;
mod response_body;
mod server;
mod service;
mod shared_error;
mod store;
#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub mod testing;
#[cfg(feature = "axum")]
mod unsigned;

pub use crate::uri::callback::CallbackError;
pub use crate::uri::forwarded_error::ForwardedError;
pub use client::callback_policy::CallbackPolicy;
pub use client::identifier::IdentifierError;
pub use client::issued::IssuedToken;
pub use client::prepared_key::PreparedKey;
pub use client::registered::RegisteredClient;
pub use error::VerifyError;
#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub use extract::NotAuthenticated;
pub use layer::VerifyLayer;
pub use origin::PublicOrigin;
pub use origin::forwarding::Forwarding;
pub use origin::network::{IpNetwork, IpNetworkError};
pub use origin::proxies::TrustedProxies;
pub use refusal::{FailedCheck, Refusal};
pub use request::authenticated::Authenticated;
pub use request::check::check;
pub use request::policy::RequestVerifier;
pub use request::unverified::{SignatureVerified, UnverifiedRequest};
pub use response_body::ResponseBody;
pub use service::{ResponseFuture, VerifyService};
pub use shared_error::SharedError;
pub use store::credentials::CredentialStore;
pub use store::memory_credentials::MemoryCredentialStore;
pub use store::memory_error::MemoryReplayError;
pub use store::memory_replay::MemoryReplayStore;
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub use store::redis_replay::{RedisReplayError, RedisReplayStore};
pub use store::replay::{Claimed, NoReplayProtection, NonceClaim, ReplayStore};

pub(crate) use response::refusal;
