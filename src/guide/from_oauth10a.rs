//! Coming from oauth10a.
//!
//! oauth10a is a client for APIs with JSON, made for Clever Cloud. It signs with HMAC-SHA512, and
//! it can also send bearer tokens and basic authentication. This crate does OAuth 1.0a only. Send
//! bearer tokens and passwords with `bearer_auth` and `basic_auth` of reqwest.
//!
//! # Old lines and new lines
//!
// Without the feature `reqwest`, the sample does not compile.
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use tower_oauth1::reqwest::RequestBuilderExt;
//! use tower_oauth1::{ClientCredentials, Scope, SignatureMethod, Signer, TokenCredentials};
//! # #[derive(serde::Deserialize)]
//! # struct MyData {}
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! // Old: let client = Client::new().with_credentials(Credentials::OAuth1 {
//! //          token: "token",
//! //          secret: "token-secret",
//! //          consumer_key: "consumer-key",
//! //          consumer_secret: "consumer-secret",
//! //      });
//! // New:
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"))
//!     .with_token(TokenCredentials::new("token", "token-secret"))
//!     .with_signature_method(SignatureMethod::HmacSha512);
//! let scope = Scope::origin("https://api.example.com")?;
//! let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//!
//! // Old: client.get::<MyData, MyError>("https://api.example.com/object.json").await?
//! // New:
//! let request = client.get("https://api.example.com/object.json");
//! let response = request.sign_oauth1(&signer, &scope)?.send().await?;
//! let data: MyData = response.error_for_status()?.json().await?;
//!
//! // Old: client.post::<_, MyData, MyError>(endpoint, &payload).await?
//! // New:
//! let payload = serde_json::json!({ "name": "my-app" });
//! let request = client.post("https://api.example.com/apps").json(&payload);
//! let response = request.sign_oauth1(&signer, &scope)?.send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Every item
//!
//! This table is for oauth10a 3.
//!
//! | oauth10a | tower-oauth1 | Note |
//! |---|---|---|
//! | `Credentials::OAuth1`, `oauth1`, `oauth1_from` | [`ClientCredentials::new`], [`TokenCredentials::new`], in a [`Signer`] | |
//! | `Credentials::Bearer`, `bearer`, `bearer_from` | `bearer_auth` of reqwest | Not OAuth 1.0a |
//! | `Credentials::Basic`, `basic`, `basic_from` | `basic_auth` of reqwest | Not OAuth 1.0a |
//! | `Credentials::from`, `into`, `as_ref`, `kind`, `CredentialsKind` | | Not needed: there is one kind |
//! | `Credentials::authorization(method, endpoint)` | [`Signer::sign_detached`] | Returns the parameters. `authorization_header` writes the header |
//! | `Credentials::authorize(&mut request)` | [`Signer::sign_request`], `sign_oauth1` of the module `reqwest` | |
//! | `CredentialsBuilder`, `with_consumer`, `build`, `CredentialsError` | [`Signer::with_token`] | One signer for the client, and one for each token. The compiler asks for what is missing |
//! | `Credentials` with serde | [`ClientCredentials`] and [`TokenCredentials`] with the feature `serde` | Two objects. `expose_secrets` writes them |
//! | Feature `zeroize` | The default | Secrets are always wiped |
//! | `AuthorizationError` | [`SignError`] | |
//! | `Client::new`, `From<reqwest::Client>` | [`OAuth1Layer`] around a `reqwest::Client` | The type is `reqwest::OAuth1Client` |
//! | `Client::with_credentials`, `set_credentials` | [`OAuth1Layer::new`] | A token for each request: [`OAuth1Layer::per_request`] |
//! | `Client::credentials` | | Keep the signer |
//! | `Client::inner` | [`OAuth1Service::get_ref`] | |
//! | `Client::authorize` | [`OAuth1Layer::instructions`] | |
//! | `ClientError` | [`BoxError`] of the service | [`SignError::in_chain`] finds the reason |
//! | trait `ExecuteRequest`, `execute_request` | `tower::Service` | |
//! | `RestClient::request`, `get`, `post`, `put`, `patch`, `delete` | `reqwest::Client`, with `json(..)` and `sign_oauth1` | |
//! | `RestError`, `ErrorResponse`, `APPLICATION_JSON`, `UTF8` | `error_for_status` and `json` of reqwest | |
//! | `sse::SseClient`, `SseStream`, `SseStreamBuilder`, `Event`, `EventId`, `EventParser`, `Json`, their methods, `validate_content_type`, `SseError`, `SseErrorOf`, `SseResult`, `SseBuildResult`, `EventParseError`, `ContentTypeError`, `CapacityOverflowError`, `MAX_CAPACITY`, `DEFAULT_INITIAL_CAPACITY`, `DEFAULT_MAX_CAPACITY`, `DEFAULT_MAX_LOOP`, `DEFAULT_MAX_RETRY` | A crate for server-sent events, on the signed response | Sign each new connection again |
//! | `signer::Signer::new`, `sign` | [`Signer::sign_detached`] | |
//! | `signer::SignatureMethod`, `digest` | [`SignBaseString`], with [`Signer::custom`] | |
//! | `signer::HmacSha512` | [`SignatureMethod::HmacSha512`] | |
//! | `signer::SignError` | [`SignError`] | |
//! | `OAUTH1_CONSUMER_KEY`, `OAUTH1_NONCE`, `OAUTH1_SIGNATURE`, `OAUTH1_SIGNATURE_METHOD`, `OAUTH1_TIMESTAMP`, `OAUTH1_TOKEN`, `OAUTH1_VERSION`, `OAUTH1_VERSION_1` | [`ProtocolParameters::get`] | With the name as text |
//! | Features `logging`, `tracing`, `metrics` | A layer of tower-http, outside | |
//!
//! # What differs
//!
//! - oauth10a keeps one value of each name in the query. Here, repeated names are signed as they
//!   are sent.
//! - oauth10a does not sign forms. Here, a form is signed.
//! - The default signature method is HMAC-SHA1 here, and only HMAC-SHA512 in oauth10a.
//!
//! Checked against the source and the documentation of oauth10a 3.0.0.
//!
//! [`BoxError`]: crate::BoxError
//! [`ClientCredentials`]: crate::ClientCredentials
//! [`ClientCredentials::new`]: crate::ClientCredentials::new
//! [`OAuth1Layer`]: crate::OAuth1Layer
//! [`OAuth1Layer::instructions`]: crate::OAuth1Layer::instructions
//! [`OAuth1Layer::new`]: crate::OAuth1Layer::new
//! [`OAuth1Layer::per_request`]: crate::OAuth1Layer::per_request
//! [`OAuth1Service::get_ref`]: crate::OAuth1Service::get_ref
//! [`ProtocolParameters::get`]: crate::protocol::ProtocolParameters::get
//! [`SignBaseString`]: crate::protocol::SignBaseString
//! [`SignError`]: crate::SignError
//! [`SignError::in_chain`]: crate::SignError::in_chain
//! [`SignatureMethod::HmacSha512`]: crate::SignatureMethod::HmacSha512
//! [`Signer`]: crate::Signer
//! [`Signer::custom`]: crate::Signer::custom
//! [`Signer::sign_detached`]: crate::Signer::sign_detached
//! [`Signer::sign_request`]: crate::Signer::sign_request
//! [`Signer::with_token`]: crate::Signer::with_token
//! [`TokenCredentials`]: crate::TokenCredentials
//! [`TokenCredentials::new`]: crate::TokenCredentials::new
