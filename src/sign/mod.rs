//! Client side: signs outgoing requests (RFC 5849 section 3.1).
//!
//! [`OAuth1Layer`] is a tower layer. It signs each request and sends it with the inner service. The
//! [`Signer`](crate::Signer) holds the credentials. The [`Scope`] names the origins that signatures
//! may be sent to.
//!
//! OAuth services often use other words. A consumer key is the client identifier, an access token
//! is the token credentials, and a request token is the temporary credentials.
//!
//! # Order of layers
//!
//! ```text
//!   retry              every attempt gets its own nonce and timestamp
//!   follow-redirect    every hop gets a new signature, if it is in scope
//!   rate limit         outside: it is not `Clone`, and the layer clones its inner service
//! > OAuth1Layer        signs the request
//!   timeout            limits the time of one attempt
//!   decompression      and other layers that change responses
//!   hyper, reqwest     send the request
//! ```
//!
//! The first line is the outermost layer. A signature is valid for one request, once. So put layers
//! that send a request again, such as retry and redirect layers, outside `OAuth1Layer`. Put layers
//! that only carry the request inside it. They may change responses. They must not change what was
//! signed: the method, the URI, the `Host` header and forms.
//!
//! A retry layer *inside* `OAuth1Layer` would send the same nonce twice. Servers refuse the second
//! request. [`ReplayGuardLayer`] finds this mistake in tests.
//!
//! # Many users
//!
//! One stack can serve many users. Each request carries the [`RequestCredentials`] of its user in
//! its extensions. A layer created with [`OAuth1Layer::per_request`] removes them from the request
//! and signs with them. The guide [many users](crate::guide::many_users) shows how to look up the
//! token, and how to store it.
//!
//! # What is signed and what changes
//!
//! The layer signs the method, the URI, the `Host` header and the form parameters as they are sent.
//! It changes these parts of the request:
//!
//! - The `Authorization` header: it carries the protocol parameters. They can also be sent in the
//!   query or the form: see [`OAuth1Layer::transmission`].
//! - The path, if it has dot segments, or characters that some clients send raw and other clients
//!   escape: see [`OAuth1Layer::path_as_is`].
//! - An earlier signature of the same request. A server may send such a request back as a link, for
//!   example to the next page. The layer replaces an earlier signature in the header. It removes an
//!   earlier signature from the query and from a form. There, it must consist of `oauth_signature`
//!   and at least one of these parameters: `oauth_consumer_key`, `oauth_token`,
//!   `oauth_signature_method`, `oauth_timestamp`, `oauth_nonce`, `oauth_version`,
//!   `oauth_body_hash`. The layer refuses all other protocol parameters in the query or the form,
//!   because they may be data: see
//!   [`SignError::ProtocolParameterInRequest`](crate::SignError::ProtocolParameterInRequest).
//! - The framing of a form. The layer sends a form that arrives in pieces as one piece. Its bytes
//!   stay the same, but the request may have a `Content-Length` instead of chunks.
//!
//! The layer does not touch bodies that are not forms, unless it must hash them: see
//! [`OAuth1Layer::body_hash_policy`].
//!
//! # When a service refuses a request
//!
//! Log at the level DEBUG: see [Logging](#logging). Or look for [`OutOfScope`] in the extensions of
//! the response: then the request was sent unsigned. Otherwise turn on
//! [`OAuth1Layer::explain_refusals`]. [`Problem`](crate::protocol::Problem) reads the reason that
//! the service names. The guide ["signature_invalid"](crate::guide::signature_invalid) lists the
//! causes.
//!
//! # Hold the service in a struct
//!
//! A struct can hold a signing service, because its type can be written. For a longer stack, use a
//! boxed service of tower:
//!
//! ```
//! use bytes::Bytes;
//! use http_body_util::Full;
//! use hyper::body::Incoming;
//! use hyper_util::client::legacy::{Client, connect::HttpConnector};
//! use tower::util::BoxCloneSyncService;
//! use tower_oauth1::{BoxError, OAuth1Service};
//!
//! type Body = Full<Bytes>;
//! /// `OAuth1Layer` around a client of hyper-util. For reqwest, this is `reqwest::OAuth1Client`.
//! type SignedClient = OAuth1Service<Client<HttpConnector, Body>>;
//! type Stack = BoxCloneSyncService<http::Request<Body>, http::Response<Incoming>, BoxError>;
//!
//! struct Api {
//!     signed: SignedClient,
//!     with_retry: Stack,
//! }
//! # fn is_service<S: tower::Service<http::Request<Body>>>() {}
//! # is_service::<SignedClient>();
//! # is_service::<Stack>();
//! ```
//!
//! # Test your code
//!
//! [`verify::check`](crate::verify::check) checks one request. To test a stack, put the layer
//! around [`VerifyLayer`](crate::VerifyLayer). Both need no network. The guide
//! [testing](crate::guide::testing) has samples.
//!
//! # From other crates
//!
//! Other crates return the text of an `Authorization` header, and you list the parameters of the
//! request a second time. Here, you build the request, and the parameters of its query and its form
//! are signed as they are. The [guides](crate::guide) list each item of oauth1-request,
//! reqwest-oauth1, oauth10a, twitter-v2, egg-mode and of libraries of other languages, with the one
//! that replaces it.
//!
//! # Logging
//!
//! With the feature `tracing`, everything that signs a request writes these events, once for each
//! signature. Their target is `tower_oauth1::sign`. The section [Logging](crate#logging) of the
//! crate says what the fields mean.
//!
//! | Event | Level | When | Fields |
//! |---|---|---|---|
//! | `signed` | DEBUG | A request was signed. | `http.request.method`, `url.scheme`, `server.address`, `server.port`, `url.path`, `oauth.client_identifier`, `oauth.signature_method`, `oauth.timestamp`, `oauth.nonce`, `oauth.transmission`, `oauth.realm` |
//! | `not signed` | DEBUG | A request passes unsigned. | `http.request.method`, `url.scheme`, `server.address`, `server.port`, `url.path`, `oauth.reason` |
//! | `refused` | WARN | A signed request got the response 400, 401 or 403, or one that [`explain_refusals_where`](OAuth1Layer::explain_refusals_where) names. Or a request that was sent unsigned, because it is out of scope, got 401 or 403. | `http.request.method`, `url.scheme`, `server.address`, `server.port`, `url.path`, `http.response.status_code`, `oauth.problem`, `oauth.reason`, `oauth.hint`, `oauth.clock_skew.seconds`, `oauth.clock_skew.applied` |
//!
//! The reason of `not signed` is one of these:
//!
//! - The URI is out of scope. The reason is the message of [`OutOfScope`].
//! - The request has the marker [`SkipSigning`].
//! - The request has an `Authorization` header of another scheme, and the layer
//!   [skips](OAuth1Layer::skip_other_authorization) such requests.
//! - The request carries no credentials, and the layer was created with
//!   [`per_request_or_unsigned`](OAuth1Layer::per_request_or_unsigned).
//!
//! `oauth.reason` of `refused` is there if the request was sent unsigned. `oauth.hint` says that a
//! secret begins or ends in white space. `oauth.clock_skew.seconds` is what the layer learned from
//! this response, and `oauth.clock_skew.applied` says whether it corrects the *next* requests. The
//! refused request is not corrected by it, and is not sent again without `RetryOnClockSkew`.
//!
//! A request of the authorization flow that passes a layer is signed already, so the layer logs
//! nothing. A request that cannot be signed is not sent. The caller gets the error, and nothing is
//! logged. [`Signer::sign`](crate::Signer::sign) logs nothing, because it only computes a
//! signature. `refused` needs the response, so only [`OAuth1Layer`] and the module `reqwest` write
//! it.
//!
//! # Refused requests
//!
//! The layer does not send a request that it cannot sign correctly. It returns a
//! [`SignError`](crate::SignError), which says why. Other layers may wrap this error. Use
//! [`SignError::in_chain`](crate::SignError::in_chain) to find it:
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
mod explain;
mod future;
mod in_memory_body;
mod inner;
mod instructions;
mod layer;
mod out_of_scope;
mod placement;
mod plan;
#[cfg(feature = "reqwest")]
mod refusal_event;
mod refusals;
pub mod replay_guard;
mod request;
mod response;
#[cfg(feature = "tower")]
mod retry;
mod scope;
mod service;
mod signable;
mod unsigned;

pub use body_hash::{BodyHashPolicy, PrecomputedBodyHash};
pub use clock_skew::{ClockSkew, ClockSkewPolicy};
pub use credentials::{RequestCredentials, SkipSigning};
pub use future::ResponseFuture;
pub use in_memory_body::InMemoryBody;
pub use inner::InnerService;
pub use instructions::SigningInstructions;
pub use layer::OAuth1Layer;
pub use out_of_scope::{OutOfScope, ScopeDifference};
pub use replay_guard::{NonceReused, ReplayGuardLayer, ReplayGuardService};
#[cfg(feature = "tower")]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub use retry::RetryOnClockSkew;
pub use scope::Scope;
pub use service::OAuth1Service;
pub use signable::{InvalidRequest, SignableBody, SignableRequest};

#[cfg(feature = "reqwest")]
pub(crate) use refusals::is_refusal;
#[cfg(feature = "reqwest-middleware")]
pub(crate) use unsigned::Unsigned;
