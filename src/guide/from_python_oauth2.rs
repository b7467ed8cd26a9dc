//! Coming from python-oauth2 or restkit (Python).
//!
//! python-oauth2 is OAuth 1.0a, although the package has the name `oauth2`. restkit has a copy of
//! it, `restkit.oauth2`, and a filter that signs requests.
//!
//! # Old lines and new lines
//!
//! ```
//! use tower_oauth1::{
//!     ClientCredentials, Explanation, GrantedAuthorization, Signer, TokenCredentials,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Old: consumer = oauth2.Consumer("consumer-key", "consumer-secret")
//! // New:
//! let client = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"));
//!
//! // Old: token = oauth2.Token("token", "token-secret")
//! // New:
//! let token = TokenCredentials::new("token", "token-secret");
//!
//! // Old: text = token.to_string()
//! //      token = oauth2.Token.from_string(text)
//! // New:
//! let text = token.expose_to_string();
//! let token: TokenCredentials = text.parse()?;
//! let signer = client.with_token(token);
//!
//! // The texts that `Token.to_string` wrote can be read as well.
//! let text = "oauth_token=token&oauth_token_secret=token-secret";
//! let token = GrantedAuthorization::from_body(text.as_bytes())?.into_credentials();
//! # assert_eq!(token.secret(), "token-secret");
//!
//! // Old: request = oauth2.Request.from_consumer_and_token(consumer, token=token,
//! //          http_method="POST", http_url=url, parameters={"status": "a b"},
//! //          is_form_encoded=True)
//! // New: the parameters are the form of the request.
//! let mut request = http::Request::post("https://api.example.com/statuses")
//!     .header("content-type", "application/x-www-form-urlencoded")
//!     .body("status=a+b")?;
//!
//! // Old: request.sign_request(oauth2.SignatureMethod_HMAC_SHA1(), consumer, token)
//! //      headers = request.to_header()
//! // New: the request has the header.
//! signer.sign_request(&mut request)?;
//!
//! // Old: base = request.get_normalized_parameters()
//! // New:
//! let (parts, form) = request.into_parts();
//! let explanation = Explanation::from_parts(&parts, Some(form.as_bytes()))?;
//! assert!(explanation.normalized_parameters().ends_with("&status=a%20b"));
//!
//! // Old: url = request.to_url()
//! // New:
//! let uri = "https://api.example.com/photos?size=original".parse()?;
//! let url = signer.presigned_uri(&http::Method::GET, &uri)?;
//!
//! // Old: oauth2.build_xoauth_string(url, consumer, token), in base64
//! // New:
//! let uri = "https://mail.google.com/mail/b/user@example.com/imap/".parse()?;
//! let response = signer.xoauth_response(&uri)?;
//! # Ok(())
//! # }
//! ```
//!
//! `oauth2.Client` sends requests, and so does a client with the filter of restkit. Here, a layer
//! around a client signs them:
//!
//! ```
//! # use bytes::Bytes;
//! # use http::{Request, Response};
//! # use http_body_util::Full;
//! use tower::{Layer, ServiceExt};
//! use tower_oauth1::{OAuth1Layer, Scope};
//! # use tower_oauth1::{ClientCredentials, Signer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tower_oauth1::BoxError> {
//! # let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"));
//! # let http = tower::service_fn(|request: Request<Full<Bytes>>| async move {
//! #     assert!(request.headers().contains_key("authorization"));
//! #     Ok::<_, std::convert::Infallible>(Response::new(()))
//! # });
//! // Old: client = oauth2.Client(consumer, token)
//! // restkit: resource = Resource(url, filters=[OAuthFilter("*", consumer, token)])
//! // New: `http` is a client of hyper-util or of reqwest (feature `reqwest`).
//! let client = OAuth1Layer::new(signer, Scope::origin("https://api.example.com")?).layer(http);
//!
//! // Old: response, content = client.request("https://api.example.com/photos", "GET")
//! // New:
//! let request = Request::get("https://api.example.com/photos").body(Full::default())?;
//! let response = client.oneshot(request).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Every item
//!
//! This table is for oauth2 1.9 and restkit 4.2. Both have the same names, except where the table
//! says "restkit".
//!
//! | python-oauth2, restkit | tower-oauth1 | Note |
//! |---|---|---|
//! | `Consumer(key, secret)` | [`ClientCredentials::new`] | |
//! | `Token(key, secret)` | [`TokenCredentials::new`] | A request token: [`TemporaryCredentials`](crate::TemporaryCredentials), which the flow holds |
//! | `Token.to_string`, `from_string` | [`TokenCredentials::expose_to_string`], `parse()` | Another form of text. Serde: feature `serde` |
//! | `Token.set_callback`, `callback`, `callback_confirmed` | [`Callback`](crate::Callback) | Checked by the flow |
//! | `Token.set_verifier`, `verifier` | The last argument of [`request_token_credentials`] | |
//! | `Token.get_callback_url` | [`AuthorizationRedirect::redirect`](crate::grant::AuthorizationRedirect::redirect) | For servers |
//! | `Request(method, url, parameters, body, is_form_encoded)` | `http::Request` | |
//! | `Request.from_consumer_and_token`, `sign_request` | [`Signer::sign_request`], [`OAuth1Layer`] | |
//! | `Request.from_token_and_callback` | [`PendingAuthorization::authorization_uri`] | |
//! | `Request.from_request` | [`RequestVerifier::parse`] | |
//! | `Request.to_header` | The default | One header: [`authorization_header`](crate::protocol::ProtocolParameters::authorization_header) |
//! | `Request.to_postdata` | [`OAuth1Layer::transmission`] with [`Transmission::FormBody`](crate::Transmission::FormBody) | |
//! | `Request.to_url` | [`OAuth1Layer::transmission`] with [`Transmission::Query`](crate::Transmission::Query) | One URL: [`Signer::presigned_uri`] |
//! | `Request.url`, `normalized_url` | [`Explanation::base_string_uri`] | |
//! | `Request.get_normalized_parameters` | [`Explanation::normalized_parameters`] | |
//! | `Request.get_parameter`, `get_nonoauth_parameters` | [`Authenticated::parameter`], [`Authenticated::parameters`] | |
//! | `Request.make_timestamp`, `make_nonce`, `generate_timestamp`, `generate_nonce` | | Not needed: part of signing. For tests: [`Signer::with_clock`], [`Signer::with_nonces`] |
//! | `generate_verifier` | [`Grants::approve`](crate::grant::Grants::approve) | |
//! | `Client(consumer, token)`, `request` | [`OAuth1Layer`] around an HTTP client | |
//! | `Client.set_signature_method`, `SignatureMethod_HMAC_SHA1` | [`Signer::with_signature_method`] | HMAC-SHA1 is the default |
//! | `SignatureMethod_PLAINTEXT` | [`SignatureMethod::Plaintext`](crate::SignatureMethod::Plaintext) | Only over TLS |
//! | `SignatureMethod`, `sign`, `check`, `signing_base` | [`SignBaseString`](crate::protocol::SignBaseString), [`VerifyBaseString`](crate::protocol::VerifyBaseString) | |
//! | `Server`, `add_signature_method`, `signature_methods` | [`VerifyLayer`](crate::VerifyLayer), [`RequestVerifier::signature_methods`] | |
//! | `Server.verify_request` | [`VerifyLayer`](crate::VerifyLayer), [step by step](crate::verify#step-by-step) | It also refuses a nonce that was used, and a timestamp in the future |
//! | `Server.timestamp_threshold` | [`RequestVerifier::timestamp_window`] | |
//! | `Server.build_authenticate_header`, `build_authenticate_header` | [`VerifyLayer::realm`](crate::VerifyLayer::realm) | |
//! | `build_xoauth_string`, `clients.imap.IMAP4_SSL`, `clients.smtp.SMTP`, `authenticate` | [`Signer::xoauth_response`] | In base64. Send it with your IMAP or SMTP client |
//! | `Error`, `MissingSignature` | [`SignError`](crate::SignError), [`FlowError`](crate::FlowError), [`VerifyError`](crate::VerifyError) | |
//! | `escape` | [`percent_encode`](crate::protocol::percent_encode) | |
//! | `to_unicode`, `to_utf8`, `to_unicode_if_string`, `to_utf8_if_string`, `to_unicode_optional_iterator`, `to_utf8_optional_iterator`, `setter` | | Not needed: texts are UTF-8 |
//! | restkit: `OAuthFilter(path, consumer, token, method, realm)` | [`OAuth1Layer`] | The path is a [`Scope`](crate::Scope), which has whole origins |
//! | restkit: `OAuthFilter.on_path`, `on_request` | [`Scope::contains`](crate::Scope::contains), `tower::Service::call` | |
//! | restkit: `validate_consumer`, `validate_token` | | Not needed: the compiler checks types |
//! | restkit: `BasicAuth` | `basic_auth` of reqwest | Not OAuth |
//!
//! # What differs
//!
//! - `oauth2.Client` sends the protocol parameters in the query of a `GET`, and in the form of a
//!   `POST` with a form. restkit does the same. Here, they are in the header, unless you change it.
//! - python-oauth2 sends `oauth_body_hash` with every request that is not a form, also with a
//!   `GET`. If your service needs it, use
//!   [`BodyHashPolicy::non_form`](crate::sign::BodyHashPolicy::non_form).
//! - `oauth2.Client` sends the origin as the realm. Here, no realm is sent. To send one, use
//!   [`Signer::with_realm`](crate::Signer::with_realm).
//! - The request token, the page for the user and the access token are three calls of
//!   `Client.request`, with your own reading of the responses. Here, they are an
//!   [authorization flow](super::pin).
//!
//! Checked against the source of oauth2 1.9.0.post1 and restkit 4.2.2, and the documentation of
//! restkit.
//!
//! [`Authenticated::parameter`]: crate::Authenticated::parameter
//! [`Authenticated::parameters`]: crate::Authenticated::parameters
//! [`ClientCredentials::new`]: crate::ClientCredentials::new
//! [`Explanation::base_string_uri`]: crate::Explanation::base_string_uri
//! [`Explanation::normalized_parameters`]: crate::Explanation::normalized_parameters
//! [`OAuth1Layer`]: crate::OAuth1Layer
//! [`OAuth1Layer::transmission`]: crate::OAuth1Layer::transmission
//! [`PendingAuthorization::authorization_uri`]: crate::PendingAuthorization::authorization_uri
//! [`RequestVerifier::parse`]: crate::RequestVerifier::parse
//! [`RequestVerifier::signature_methods`]: crate::RequestVerifier::signature_methods
//! [`RequestVerifier::timestamp_window`]: crate::RequestVerifier::timestamp_window
//! [`Signer::presigned_uri`]: crate::Signer::presigned_uri
//! [`Signer::sign_request`]: crate::Signer::sign_request
//! [`Signer::with_clock`]: crate::Signer::with_clock
//! [`Signer::with_nonces`]: crate::Signer::with_nonces
//! [`Signer::with_signature_method`]: crate::Signer::with_signature_method
//! [`Signer::xoauth_response`]: crate::Signer::xoauth_response
//! [`TokenCredentials::expose_to_string`]: crate::TokenCredentials::expose_to_string
//! [`TokenCredentials::new`]: crate::TokenCredentials::new
//! [`request_token_credentials`]: crate::AuthorizationFlow::request_token_credentials
