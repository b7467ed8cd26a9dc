//! Coming from twitter-v2 or egg-mode.
//!
//! These crates know each endpoint of X (formerly Twitter). This crate knows OAuth 1.0a, and the
//! settings of X: [`Provider::X`]. You write the request to the endpoint, and read its JSON.
//!
//! # Old lines and new lines
//!
//! ```
//! use tower_oauth1::provider::Provider;
//! use tower_oauth1::{ClientCredentials, TokenCredentials};
//!
//! // twitter-v2: let auth =
//! //                 Oauth1aToken::new("consumer-key", "consumer-secret", "token", "secret");
//! //             let api = TwitterApi::new(auth);
//! // egg-mode:   let token = egg_mode::Token::Access {
//! //                 consumer: KeyPair::new("consumer-key", "consumer-secret"),
//! //                 access: KeyPair::new("token", "secret"),
//! //             };
//! // New:
//! let x = Provider::X.profile()?;
//! let app = x.signer(ClientCredentials::new("consumer-key", "consumer-secret"))?;
//! let user = app.with_token(TokenCredentials::new("token", "secret"));
//! let scope = x.scope();
//!
//! // twitter-v2: api.get_tweet(1261326399320715264).send().await?
//! // egg-mode:   raw::request_get("https://api.twitter.com/1.1/statuses/show.json", &token, ..)
//! // New: `request` can be sent with any client.
//! let uri = "https://api.x.com/2/tweets/1261326399320715264?tweet.fields=created_at";
//! let mut request = http::Request::get(uri).body(())?;
//! user.sign_request(&mut request)?;
//! # assert!(scope.contains(request.uri()));
//! # assert!(request.headers().contains_key("authorization"));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! With reqwest, use `client.get(uri).sign_oauth1(&user, &scope)?.send().await?`: see
//! [the first request](super::first_request).
//!
//! The token of a user, which egg-mode gets with three functions:
//!
//! ```
//! # use tower_oauth1::{Callback, provider::Provider, ClientCredentials};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mut http = tower::service_fn(|request: http::Request<String>| async move {
//! #     Ok::<_, std::convert::Infallible>(http::Response::new(match request.uri().path() {
//! #         "/oauth/request_token" => {
//! #             "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=true".to_owned()
//! #         }
//! #         _ => "oauth_token=c&oauth_token_secret=d&user_id=7&screen_name=jane".to_owned(),
//! #     }))
//! # });
//! # let (x, pin) = (Provider::X.profile()?, "1234567");
//! # let app = x.signer(ClientCredentials::new("consumer-key", "consumer-secret"))?;
//! // Old: let request_token = egg_mode::auth::request_token(&con_token, "oob").await?;
//! // New: `http` is your HTTP client.
//! let flow = x.flow(app.clone())?;
//! let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand).await?;
//!
//! // Old: println!("{}", egg_mode::auth::authorize_url(&request_token));
//! // New:
//! println!("{}", pending.authorization_uri());
//!
//! // Old: let (token, user_id, screen_name) =
//! //          egg_mode::auth::access_token(con_token, &request_token, pin).await?;
//! // New:
//! let granted = flow.request_token_credentials(&mut http, &pending, pin).await?;
//! assert_eq!(granted.field("user_id"), Some("7"));
//! assert_eq!(granted.field("screen_name"), Some("jane"));
//! let user = app.with_token(granted.into_credentials());
//! # Ok(())
//! # }
//! ```
//!
//! # Every item of egg-mode that signs
//!
//! This table is for egg-mode 0.16.
//!
//! | egg-mode | tower-oauth1 | Note |
//! |---|---|---|
//! | `KeyPair::new`, `key`, `secret` | [`ClientCredentials::new`], [`TokenCredentials::new`] | |
//! | `Token::Access` | [`Signer`] | |
//! | `Token::Bearer`, `auth::bearer_token`, `auth::invalidate_bearer` | | OAuth 2, not in this crate |
//! | `auth::request_token` | [`AuthorizationFlow::request_temporary_credentials`] | |
//! | `auth::authorize_url` | [`PendingAuthorization::authorization_uri`] | |
//! | `auth::authenticate_url` | The same, from a flow with your own [`Endpoints`] | `https://api.x.com/oauth/authenticate` |
//! | `auth::access_token` | [`AuthorizationFlow::request_token_credentials`] | `user_id` and `screen_name` are fields |
//! | `auth::verify_tokens` | A signed `GET` of `https://api.x.com/1.1/account/verify_credentials.json` | |
//! | `raw::request_get`, `request_delete` | A request with a query, [`Signer::sign_request`] | |
//! | `raw::request_post` | A request with a form | |
//! | `raw::request_post_json` | A request with JSON | The JSON is not signed, as there |
//! | `raw::ParamList`, `new`, `add_param`, `add_opt_param`, `add_param_ref`, `add_user_param`, `add_list_param`, `extended_tweets`, `to_urlencoded` | The query or the form of the request | |
//! | `raw::auth::RequestBuilder::new`, `with_query_params`, `with_body_params`, `with_body_json`, `with_body` | `http::Request::builder`, or the builder of reqwest | |
//! | `RequestBuilder::oauth_callback`, `oauth_verifier` | [`AuthorizationFlow`] | |
//! | `RequestBuilder::request_keys`, `request_token` | [`Signer::sign_request`] | |
//! | `RequestBuilder::request_consumer_bearer` | | OAuth 2, not in this crate |
//! | `raw::response_future`, `response_raw_bytes`, `response_json`, `response_empty`, `response_as_stream` | Your HTTP client | |
//! | `raw::request_as_tweet_timeline`, `request_as_cursor_iter`, `RoundTrip`, `Headers` | | Not in this crate |
//! | `RateLimit`, `Response`, `ResponseIter` | The headers `x-rate-limit-..` of the response | |
//! | `account`, `cursor`, `direct`, `entities`, `list`, `media`, `place`, `search`, `service`, `stream`, `trend`, `tweet`, `user` | A signed request to the endpoint | Not in this crate |
//! | `error` | [`SignError`], [`FlowError`] | |
//!
//! # Every item of twitter-v2 that signs
//!
//! This table is for twitter-v2 0.1.
//!
//! | twitter-v2 | tower-oauth1 | Note |
//! |---|---|---|
//! | `authorization::Oauth1aToken::new` | [`ClientCredentials::new`], [`TokenCredentials::new`], in a [`Signer`] | |
//! | trait `Authorization`, `header(&request)` | [`OAuth1Layer`], [`Signer::sign_request`] | |
//! | `BearerToken`, `Oauth2Client`, `Oauth2Token`, `RefreshableOauth2Token`, their methods, `NoCallback`, `Scope` | | OAuth 2, not in this crate. [`Scope`](crate::Scope) is another thing here |
//! | `TwitterApi::new`, `TwitterApiWithUserCtx` and their methods; `requests`, `query`, `id` | A signed request to the endpoint | Not in this crate |
//! | `data`, `meta`, `ApiPayload`, `ApiResponse`, `ApiResult`, `ApiError`, `prelude` | The JSON of the response | Not in this crate |
//! | `Error`, `Result` | [`SignError`] | |
//!
//! # What differs
//!
//! - Credentials are bound to origins: a [`Scope`](crate::Scope) keeps a signature from other
//!   hosts.
//! - The functions of egg-mode do not decode the fields of a response. The flow decodes them.
//! - X refuses requests that carry `oauth_body_hash`. The profile does not send it.
//!
//! Checked against the source and the documentation of egg-mode 0.16.1 and twitter-v2 0.1.8.
//!
//! [`AuthorizationFlow`]: crate::AuthorizationFlow
//! [`AuthorizationFlow::request_temporary_credentials`]: crate::AuthorizationFlow::request_temporary_credentials
//! [`AuthorizationFlow::request_token_credentials`]: crate::AuthorizationFlow::request_token_credentials
//! [`ClientCredentials::new`]: crate::ClientCredentials::new
//! [`Endpoints`]: crate::Endpoints
//! [`FlowError`]: crate::FlowError
//! [`OAuth1Layer`]: crate::OAuth1Layer
//! [`PendingAuthorization::authorization_uri`]: crate::PendingAuthorization::authorization_uri
//! [`Provider::X`]: crate::provider::Provider::X
//! [`SignError`]: crate::SignError
//! [`Signer`]: crate::Signer
//! [`Signer::sign_request`]: crate::Signer::sign_request
//! [`TokenCredentials::new`]: crate::TokenCredentials::new
