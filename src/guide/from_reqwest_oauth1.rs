//! Coming from reqwest-oauth1.
//!
//! reqwest-oauth1 wraps the client and the request builder of reqwest. Here, you keep the client
//! and the builder of reqwest, and sign the request that they build. This needs the feature
//! `reqwest`, and reqwest 0.13. For reqwest 0.12 and for `reqwest::blocking`, see
//! [`SigningInstructions`](crate::sign::SigningInstructions).
//!
//! # Old lines and new lines
//!
// Without the feature `reqwest`, the sample does not compile.
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use tower_oauth1::reqwest::RequestBuilderExt;
//! use tower_oauth1::{ClientCredentials, Scope, Signer, TokenCredentials};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! // Old: let secrets = reqwest_oauth1::Secrets::new("consumer-key", "consumer-secret")
//! //          .token("access-token", "access-token-secret");
//! // New:
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"))
//!     .with_token(TokenCredentials::new("access-token", "access-token-secret"));
//! // The credentials are only sent to this origin.
//! let scope = Scope::origin("https://api.example.com")?;
//!
//! // Old: let client = reqwest::Client::new().oauth1(secrets);
//! // New: a client that does not follow redirects. A signature is valid for one URL.
//! let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//!
//! // Old: client.get(url).query(&[("size", "original")]).send().await?;
//! // New:
//! let request = client.get("https://api.example.com/photos").query(&[("size", "original")]);
//! let response = request.sign_oauth1(&signer, &scope)?.send().await?;
//!
//! // Old: client.post(url).form(&[("status", "Hello")]).send().await?;
//! // New:
//! let request = client.post("https://api.example.com/statuses").form(&[("status", "Hello")]);
//! let response = request.sign_oauth1(&signer, &scope)?.send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! To get a token, use the authorization flow. It checks the responses, and tells you why a server
//! refuses:
//!
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use tower_oauth1::reqwest::ReqwestService;
//! use tower_oauth1::{AuthorizationFlow, Callback, Endpoints, Signer};
//!
//! # async fn run(
//! #     signer: Signer, endpoints: Endpoints, client: reqwest::Client, pin: &str,
//! # ) -> Result<(), tower_oauth1::FlowError> {
//! let flow = AuthorizationFlow::new(signer, endpoints);
//! let mut http = ReqwestService::new(client);
//!
//! // Old: let response = client.oauth1(secrets).get(request_token_url)
//! //          .query(&[("oauth_callback", "oob")]).send().parse_oauth_token().await?;
//! // New:
//! let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand).await?;
//!
//! // Old: println!("{}{}", authorize_url, response.oauth_token);
//! // New:
//! println!("{}", pending.authorization_uri());
//!
//! // Old: let secrets = Secrets::new("consumer-key", "consumer-secret")
//! //          .token(response.oauth_token, response.oauth_token_secret);
//! //      let response = client.oauth1(secrets).get(access_token_url)
//! //          .query(&[("oauth_verifier", pin)]).send().parse_oauth_token().await?;
//! // New:
//! let granted = flow.request_token_credentials(&mut http, &pending, pin).await?;
//!
//! // Old: response.remain.get("screen_name")
//! // New:
//! let name = granted.field("screen_name");
//! # Ok(())
//! # }
//! ```
//!
//! The flow sends `POST`, as the RFC says. The old lines send `GET`: if your service needs it, set
//! [`Endpoints::initiate_method`] and [`Endpoints::token_method`].
//!
//! # Every item
//!
//! This table is for reqwest-oauth1 0.3.
//!
//! | reqwest-oauth1 | tower-oauth1 | Note |
//! |---|---|---|
//! | `Secrets::new` | [`ClientCredentials::new`], in [`Signer::new`] | |
//! | `Secrets::token`, `new_with_token` | [`Signer::with_token`] | |
//! | trait `SecretsProvider` | [`RequestCredentials`] in the extensions of a request | For [many users](super::many_users) |
//! | `OAuthClientProvider::oauth1(secrets)` | `sign_oauth1(&signer, &scope)` on the request | For all requests: `reqwest::OAuth1Client` |
//! | `OAuthClientProvider::oauth1_with_params` | The methods of [`Signer`] and [`OAuth1Layer`] | See `OAuthParameters` below |
//! | `Client::new`, `new_with_client` | `reqwest::Client` | |
//! | `Client::get`, `post`, `put`, `patch`, `delete`, `head`, `request` | The same methods of `reqwest::Client` | |
//! | `RequestBuilder::sign`, `sign_with_params` | `sign_oauth1` | |
//! | `RequestBuilder::send` | `sign_oauth1(..)?.send()` | |
//! | `RequestBuilder::generate_signature` | `sign_oauth1(..)?` | The result can only be sent, so nothing changes after signing |
//! | `RequestBuilder::query`, `form`, `json`, `body`, `multipart`, `header`, `headers`, `basic_auth`, `bearer_auth`, `timeout`, `try_clone`, `fetch_mode_no_cors` | The same methods of `reqwest::RequestBuilder` | A request with `basic_auth` or `bearer_auth` is refused, because it cannot have two kinds of authorization |
//! | `RequestBuilder::query_without_capture` | | Not needed: the query is always signed |
//! | `RequestBuilder::form_without_capture` | | Not needed: a form is always signed |
//! | `OAuthParameters::new` | [`Signer::new`] | |
//! | `OAuthParameters::callback`, `verifier`; `query` with `oauth_callback` or `oauth_verifier` | [`AuthorizationFlow`] | The layer refuses a query with `oauth_callback` |
//! | `OAuthParameters::nonce`, `timestamp` | [`Signer::with_nonces`], [`Signer::with_clock`] | For tests |
//! | `OAuthParameters::realm` | [`Signer::with_realm`] | Escaped here |
//! | `OAuthParameters::version(true)` | The default | To leave it out: [`Signer::without_version`] |
//! | `OAuthParameters::signature_method` | [`Signer::with_signature_method`], `Signer::rsa`, [`Signer::custom`] | |
//! | `DefaultSM` | [`SignatureMethod::HmacSha1`], the default | |
//! | `Signer::new`, `override_oauth_parameter` | [`Signer::sign_with_parameters`] | |
//! | `TokenReader::parse_oauth_token`, `TokenReaderFuture` | [`AuthorizationFlow`] reads the response | Other responses: [`GrantedAuthorization::from_body`] |
//! | `TokenResponse::oauth_token`, `oauth_token_secret` | [`GrantedAuthorization::credentials`] | |
//! | `TokenResponse::remain` | [`GrantedAuthorization::field`], [`fields`](crate::GrantedAuthorization::fields) | Decoded here |
//! | `Error`, `Result` | `reqwest::SignReqwestError`, [`FlowError`] | |
//! | `SignerError`, `SignResult` | [`SignError`] | |
//! | `TokenReaderError`, `TokenReaderResult` | [`ResponseError`] | |
//! | `OAUTH_CALLBACK_KEY`, `OAUTH_NONCE_KEY`, `OAUTH_TIMESTAMP_KEY`, `OAUTH_VERIFIER_KEY`, `OAUTH_VERSION_KEY`, `REALM_KEY` | | Not needed: nothing is configured through the query |
//! | Feature `blocking` | [`OAuth1Layer::instructions`] | |
//!
//! # What differs
//!
//! - reqwest-oauth1 signs the query *or* the form: if the URL has a query, the form is not signed.
//!   Here, both are signed, as section 3.4.1.3 requires.
//! - reqwest-oauth1 leaves out `oauth_version`. Here, it is sent by default.
//! - A client that follows redirects by itself is reported as an error.
//!
//! Checked against the source and the documentation of reqwest-oauth1 0.3.0.
//!
//! [`AuthorizationFlow`]: crate::AuthorizationFlow
//! [`ClientCredentials::new`]: crate::ClientCredentials::new
//! [`Endpoints::initiate_method`]: crate::Endpoints::initiate_method
//! [`Endpoints::token_method`]: crate::Endpoints::token_method
//! [`FlowError`]: crate::FlowError
//! [`GrantedAuthorization::credentials`]: crate::GrantedAuthorization::credentials
//! [`GrantedAuthorization::field`]: crate::GrantedAuthorization::field
//! [`GrantedAuthorization::from_body`]: crate::GrantedAuthorization::from_body
//! [`OAuth1Layer`]: crate::OAuth1Layer
//! [`OAuth1Layer::instructions`]: crate::OAuth1Layer::instructions
//! [`RequestCredentials`]: crate::RequestCredentials
//! [`ResponseError`]: crate::flow::ResponseError
//! [`SignError`]: crate::SignError
//! [`SignatureMethod::HmacSha1`]: crate::SignatureMethod::HmacSha1
//! [`Signer`]: crate::Signer
//! [`Signer::custom`]: crate::Signer::custom
//! [`Signer::new`]: crate::Signer::new
//! [`Signer::sign_with_parameters`]: crate::Signer::sign_with_parameters
//! [`Signer::with_clock`]: crate::Signer::with_clock
//! [`Signer::with_nonces`]: crate::Signer::with_nonces
//! [`Signer::with_realm`]: crate::Signer::with_realm
//! [`Signer::with_signature_method`]: crate::Signer::with_signature_method
//! [`Signer::with_token`]: crate::Signer::with_token
//! [`Signer::without_version`]: crate::Signer::without_version
