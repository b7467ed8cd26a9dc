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
//! With reqwest, pass the signer of the user to `sign_oauth1`.
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
//! # Store the tokens
//!
//! | Store | Write | Read |
//! |---|---|---|
//! | One column with text | [`TokenCredentials::expose_to_string`](crate::TokenCredentials::expose_to_string) | `parse()` |
//! | JSON, TOML and others (feature `serde`) | `TokenCredentials::expose_secrets` | `TokenCredentials` implements `Deserialize` |
//! | The token with all fields of its response (feature `serde`) | `GrantedAuthorization::expose_secrets` | `GrantedAuthorization` implements `Deserialize` |
//!
//! A token is as good as a password, so encrypt it or restrict who can read it. If the service says
//! that a token is no longer valid (401 with `token_revoked`, `token_rejected` or `token_expired`),
//! remove it, and let the user sign in again.
//!
//! A token that expires may have a session handle to renew it: see
//! [renewing tokens](crate::flow#renewing-and-exchanging-tokens).
