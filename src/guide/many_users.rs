//! Many users.
//!
//! One client signs for all users of your application. The client credentials are always the same.
//! Each user has a token, which the [authorization flow](super::sign_in_with) returned once.
//!
//! # With a signer for each request
//!
//! [`Signer::with_token`](crate::Signer::with_token) makes the signer of a user. Make one whenever
//! you need it. The signer of the client does not change.
//!
//! ```
//! use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};
//!
//! // Once, when the program starts.
//! let client = Signer::new(ClientCredentials::new("client-id", "client-secret"));
//!
//! // For each request.
//! let line = "token-of-jane:token-secret"; // from your database
//! let token: TokenCredentials = line.parse()?;
//! let mut request = http::Request::get("https://api.example.com/me").body(())?;
//! client.with_token(token).sign_request(&mut request)?;
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! With reqwest, pass the signer of the user to `sign_oauth1`. This is the simplest way.
//!
//! # With one tower stack
//!
//! One stack can serve many users. Each request carries the
//! [`RequestCredentials`](crate::RequestCredentials) of its user in its extensions. A layer created
//! with [`OAuth1Layer::per_request`](crate::OAuth1Layer::per_request) removes them from the request
//! and signs with them. It refuses a request without credentials, so no request is signed for the
//! wrong user.
//!
//! If your application must look up the token first, put tower's `AsyncFilterLayer` outside the
//! layer:
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
//! /// Inserted into the extensions of the request by the caller.
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
//!         // Look up the token in your store here.
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
//! If some requests have no user and must be sent unsigned, use
//! [`OAuth1Layer::per_request_or_unsigned`](crate::OAuth1Layer::per_request_or_unsigned).
//!
//! # With one stack around reqwest
//!
//! A `reqwest::Request` cannot carry [`RequestCredentials`](crate::RequestCredentials), because its
//! extensions are private. So a [`per_request`](crate::OAuth1Layer::per_request) layer around a
//! `reqwest::Client`, which is a `reqwest::OAuth1Client`, refuses all its requests. Put the layer
//! around a `ReqwestService`. Build the requests with reqwest, and convert them:
//!
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use reqwest::redirect::Policy;
//! use tower::{ServiceBuilder, ServiceExt};
//! use tower_oauth1::reqwest::ReqwestService;
//! use tower_oauth1::{
//!     BoxError, ClientCredentials, Explanation, OAuth1Layer, RequestCredentials, Scope, Signer,
//!     TokenCredentials,
//! };
//!
//! # async fn run(token: TokenCredentials) -> Result<(), BoxError> {
//! // Once, when the program starts.
//! let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
//! let scope = Scope::origin("https://api.example.com")?;
//! let client = reqwest::Client::builder().redirect(Policy::none()).build()?;
//! let api = ServiceBuilder::new()
//!     .layer(OAuth1Layer::per_request().explain_refusals())
//!     .service(ReqwestService::new(client.clone()));
//!
//! // For each request. A clone of the stack is cheap.
//! let request = client.get("https://api.example.com/me").query(&[("fields", "name")]);
//! let mut request = http::Request::<reqwest::Body>::try_from(request.build()?)?;
//! let credentials = RequestCredentials::new(signer.with_token(token), scope.clone());
//! request.extensions_mut().insert(credentials);
//! let response: reqwest::Response = api.clone().oneshot(request).await?.into();
//! if let Some(explanation) = response.extensions().get::<Explanation>() {
//!     eprintln!("{}\n{explanation}", response.status());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! `OAuth1Layer::new(signer_of_the_user, scope).layer(client)` for each request also works, and is
//! cheap: it shares the connections of the client. But what a layer learns for
//! [`correct_clock_skew`](crate::OAuth1Layer::correct_clock_skew) is lost with the layer. A stack
//! for all users learns it once.
//!
//! With reqwest-middleware, use `OAuth1Middleware::per_request`, and
//! `with_extension(RequestCredentials::new(..))` on the request of the user: its requests have
//! extensions. The middleware does not explain refusals, and does not correct the clock.
//!
//! # Store the tokens
//!
//! | Store | Write | Read |
//! |---|---|---|
//! | One column with text | [`TokenCredentials::expose_to_string`](crate::TokenCredentials::expose_to_string) | `parse()` |
//! | JSON, TOML and others (feature `serde`) | [`TokenCredentials::expose_secrets`] | `TokenCredentials` implements `Deserialize` |
//! | The token with all fields of its response (feature `serde`) | [`GrantedAuthorization::expose_secrets`] | `GrantedAuthorization` implements `Deserialize` |
//!
//! A token is as good as a password, so encrypt it or restrict who can read it.
//!
//! # Remove a token
//!
//! If the service says that a token is no longer valid, remove it, and let the user sign in again.
//! Many services say it with the status 401 and an `oauth_problem`, in the header
//! `WWW-Authenticate` or in the body. [`Problem`](crate::protocol::Problem) reads both:
//!
//! ```
//! use http::{HeaderMap, StatusCode};
//! use tower_oauth1::protocol::Problem;
//!
//! /// Whether the token of the user is no longer valid. Other refusals have other reasons.
//! fn is_token_over(status: StatusCode, headers: &HeaderMap, body: &str) -> bool {
//!     let in_body = || Problem::from_body(body.as_bytes());
//!     let problem = Problem::from_headers(headers).or_else(in_body);
//!     let over = ["token_revoked", "token_rejected", "token_expired"];
//!     status == StatusCode::UNAUTHORIZED && problem.is_some_and(|p| over.contains(&p.name()))
//! }
//! # let mut headers = HeaderMap::new();
//! # assert!(is_token_over(StatusCode::UNAUTHORIZED, &headers, "oauth_problem=token_revoked"));
//! # assert!(!is_token_over(StatusCode::UNAUTHORIZED, &headers, "oauth_problem=nonce_used"));
//! # headers.insert("www-authenticate", "OAuth oauth_problem=token_expired".parse().unwrap());
//! # assert!(is_token_over(StatusCode::UNAUTHORIZED, &headers, ""));
//! # assert!(!is_token_over(StatusCode::FORBIDDEN, &headers, ""));
//! ```
//!
//! If your service writes something else, see its documentation. A 401 alone is not enough: it also
//! means a wrong clock or a wrong signature.
//!
//! A token that expires may have a session handle to renew it: see
//! [renewing tokens](crate::flow#renewing-and-exchanging-tokens).
//!
// Of two targets with the same name, the first is used.
#![cfg_attr(
    feature = "serde",
    doc = "[`TokenCredentials::expose_secrets`]: crate::TokenCredentials::expose_secrets",
    doc = "[`GrantedAuthorization::expose_secrets`]: crate::GrantedAuthorization::expose_secrets"
)]
//! [`TokenCredentials::expose_secrets`]: https://docs.rs/tower-oauth1/latest/tower_oauth1/struct.TokenCredentials.html#method.expose_secrets
//! [`GrantedAuthorization::expose_secrets`]: https://docs.rs/tower-oauth1/latest/tower_oauth1/struct.GrantedAuthorization.html#method.expose_secrets
