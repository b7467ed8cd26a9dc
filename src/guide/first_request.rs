//! The first signed request.
//!
//! # What you need
//!
//! - The *client credentials*: the consumer key and the consumer secret, also called API key and
//!   API secret. You get them when you register your application with the service.
//! - The *token credentials*: the access token and its secret, if the request is for a user. Many
//!   services show the token of your own account on the page of your application. For the tokens of
//!   other users, see [sign in with](super::sign_in_with) or [PIN](super::pin).
//! - The *origin* of the API, such as `https://api.example.com`. Only requests to it are signed.
//!
//! # A whole program
//!
//! ```toml
//! reqwest = { version = "0.13", features = ["form"] }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```
//!
// Without the feature `reqwest`, the program does not compile.
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
#![doc = include_str!("../../examples/reqwest_client.rs")]
#![doc = "```"]
//!
//! To try it without an account, start `cargo run --example axum_server` in the source of this
//! crate first.
//!
//! The query and the form are signed. A JSON body is sent as it is, and the signature does not
//! protect it. Do not list parameters a second time.
//!
//! With another client, use the same signer and scope:
//!
//! | HTTP client | Use |
//! |---|---|
//! | reqwest 0.13, all requests | `reqwest::OAuth1Client` |
//! | hyper, or a stack of tower layers | [`OAuth1Layer`](crate::OAuth1Layer), see [`sign`](crate::sign) |
//! | One request of the crate `http` | [`Signer::sign_request`](crate::Signer::sign_request) |
//! | ureq, isahc, older versions of reqwest, a generated client | [`OAuth1Layer::instructions`](crate::OAuth1Layer::instructions) |
//!
//! # A well-known provider
//!
//! If [`Provider`](crate::provider::Provider) has your service, its profile knows the origins, the
//! signature method and the special rules:
//!
//! ```
//! use tower_oauth1::provider::Provider;
//! use tower_oauth1::{ClientCredentials, TokenCredentials};
//!
//! let profile = Provider::X.profile()?;
//! let signer = profile.signer(ClientCredentials::new("api-key", "api-secret"))?;
//! let user = signer.with_token(TokenCredentials::new("access-token", "access-token-secret"));
//! let scope = profile.scope();
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # Credentials from a file
//!
//! Do not write secrets into the source. With the feature `serde`, read them from a file or from
//! the environment:
//!
// Without the feature `serde`, the sample does not compile.
#![cfg_attr(feature = "serde", doc = "```")]
#![cfg_attr(not(feature = "serde"), doc = "```ignore")]
//! use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};
//!
//! #[derive(serde::Deserialize)]
//! struct Settings {
//!     client: ClientCredentials,
//!     token: TokenCredentials,
//! }
//!
//! let file = r#"
//!     [client]
//!     consumer_key = "api-key"
//!     consumer_secret = "api-secret"
//!
//!     [token]
//!     access_token = "token"
//!     access_token_secret = "token-secret"
//! "#;
//! let settings: Settings = toml::from_str(file)?;
//! let signer = Signer::new(settings.client).with_token(settings.token);
//! # Ok::<_, toml::de::Error>(())
//! ```
//!
//! If a key management service holds the key, see [`Signer::prepare`](crate::Signer::prepare).
//!
//! # If the service refuses the request
//!
//! See ["signature_invalid"](super::signature_invalid).
