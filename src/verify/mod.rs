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
//!   router, handlers
//! ```
//!
//! The first line is the outermost layer. Put layers that change the path inside `VerifyLayer`. The
//! `nest` method of axum removes the prefix of the path before it calls the layers of the nested
//! router. Add `VerifyLayer` to the outer router, or set [`RequestVerifier::signed_uri`].
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
//! | `refused` | INFO | A request was refused. | `http.request.method`, `url.scheme`, `server.address`, `server.port`, `url.path`, `http.response.status_code`, `oauth.reason`, `oauth.client_identifier`, `oauth.signature_method`, `oauth.nonce`, `oauth.timestamp_distance` |
//!
//! Scheme, host and port are those of the [`PublicOrigin`]: the server expects them to be signed.
//! `oauth.reason` is the message of the [`VerifyError`]. With [`VerifyError::Target`], the message
//! of its source follows, which names the host or header that is wrong. Other sources are left out:
//! the error of a store may contain anything. All that a refused request says about itself is only
//! *claimed*. If it cannot be read, the fields are what its header or query has.
//!
//! [Step by step](#step-by-step), each of the three functions logs a refusal, and the last one also
//! logs that a request is accepted.
//!
//! # Open routes
//!
//! `VerifyLayer` protects the routes that are added to the router before it. Add open routes after
//! it:
//!
//! ```
//! use axum::{Router, routing::get};
//! use tower_oauth1::PublicOrigin;
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
//!
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(960_000));
//! let app: Router = Router::new()
//!     .route("/me", get(|| async { "signed" }))
//!     .layer(VerifyLayer::new(credentials, replay, origin))
//!     .route("/health", get(|| async { "open" }));
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```
//!
//! A route that somebody adds below the layer later is open too. A handler that takes
//! [`Authenticated`] does not run there: `Extension<Authenticated>`, or `Authenticated` with the
//! feature `axum`, responds with 500. With `layer`, a request to an unknown path must be signed
//! too, so callers cannot find out which paths exist. With `route_layer`, it gets 404.
//!
//! # Logging refusals
//!
//! The response to a refused request does not say much, so that clients do not learn which
//! identifiers exist. The reason is a [`VerifyError`] in the extensions of the response. Log it in
//! a middleware directly outside `VerifyLayer`, together with an
//! [`Explanation`](crate::Explanation) of the request, which says what the server expects to be
//! signed:
//!
//! ```
//! use axum::extract::{Request, State};
//! use axum::{Router, middleware, response::Response, routing::get};
//! use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
//! use tower_oauth1::{Explanation, PublicOrigin, VerifyError};
//!
//! async fn log_refusals(
//!     State(origin): State<PublicOrigin>,
//!     request: Request,
//!     next: middleware::Next,
//! ) -> Response {
//!     let (parts, body) = request.into_parts();
//!     let response = next.run(Request::from_parts(parts.clone(), body)).await;
//!     if let Some(error) = response.extensions().get::<VerifyError>() {
//!         eprintln!("{} {} {}: {error}", response.status(), parts.method, parts.uri.path());
//!         if let Ok(origin) = origin.from_parts(&parts) {
//!             match Explanation::from_parts_at(&origin, &parts, None) {
//!                 Ok(explanation) => eprintln!("{explanation}"),
//!                 Err(error) => eprintln!("{error}"), // the body is a form, for example
//!             }
//!         }
//!     }
//!     response
//! }
//!
//! let origin = PublicOrigin::fixed("https://api.example.com")?;
//! let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(960_000));
//! let app: Router = Router::new()
//!     .route("/me", get(|| async { "hello" }))
//!     .layer(VerifyLayer::new(credentials, replay, origin.clone()))
//!     // A layer that is added later is outside the layers before it.
//!     .layer(middleware::from_fn_with_state(origin, log_refusals));
//! # Ok::<_, tower_oauth1::OriginError>(())
//! ```
//!
//! Compare the explanation with the one of the client: see
//! [`OAuth1Layer::explain_refusals`](crate::OAuth1Layer::explain_refusals). Add both layers to the
//! outer router, not to a router in `nest`, where the path has lost its prefix.
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
mod request;
mod response;
mod server;
mod service;
mod store;

pub use crate::uri::callback::CallbackError;
pub use crate::uri::forwarded_error::ForwardedError;
pub use client::callback_policy::CallbackPolicy;
pub use client::identifier::IdentifierError;
pub use client::issued::IssuedToken;
pub use client::prepared_key::PreparedKey;
pub use client::registered::RegisteredClient;
pub use error::{SharedError, VerifyError};
#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub use extract::NotAuthenticated;
pub use layer::VerifyLayer;
pub use origin::PublicOrigin;
pub use origin::forwarding::Forwarding;
pub use origin::network::{IpNetwork, IpNetworkError};
pub use origin::proxies::TrustedProxies;
pub use request::authenticated::Authenticated;
pub use request::check::check;
pub use request::policy::RequestVerifier;
pub use request::unverified::{SignatureVerified, UnverifiedRequest};
pub use service::{ResponseFuture, VerifyService};
pub use store::credentials::CredentialStore;
pub use store::memory_credentials::MemoryCredentialStore;
pub use store::memory_error::MemoryReplayError;
pub use store::memory_replay::MemoryReplayStore;
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub use store::redis_replay::{RedisReplayError, RedisReplayStore};
pub use store::replay::{Claimed, NoReplayProtection, NonceClaim, ReplayStore};

pub(crate) use response::refusal;
