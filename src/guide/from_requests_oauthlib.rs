//! Coming from requests-oauthlib (Python).
//!
//! `OAuth1Session` of requests-oauthlib does two things, which are two types here: a
//! [`Signer`](crate::Signer) signs requests, and an [`AuthorizationFlow`] gets the token of a user.
//! reqwest takes the place of requests.
//!
//! # Old lines and new lines
//!
//! | Python | Rust |
//! |---|---|
//! | `client_key`, `client_secret` | [`ClientCredentials::new`] |
//! | `resource_owner_key`, `resource_owner_secret` | [`TokenCredentials::new`] |
//!
// Without the feature `reqwest`, the sample does not compile.
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use tower_oauth1::reqwest::RequestBuilderExt;
//! use tower_oauth1::{ClientCredentials, Scope, Signer, TokenCredentials};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! // Old: session = OAuth1Session("consumer-key", client_secret="consumer-secret",
//! //          resource_owner_key="token", resource_owner_secret="token-secret")
//! // New:
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"))
//!     .with_token(TokenCredentials::new("token", "token-secret"));
//! let scope = Scope::origin("https://api.example.com")?;
//! let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//!
//! // Old: session.get("https://api.example.com/photos", params={"size": "original"})
//! // New:
//! let request = client.get("https://api.example.com/photos").query(&[("size", "original")]);
//! let response = request.sign_oauth1(&signer, &scope)?.send().await?;
//!
//! // Old: session.post("https://api.example.com/statuses", data={"status": "Hello"})
//! // New:
//! let request = client.post("https://api.example.com/statuses").form(&[("status", "Hello")]);
//! let response = request.sign_oauth1(&signer, &scope)?.send().await?;
//!
//! // Old: requests.post("https://api.example.com/photos", json={"title": "Hello"}, auth=auth)
//! // New:
//! let json = serde_json::json!({ "title": "Hello" });
//! let request = client.post("https://api.example.com/photos").json(&json);
//! let response = request.sign_oauth1(&signer, &scope)?.send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! The token of a user:
//!
//! ```
//! # use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Endpoints, Signer};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mut http = tower::service_fn(|request: http::Request<String>| async move {
//! #     Ok::<_, std::convert::Infallible>(http::Response::new(match request.uri().path() {
//! #         "/request_token" => {
//! #             "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=true".to_owned()
//! #         }
//! #         _ => "oauth_token=c&oauth_token_secret=d&screen_name=jane".to_owned(),
//! #     }))
//! # });
//! // Old: session = OAuth1Session("consumer-key", client_secret="consumer-secret",
//! //          callback_uri="https://app.example.com/ready")
//! // New:
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"));
//! let flow = AuthorizationFlow::new(signer.clone(), Endpoints::new(
//!     "https://api.example.com/request_token".parse()?,
//!     "https://api.example.com/authorize".parse()?,
//!     "https://api.example.com/access_token".parse()?,
//! ));
//!
//! // Old: session.fetch_request_token("https://api.example.com/request_token")
//! // New: `http` is your HTTP client.
//! let callback = Callback::url("https://app.example.com/ready")?;
//! let pending = flow.request_temporary_credentials(&mut http, callback).await?;
//!
//! // Old: url = session.authorization_url("https://api.example.com/authorize")
//! // New:
//! let url = pending.authorization_uri();
//!
//! // Old: session.parse_authorization_response(redirect_response)
//! //      tokens = session.fetch_access_token("https://api.example.com/access_token")
//! // New: one call reads the URL that the browser opened, and sends the request.
//! let opened = "https://app.example.com/ready?oauth_token=a&oauth_verifier=v";
//! let granted = flow.request_token_credentials(&mut http, &pending, opened).await?;
//!
//! // Old: session.get(..), which now signs with the token
//! // New:
//! let user = signer.with_token(granted.into_credentials());
//! # Ok(())
//! # }
//! ```
//!
//! # Every item
//!
//! This table is for requests-oauthlib 2.0, with the items of oauthlib that it uses.
//!
//! | requests-oauthlib | tower-oauth1 | Note |
//! |---|---|---|
//! | `OAuth1(..)`, `auth=..` | [`Signer`](crate::Signer), with `sign_oauth1` of the module `reqwest` | |
//! | `OAuth1Session(..)` | [`Signer`](crate::Signer), [`AuthorizationFlow`] | All requests of a client: `reqwest::OAuth1Client` |
//! | `session.get`, `post`, .. | `sign_oauth1(..)?.send()` | |
//! | `callback_uri=` | [`Callback::url`], [`Callback::OutOfBand`] | |
//! | `verifier=` | The last argument of [`request_token_credentials`] | A PIN, a verifier or the whole URL |
//! | `signature_method=SIGNATURE_HMAC_SHA1`, `SIGNATURE_HMAC` | The default | |
//! | `SIGNATURE_HMAC_SHA256`, `SIGNATURE_HMAC_SHA512`, `SIGNATURE_PLAINTEXT` | [`Signer::with_signature_method`] | |
//! | `SIGNATURE_RSA_SHA256`, `SIGNATURE_RSA_SHA512`, `rsa_key=` | `Signer::rsa`, `protocol::RsaPrivateKey` (feature `rsa`) | |
//! | `SIGNATURE_RSA_SHA1`, `SIGNATURE_RSA` | The same, `legacy_from_pem` (feature `rsa-legacy`) | |
//! | `signature_type=SIGNATURE_TYPE_AUTH_HEADER` | The default | |
//! | `SIGNATURE_TYPE_QUERY` | [`Transmission::Query`] | [`OAuth1Layer::transmission`], [`AuthorizationFlow::transmission`] |
//! | `SIGNATURE_TYPE_BODY` | [`Transmission::FormBody`] | |
//! | `realm=` | [`Signer::with_realm`] | |
//! | `nonce=`, `timestamp=` | [`Signer::with_nonces`], [`Signer::with_clock`] | For tests |
//! | `force_include_body=True` | [`OAuth1Layer::body_hash_policy`] with [`BodyHashPolicy::non_form`] | For a body with a content type other than a form, both send `oauth_body_hash`. Here, an empty body too |
//! | `client_class=` | [`Signer::custom`] | |
//! | `encoding=`, `decoding=` | | Not needed: texts are UTF-8 |
//! | `session.fetch_request_token(url, realm=..)` | [`request_temporary_credentials`] | |
//! | `session.authorization_url(url, **kwargs)` | [`PendingAuthorization::authorization_uri`] | Extra parameters: [`AuthorizationFlow::parameter`] |
//! | `session.parse_authorization_response(url)` | Part of [`request_token_credentials`] | It also compares the token |
//! | `session.fetch_access_token(url, verifier=..)` | [`request_token_credentials`] | |
//! | `session.token` | [`GrantedAuthorization::credentials`], [`PendingAuthorization::credentials`] | |
//! | `session.authorized` | | Not needed: only step 3 returns token credentials |
//! | `session.rebuild_auth` | A redirect layer outside [`OAuth1Layer`] | Each request is signed again, if it is in scope |
//! | `TokenRequestDenied`, `status_code`, `response` | [`FlowError`], [`FlowError::status`], [`FlowError::body`] | Why: [`FlowError::problem`], [`FlowError::explanation`] |
//! | `urldecode` | [`GrantedAuthorization::from_body`](crate::GrantedAuthorization::from_body) | The flow reads its own responses |
//! | `TokenMissing` | [`ResponseError`] | |
//! | `VerifierMissing` | [`RedirectError`] | Denied by the user: [`FlowError::is_denied`] |
//! | `OAuth2`, `OAuth2Session`, `TokenUpdated`, `compliance_fixes` | | OAuth 2, not in this crate |
//! | `oauthlib.oauth1.Client.sign` | [`Signer::sign_request`], [`OAuth1Layer::instructions`] | |
//! | `Client.get_oauth_signature`, `get_oauth_params` | [`Signer::sign`] | Returns all protocol parameters |
//! | `Client.register_signature_method` | [`SignBaseString`] | |
//! | `ResourceEndpoint`, `SignatureOnlyEndpoint` | [`VerifyLayer`](crate::VerifyLayer) | Without a token: [`RequestVerifier::allow_missing_token`] |
//! | `RequestTokenEndpoint`, `AuthorizationEndpoint`, `AccessTokenEndpoint`, `WebApplicationServer` | [`grant::Grants`](crate::grant::Grants) | |
//! | `RequestValidator` | [`CredentialStore`], [`ReplayStore`], [`GrantStore`](crate::grant::GrantStore) | |
//! | `OAuth1Error` and its subclasses | [`VerifyError`](crate::VerifyError), [`GrantError`](crate::grant::GrantError) | |
//!
//! # What differs
//!
//! - requests follows redirects, and `OAuth1Session` signs again. Here, a client must not follow
//!   redirects by itself, and a [`Scope`](crate::Scope) says which origins get a signature.
//! - The flow checks `oauth_callback_confirmed`. A server of OAuth 1.0 does not send it: see
//!   [`Endpoints::insecure_unconfirmed_callback`](crate::Endpoints::insecure_unconfirmed_callback).
//!
//! Checked against the source and the documentation of requests-oauthlib 2.0.0, and the source of
//! oauthlib 4.0.1.
//!
//! [`AuthorizationFlow`]: crate::AuthorizationFlow
//! [`AuthorizationFlow::parameter`]: crate::AuthorizationFlow::parameter
//! [`AuthorizationFlow::transmission`]: crate::AuthorizationFlow::transmission
//! [`BodyHashPolicy::non_form`]: crate::sign::BodyHashPolicy::non_form
//! [`Callback::OutOfBand`]: crate::Callback::OutOfBand
//! [`Callback::url`]: crate::Callback::url
//! [`ClientCredentials::new`]: crate::ClientCredentials::new
//! [`CredentialStore`]: crate::verify::CredentialStore
//! [`FlowError`]: crate::FlowError
//! [`FlowError::body`]: crate::FlowError::body
//! [`FlowError::explanation`]: crate::FlowError::explanation
//! [`FlowError::is_denied`]: crate::FlowError::is_denied
//! [`FlowError::problem`]: crate::FlowError::problem
//! [`FlowError::status`]: crate::FlowError::status
//! [`GrantedAuthorization::credentials`]: crate::GrantedAuthorization::credentials
//! [`OAuth1Layer`]: crate::OAuth1Layer
//! [`OAuth1Layer::body_hash_policy`]: crate::OAuth1Layer::body_hash_policy
//! [`OAuth1Layer::instructions`]: crate::OAuth1Layer::instructions
//! [`OAuth1Layer::transmission`]: crate::OAuth1Layer::transmission
//! [`PendingAuthorization::authorization_uri`]: crate::PendingAuthorization::authorization_uri
//! [`PendingAuthorization::credentials`]: crate::PendingAuthorization::credentials
//! [`RedirectError`]: crate::flow::RedirectError
//! [`ReplayStore`]: crate::verify::ReplayStore
//! [`RequestVerifier::allow_missing_token`]: crate::RequestVerifier::allow_missing_token
//! [`ResponseError`]: crate::flow::ResponseError
//! [`SignBaseString`]: crate::protocol::SignBaseString
//! [`Signer::custom`]: crate::Signer::custom
//! [`Signer::sign`]: crate::Signer::sign
//! [`Signer::sign_request`]: crate::Signer::sign_request
//! [`Signer::with_clock`]: crate::Signer::with_clock
//! [`Signer::with_nonces`]: crate::Signer::with_nonces
//! [`Signer::with_realm`]: crate::Signer::with_realm
//! [`Signer::with_signature_method`]: crate::Signer::with_signature_method
//! [`TokenCredentials::new`]: crate::TokenCredentials::new
//! [`Transmission::FormBody`]: crate::Transmission::FormBody
//! [`Transmission::Query`]: crate::Transmission::Query
//! [`request_temporary_credentials`]: crate::AuthorizationFlow::request_temporary_credentials
//! [`request_token_credentials`]: crate::AuthorizationFlow::request_token_credentials
