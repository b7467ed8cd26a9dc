//! Coming from oauth1-request, oauth1 or oauth-client.
//!
//! oauth1-request returns the text of an `Authorization` header, and you list the parameters of the
//! request a second time. Here, you build the request. The parameters of its query and its form are
//! signed as they are sent. oauth1 and oauth-client make such a header too, from a map of
//! parameters: the same steps apply.
//!
//! # Old lines and new lines
//!
//! Both sign the same request. With the same nonce and timestamp, the signatures are equal:
//!
//! ```
//! use oauth1_request as oauth;
//! use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};
//! # use tower_oauth1::protocol::Nonce;
//!
//! // Old: the credentials.
//! let token =
//!     oauth::Token::from_parts("consumer-key", "consumer-secret", "token", "token-secret");
//! // New:
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"))
//!     .with_token(TokenCredentials::new("token", "token-secret"))
//!     .without_version(); // oauth1-request does not send `oauth_version` either
//!
//! // Old: the parameters, which are a struct with `#[derive(oauth::Request)]` or a list.
//! let uri = "https://example.com/api/v1/comments/create.json";
//! let parameters = oauth::ParameterList::new([("article_id", "123456789"), ("text", "Ö & R")]);
//! let form = oauth::to_form(&parameters);
//! // New: the form of the request. reqwest writes it with `form(&..)`.
//! let mut request = http::Request::post(uri)
//!     .header("content-type", "application/x-www-form-urlencoded")
//!     .body(form.clone())?;
//!
//! // Old: the header.
//! let header = oauth::post(uri, &parameters, &token, oauth::HMAC_SHA1);
//! # let mut builder = oauth::Builder::with_token(token, oauth::HMAC_SHA1);
//! # builder.nonce("Dk-OGluFEQ4f").timestamp(std::num::NonZeroU64::new(1234567890));
//! # let header = builder.post(uri, &parameters);
//! # let signer = signer.with_clock(|| 1234567890).with_nonces(|| Nonce::new("Dk-OGluFEQ4f"));
//! // New: the header is in the request.
//! signer.sign_request(&mut request)?;
//! # let ours = request.headers()["authorization"].to_str()?;
//! # let signature = |header: &str| header.split("oauth_signature=").nth(1).map(str::to_owned);
//! # assert!(signature(ours).is_some());
//! # assert_eq!(signature(ours), signature(&header));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! `without_version` is here so that the signatures can be compared. Leave it out in new code:
//! `oauth_version` is optional, and must be `1.0` if it is there (RFC 5849 section 3.1). Keep it
//! only if your service refuses `oauth_version`.
//!
//! # With reqwest
//!
//! Most programs send the header with reqwest. With the feature `reqwest`, the request signs
//! itself. `form(&..)` takes the struct that was a `#[derive(oauth::Request)]`: derive
//! `serde::Serialize` for it. Fields that are `None` are left out by both.
//!
#![cfg_attr(feature = "reqwest", doc = "```no_run")]
#![cfg_attr(not(feature = "reqwest"), doc = "```ignore")]
//! use reqwest::redirect::Policy;
//! use tower_oauth1::reqwest::RequestBuilderExt;
//! use tower_oauth1::{BoxError, ClientCredentials, Scope, Signer, TokenCredentials};
//!
//! # async fn run() -> Result<(), BoxError> {
//! // Once, when the program starts. A signature is valid for one URL, so the client must not
//! // follow redirects by itself. Only requests to the origins of the scope are signed.
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"))
//!     .with_token(TokenCredentials::new("token", "token-secret"));
//! let scope = Scope::origin("https://example.com")?;
//! let client = reqwest::Client::builder().redirect(Policy::none()).build()?;
//!
//! // Old: let header = oauth::post(uri, &parameters, &token, oauth::HMAC_SHA1);
//! // Old: let request = client.post(uri).header("authorization", header);
//! // Old: let request = request.header("content-type", "application/x-www-form-urlencoded");
//! // Old: let response = request.body(oauth::to_form(&parameters)).send().await?;
//! // New:
//! let uri = "https://example.com/api/v1/comments/create.json";
//! let parameters = [("article_id", Some("123456789")), ("reply_to", None)];
//! let request = client.post(uri).form(&parameters);
//! let response = request.sign_oauth1(&signer, &scope)?.send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! `form(&..)` needs the feature `form` of reqwest, and `query(&..)` its feature `query`. There are
//! other ways in [the first request](super::first_request) and in the module `reqwest`.
//!
//! # Other clients, and the authorization flow
//!
//! For a client with its own request types, copy the header, or see
//! [`SigningInstructions`](crate::sign::SigningInstructions). To sign all requests of a tower or
//! reqwest client, use [`OAuth1Layer`](crate::OAuth1Layer): see
//! [the first request](super::first_request).
//!
//! The request of temporary credentials has a callback. Use the authorization flow, which also
//! reads the response:
//!
//! ```
//! # use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Endpoints, Signer};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mut http = tower::service_fn(|_: http::Request<String>| async {
//! #     let form = "oauth_token=hdk4&oauth_token_secret=xyz4&oauth_callback_confirmed=true";
//! #     Ok::<_, std::convert::Infallible>(http::Response::new(form.to_owned()))
//! # });
//! # let endpoints = Endpoints::new(
//! #     "https://example.com/oauth/request_temp_credentials".parse()?,
//! #     "https://example.com/oauth/authorize".parse()?,
//! #     "https://example.com/oauth/token".parse()?,
//! # );
//! // Old: the header of one step. Sending, reading and the other steps are your code.
//! let client = oauth1_request::Credentials::new("consumer-key", "consumer-secret");
//! let callback = "https://client.example.net/oauth/callback";
//! let uri = "https://example.com/oauth/request_temp_credentials";
//! let header = oauth1_request::Builder::<_, _>::new(client, oauth1_request::HMAC_SHA1)
//!     .callback(callback)
//!     .post(uri, &());
//! // New: the whole step. `http` is your HTTP client.
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"));
//! let flow = AuthorizationFlow::new(signer, endpoints);
//! let pending = flow.request_temporary_credentials(&mut http, Callback::url(callback)?).await?;
//! # assert_eq!(pending.credentials().identifier(), "hdk4");
//! # Ok(())
//! # }
//! ```
//!
//! # Every item of oauth1-request
//!
//! This table is for oauth1-request 0.6. Its `Builder` has many names for one function: all of them
//! are in one row.
//!
//! | oauth1-request | tower-oauth1 | Note |
//! |---|---|---|
//! | `Credentials::new(identifier, secret)` | [`ClientCredentials::new`], [`TokenCredentials::new`] | Two types, so that they cannot be mixed up |
//! | `Credentials::identifier`, `secret` | [`TokenCredentials::identifier`], [`TokenCredentials::secret`], [`ClientCredentials::identifier`] | The client secret can only be written, with `expose_secrets` (feature `serde`) |
//! | `Credentials::as_ref`, `map` | | Not needed, because the types have no parameters |
//! | `Token::new(client, token)`, `from_parts(..)` | [`Signer::new`], then [`Signer::with_token`] | |
//! | `Token::client`, `token`, `as_ref`, `from_ref`, `map`, `map_client`, `map_token` | | Not needed: keep the credentials, or the signer, which is cheap to clone |
//! | No such item: you choose what you sign | [`Scope`] | The origins that requests are signed for. All other requests stay unsigned |
//! | No such item: the URLs of a service are in your code | [`Provider`](crate::provider::Provider), such as `Provider::X` | The URLs and habits of a well-known service |
//! | `#[derive(Request)]`, trait `Request`, `serialize`, `ParameterList::new`, `from_sorted`, `iter`, `into_inner`, `request::AssertSorted`, `parameter_list::Iter` | The query or the form of the request | Sorted while signing |
//! | `get`, `put`, `post`, `delete`, `options`, `head`, `connect`, `patch`, `trace`, `authorize` | [`Signer::sign_request`], or [`OAuth1Layer`] | Without a body: [`Signer::sign_detached`] |
//! | `to_form` | `form(&..)` of reqwest, or `url::form_urlencoded` | Fields that are `None` are left out, as before |
//! | `to_query` | `query(&..)` of reqwest, or `url::form_urlencoded` | An existing query is signed too |
//! | `Builder::new`, `with_token`, `token` | [`Signer::new`], [`Signer::with_token`] | The signature method: [`Signer::with_signature_method`] |
//! | `Builder::callback`, `verifier` | [`AuthorizationFlow`] | In a single request: [`Signer::sign_with_parameters`] |
//! | `Builder::nonce` | [`Signer::with_nonces`] | For tests |
//! | `Builder::timestamp` | [`Signer::with_clock`] | |
//! | `Builder::version(true)` | The default | To leave it out: [`Signer::without_version`] |
//! | `Builder::get` to `trace`, `authorize`, `authorize_with_buf`, `into_authorization`, `into_authorization_with_buf` | [`Signer::sign_request`] | |
//! | `Builder::put_form`, `post_form`, `options_form`, `patch_form`, `to_form`, `to_form_with_buf`, `into_form`, `into_form_with_buf` | [`OAuth1Layer::transmission`] with [`Transmission::FormBody`] | One request: [`ProtocolParameters::append_to_form`] |
//! | `Builder::get_query` to `trace_query`, `to_query`, `into_query` | [`OAuth1Layer::transmission`] with [`Transmission::Query`] | A link: [`Signer::presigned_uri`] |
//! | `HMAC_SHA1`, `HmacSha1::new` | The default | HMAC-SHA256 and HMAC-SHA512: [`SignatureMethod`] |
//! | `PLAINTEXT`, `Plaintext::new`, `with_buf` | [`SignatureMethod::Plaintext`] | Only over TLS |
//! | `RsaSha1::new`, `Rsa09Sha1::new`, `RsaPrivateKey`, `DecodePrivateKey` | `Signer::rsa`, `protocol::RsaPrivateKey::legacy_from_pem` (feature `rsa-legacy`) | The feature `rsa` has RSA-SHA256, RSA-SHA512 and RSA-PSS |
//! | `signature_method::SignatureMethod`, `Sign`, their methods | [`SignBaseString`] with [`Signer::custom`] | |
//! | `HmacSha1Sign`, `HmacSha1Signature`, `PlaintextSign`, `RsaSha1Sign`, `RsaSha1Signature` | | Not needed: internals of a signature method |
//! | `serializer::Serializer`, `SerializerExt`, `Authorizer`, `auth::Options`, `Urlencoder`, `Recorder`, `Record`, their methods, `skip_serialize_oauth_parameters!` | [`Parameters`], [`SignatureBaseString`], [`ProtocolParameters`] | Only for your own protocol code |
//!
//! # Every item of oauth1 and oauth-client
//!
//! These crates sign a map of parameters. This table is for oauth1 1.0 and oauth-client 0.8.
//!
//! | oauth1, oauth-client | tower-oauth1 | Note |
//! |---|---|---|
//! | `Token::new` for the consumer | [`ClientCredentials::new`] | |
//! | `Token::new` for the user | [`TokenCredentials::new`] | |
//! | `oauth1::authorize`, `oauth_client::authorization_header` | [`Signer::sign_request`], or [`OAuth1Layer`] | |
//! | `oauth_client::ParamList` | The query or the form of the request | |
//! | `oauth_client::get`, `post`, `RequestBuilder`, `DefaultRequestBuilder` | Your HTTP client, with [`OAuth1Layer`] or the module `reqwest` | |
//! | `oauth_client::signature` | [`Signer::sign`](crate::Signer::sign) | Returns all protocol parameters |
//! | `oauth_client::check_signature`, `check_signature_request`, `GenericRequest`, `VerifyError` | [`VerifyLayer`](crate::VerifyLayer), in tests [`verify::check`](crate::verify::check) | |
//! | `oauth_client::percent_encode_string` | [`percent_encode`](crate::protocol::percent_encode) | |
//! | `oauth_client::parse_query_string`, `ParseQueryError` | [`GrantedAuthorization::from_body`](crate::GrantedAuthorization::from_body) | The flow reads its own responses |
//! | `oauth_client::Error` | [`SignError`](crate::SignError), [`FlowError`](crate::FlowError) | |
//!
//! # What differs
//!
//! - The URI of oauth1-request must not have a query. Here, the query is signed.
//! - oauth1-request writes the names of parameters as they are, so you must percent-encode them.
//!   Here, names are decoded and encoded like values.
//! - Signing returns a [`SignError`](crate::SignError) if the request cannot be signed correctly,
//!   for example if its URI is relative.
//!
//! # What differs on the wire
//!
//! | | oauth1-request | tower-oauth1 |
//! |---|---|---|
//! | `oauth_version` | Not sent, unless you call `version(true)` | Sent, unless you call [`Signer::without_version`] |
//! | Between parameters of the header | `,` | `, `, or `,` with [`HeaderStyle::without_spaces`] |
//! | Order in the header | By name, and `oauth_signature` at the end | The same |
//! | Realm | Never sent | Not sent, unless you call [`Signer::with_realm`]. It is never signed |
//! | A blank in a form or a query | `%20` | As your client writes it. reqwest and `url` write `+`. Both mean a blank, and both are signed as `%20` |
//! | A `+` in a form or a query | `%2B` | As your client writes it. A raw `+` is a blank |
//! | `*` in a form or a query | `%2A` | As your client writes it. It is signed as `%2A` |
//! | Order of a form or a query | `to_form` and `to_query` sort by name | As your client writes it |
//! | Protocol parameters in a form or a query | `Builder` writes only them. Append the other parameters yourself | At the end of the form or query of the request |
//! | Nonce | At most 12 characters (72 bits) of `A-Za-z0-9-_` | 24 characters (142 bits) of `A-Za-z0-9` |
//! | PLAINTEXT | With nonce and timestamp | The same, but only over `https` |
//!
//! None of this changes whether a server that follows RFC 5849 accepts the request. To send the
//! same header, byte for byte:
//!
//! ```
//! use tower_oauth1::protocol::HeaderStyle;
//! # use oauth1_request as oauth;
//! # use tower_oauth1::protocol::Nonce;
//! # use tower_oauth1::{ClientCredentials, Signer, TokenCredentials, Transmission};
//!
//! let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"))
//!     .with_token(TokenCredentials::new("token", "token-secret"))
//!     .without_version()
//!     .with_header_style(HeaderStyle::new().without_spaces());
//! # let now = std::num::NonZeroU64::new(1234567890);
//! # let signer = signer.with_clock(|| 1234567890).with_nonces(|| Nonce::new("Dk-OGluFEQ4f"));
//! # let token =
//! #     oauth::Token::from_parts("consumer-key", "consumer-secret", "token", "token-secret");
//! # let mut builder = oauth::Builder::with_token(token, oauth::HMAC_SHA1);
//! # builder.nonce("Dk-OGluFEQ4f").timestamp(now);
//! # let uri = "https://example.com/comments";
//! # let parameters = oauth::ParameterList::new([("text", "a b+c*d~e"), ("x", "")]);
//! # let sorted = "text=a%20b%2Bc%2Ad~e&x=";
//! # assert_eq!(oauth::to_form(&parameters), sorted);
//! # // Another encoding and another order have the same signature.
//! # for form in [sorted, "x=&text=a+b%2Bc*d%7Ee"] {
//! #     let mut request = http::Request::post(uri)
//! #         .header("content-type", "application/x-www-form-urlencoded")
//! #         .body(form)?;
//! #     signer.sign_request(&mut request)?;
//! #     let header = request.headers()["authorization"].to_str()?;
//! #     assert_eq!(header, builder.post(uri, &parameters));
//! #     assert!(!header.contains("realm") && !header.contains("oauth_version"));
//! # }
//! # // The parameters of the request are signed, and not written.
//! # let query = builder.get_query(uri.to_owned(), &parameters);
//! # assert!(query.contains("&oauth_signature=") && !query.contains("text="), "{query}");
//! # let form = builder.post_form(uri, &parameters);
//! # assert!(form.contains("&oauth_signature=") && !form.contains("text="), "{form}");
//! # let plaintext = oauth::Builder::<_, _>::with_token(
//! #     oauth::Token::from_parts("a", "b", "c", "d"),
//! #     oauth::PLAINTEXT,
//! # )
//! # .post(uri, &());
//! # assert!(plaintext.contains("oauth_nonce=") && plaintext.contains("oauth_timestamp="));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! Checked against the source and the documentation of oauth1-request 0.6.1, oauth1 1.0.0 and
//! oauth-client 0.8.0.
//!
//! [`AuthorizationFlow`]: crate::AuthorizationFlow
//! [`ClientCredentials::identifier`]: crate::ClientCredentials::identifier
//! [`ClientCredentials::new`]: crate::ClientCredentials::new
//! [`HeaderStyle::without_spaces`]: crate::protocol::HeaderStyle::without_spaces
//! [`OAuth1Layer`]: crate::OAuth1Layer
//! [`OAuth1Layer::transmission`]: crate::OAuth1Layer::transmission
//! [`Parameters`]: crate::protocol::Parameters
//! [`ProtocolParameters`]: crate::protocol::ProtocolParameters
//! [`ProtocolParameters::append_to_form`]: crate::protocol::ProtocolParameters::append_to_form
//! [`Scope`]: crate::Scope
//! [`SignBaseString`]: crate::protocol::SignBaseString
//! [`SignatureBaseString`]: crate::protocol::SignatureBaseString
//! [`SignatureMethod`]: crate::SignatureMethod
//! [`SignatureMethod::Plaintext`]: crate::SignatureMethod::Plaintext
//! [`Signer::custom`]: crate::Signer::custom
//! [`Signer::new`]: crate::Signer::new
//! [`Signer::presigned_uri`]: crate::Signer::presigned_uri
//! [`Signer::sign_detached`]: crate::Signer::sign_detached
//! [`Signer::sign_request`]: crate::Signer::sign_request
//! [`Signer::sign_with_parameters`]: crate::Signer::sign_with_parameters
//! [`Signer::with_clock`]: crate::Signer::with_clock
//! [`Signer::with_nonces`]: crate::Signer::with_nonces
//! [`Signer::with_realm`]: crate::Signer::with_realm
//! [`Signer::with_signature_method`]: crate::Signer::with_signature_method
//! [`Signer::with_token`]: crate::Signer::with_token
//! [`Signer::without_version`]: crate::Signer::without_version
//! [`TokenCredentials::identifier`]: crate::TokenCredentials::identifier
//! [`TokenCredentials::new`]: crate::TokenCredentials::new
//! [`TokenCredentials::secret`]: crate::TokenCredentials::secret
//! [`Transmission::FormBody`]: crate::Transmission::FormBody
//! [`Transmission::Query`]: crate::Transmission::Query
