//! Coming from `web.oauth` (Falcon).
//!
//! `web.oauth` is a module of the [Falcon programming language]. Its `Client` gets tokens with
//! `getToken`, and calls an API with `callAPI`. Both send the request and wait. Here, an
//! [`AuthorizationFlow`] gets tokens, and a [`Signer`] or a layer signs requests of an HTTP client.
//!
//! [Falcon programming language]: https://github.com/falconpl/falcon
//!
//! # Old lines and new lines
//!
//! This client sends all parameters in a form, as `Via.POST` does, which is the default of
//! `web.oauth`:
//!
//! ```
//! # use bytes::Bytes;
//! # use http::{Request, Response};
//! # use http_body_util::Full;
//! use tower::{Layer, ServiceExt};
//! use tower_oauth1::{
//!     AuthorizationFlow, Callback, ClientCredentials, Endpoints, OAuth1Layer, Scope, Signer,
//!     Transmission,
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tower_oauth1::BoxError> {
//! # let mut http = tower::service_fn(|request: Request<Full<Bytes>>| async move {
//! #     assert!(!request.headers().contains_key("authorization"));
//! #     let form = match request.uri().path() {
//! #         "/get_req_token" => {
//! #             "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=true"
//! #         }
//! #         _ => "oauth_token=c&oauth_token_secret=d&user_id=7",
//! #     };
//! #     Ok::<_, std::convert::Infallible>(Response::new(Full::<Bytes>::from(form)))
//! # });
//! // Old: client = oauth.Client( "client-id", "client-secret" )
//! // New:
//! let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
//! let endpoints = Endpoints::new(
//!     "https://service.example.com/get_req_token".parse()?,
//!     "https://service.example.com/authorize".parse()?,
//!     "https://service.example.com/login".parse()?,
//! );
//! let flow = AuthorizationFlow::new(signer.clone(), endpoints)
//!     .transmission(Transmission::FormBody);
//!
//! // Old: req_token = client.getToken( "https://service.example.com/get_req_token", callback )
//! // New: `http` is your HTTP client.
//! let callback = Callback::url("https://app.example.com/ready")?;
//! let pending = flow.request_temporary_credentials_with_form(&mut http, callback).await?;
//!
//! // Old: the URL for the user is your code.
//! // New:
//! println!("{}", pending.authorization_uri());
//!
//! // Old: req_token.verifier = verifier
//! //      access_token = client.getToken( "https://service.example.com/login", nil, req_token )
//! // New: pass the URL that the browser opened.
//! let opened = "https://app.example.com/ready?oauth_token=a&oauth_verifier=v";
//! let granted = flow.request_token_credentials_with_form(&mut http, &pending, opened).await?;
//!
//! // Old: access_token.getExtraData()["user_id"]
//! // New:
//! assert_eq!(granted.field("user_id"), Some("7"));
//!
//! // Old: userData = client.callAPI( access_token,
//! //          "https://service.example.com/get_user", ["user_id" => "7"] )
//! // New:
//! let user = signer.with_token(granted.into_credentials());
//! let api = OAuth1Layer::new(user, Scope::origin("https://service.example.com")?)
//!     .transmission(Transmission::FormBody)
//!     .layer(http);
//! let request = Request::post("https://service.example.com/get_user")
//!     .header("content-type", "application/x-www-form-urlencoded")
//!     .body(Full::from("user_id=7"))?;
//! let response = api.oneshot(request).await?;
//! # Ok(())
//! # }
//! ```
//!
//! If your service accepts the `Authorization` header, leave out both lines with `transmission`,
//! and the ends `_with_form` of the names.
//!
//! # Every item
//!
//! | `web.oauth` | tower-oauth1 | Note |
//! |---|---|---|
//! | `Client( cust_id, cust_secret, mode )` | [`Signer::new`], [`AuthorizationFlow::new`] | |
//! | `Client.cust_id`, `secret` | [`ClientCredentials::new`] | |
//! | `Client.mode`, `Via.POST` | [`Transmission::FormBody`] | [`AuthorizationFlow::transmission`], [`OAuth1Layer::transmission`] |
//! | `Via.GET` | [`Transmission::Query`], [`Endpoints::initiate_method`] and [`Endpoints::token_method`] with `GET` | |
//! | `Via.HEADER` (earlier versions) | The default, with both methods `GET` | |
//! | `Client.use_header`, `UseHeader.ALTERN` (later versions) | The default: the header | |
//! | `UseHeader.FULL` | [`OAuth1Layer::also_in_header`], with a transmission | Header, and query or form |
//! | Every other `UseHeader` | [`Transmission::Query`] or [`Transmission::FormBody`] | |
//! | `Client.realm` | [`Signer::with_realm`] | Earlier versions do not send it |
//! | `Client.version` | The default | To leave it out: [`Signer::without_version`] |
//! | `Client.signature_method` | [`Signer::with_signature_method`] | There, it only changes the name that is sent |
//! | `Client.http_method` | The method of the request | |
//! | `Client.getToken( address, callback )` | [`request_temporary_credentials`] | |
//! | `Client.getToken( address, nil, token )` | [`request_token_credentials`] | |
//! | `Client.callAPI( token, uri, params )` | A request through [`OAuth1Layer`] | One request: [`Signer::sign_request`] |
//! | `Client.makeSecret( cust_secret, token_secret )` | | Part of the signer. Another key: [`Signer::hmac_key`] |
//! | `Client.parseQS( data )` | [`GrantedAuthorization::from_body`] | The flow reads its own responses |
//! | `Client.makeOAuthHandler` (later versions) | [`Signer::sign_request`] | |
//! | `Token( token, secret )` | [`TokenCredentials::new`] | |
//! | `Token.token`, `secret` | [`TokenCredentials::identifier`], [`TokenCredentials::secret`] | |
//! | `Token.verifier` | The last argument of [`request_token_credentials`] | |
//! | `Token.raw_data`, `getExtraData()` | [`GrantedAuthorization::fields`], [`field`](crate::GrantedAuthorization::field) | |
//! | `Token.isRequest()`, `isAccess()`, `authorized`, `exchanged` | | Not needed: a request token is a [`PendingAuthorization`], an access token is a [`TokenCredentials`] |
//! | `ProtoError` 10001, 10002, 10003 | [`FlowError`] | It says what the server sent, and what to do |
//! | `OAUTH_REQ_PREFIX` | | Not needed |
//! | `web.oauth2` | | OAuth 2, not in this crate |
//!
//! # What differs
//!
//! - `web.oauth` does not check the certificate of the server. Your HTTP client does. If a
//!   certificate is not valid, the request fails.
//! - `web.oauth` joins the secrets as they are. Here, they are percent-encoded first, as section
//!   3.4.2 requires. This matters only for secrets with other characters than letters, digits and
//!   `-._~`.
//! - The flow checks the callback and the verifier, which `getToken` does not.
//! - Nothing blocks the thread.
//!
//! Checked against `oauth.fal` and `oauth2.fal` in the folder `modules/falcon/web` of
//! `falconpl/falcon`. The rows about later versions are what `oauth2.fal` uses of them.
//!
//! [`AuthorizationFlow`]: crate::AuthorizationFlow
//! [`AuthorizationFlow::new`]: crate::AuthorizationFlow::new
//! [`AuthorizationFlow::transmission`]: crate::AuthorizationFlow::transmission
//! [`ClientCredentials::new`]: crate::ClientCredentials::new
//! [`Endpoints::initiate_method`]: crate::Endpoints::initiate_method
//! [`Endpoints::token_method`]: crate::Endpoints::token_method
//! [`FlowError`]: crate::FlowError
//! [`GrantedAuthorization::fields`]: crate::GrantedAuthorization::fields
//! [`GrantedAuthorization::from_body`]: crate::GrantedAuthorization::from_body
//! [`OAuth1Layer`]: crate::OAuth1Layer
//! [`OAuth1Layer::also_in_header`]: crate::OAuth1Layer::also_in_header
//! [`OAuth1Layer::transmission`]: crate::OAuth1Layer::transmission
//! [`PendingAuthorization`]: crate::PendingAuthorization
//! [`Signer`]: crate::Signer
//! [`Signer::hmac_key`]: crate::Signer::hmac_key
//! [`Signer::new`]: crate::Signer::new
//! [`Signer::sign_request`]: crate::Signer::sign_request
//! [`Signer::with_realm`]: crate::Signer::with_realm
//! [`Signer::with_signature_method`]: crate::Signer::with_signature_method
//! [`Signer::without_version`]: crate::Signer::without_version
//! [`TokenCredentials`]: crate::TokenCredentials
//! [`TokenCredentials::identifier`]: crate::TokenCredentials::identifier
//! [`TokenCredentials::new`]: crate::TokenCredentials::new
//! [`TokenCredentials::secret`]: crate::TokenCredentials::secret
//! [`Transmission::FormBody`]: crate::Transmission::FormBody
//! [`Transmission::Query`]: crate::Transmission::Query
//! [`request_temporary_credentials`]: crate::AuthorizationFlow::request_temporary_credentials
//! [`request_token_credentials`]: crate::AuthorizationFlow::request_token_credentials
