//! The authorization flow, in which a user grants access to a client (RFC 5849 section 2).
//!
//! Providers also call this flow *three-legged OAuth* or the *token dance*. It has three steps:
//!
//! 1. The client requests [`TemporaryCredentials`](crate::TemporaryCredentials), which providers
//!    call the request token. The request also contains the [`Callback`]: the URI that the server
//!    sends the user back to (section 2.1).
//! 2. The user opens the [`authorization_uri`](PendingAuthorization::authorization_uri) in a
//!    browser and grants access. The server then redirects the browser to the callback, or it shows
//!    a PIN (section 2.2).
//! 3. The client sends the verifier from the callback, or the PIN. It receives
//!    [`TokenCredentials`](crate::TokenCredentials), which providers call the access token
//!    (section 2.3).
//!
//! The client signs both of its requests with its client credentials, which providers call the
//! consumer key and consumer secret.
//!
//! [`AuthorizationFlow`] sends the requests of steps 1 and 3 over any tower HTTP service. In a web
//! application, the callback arrives as a new request. [`PendingAuthorization`] holds the state
//! until then.
//!
//! # Requirements on the HTTP service
//!
//! - Turn off **redirects** in the HTTP client. The flow reports a redirect as
//!   [`FlowErrorKind::UnexpectedRedirect`]. A client that follows redirects would send the
//!   signature to another URI.
//! - Do not put a **retry** layer into the HTTP service. It would send the same nonce twice.
//!   Servers also accept each step only once.
//! - Set a time limit around each step, for example with `tokio::time::timeout`. It is safe to drop
//!   the future of a step. A timeout *layer* in the HTTP service is not enough: it stops when the
//!   response head arrives, and a server can still send the body very slowly.
//! - If the HTTP client asks for **compressed** responses (`Accept-Encoding`), put a decompression
//!   layer into the HTTP service. The flow reports a compressed body as
//!   [`ResponseError::ContentEncoding`].
//! - Add the headers that a provider requires in the HTTP client, or with a layer in the HTTP
//!   service. Tumblr, Discogs and others refuse requests without **`User-Agent`**. The flow sets
//!   none: see [how to set it](crate::provider#user-agent).
//!
//! # Example
//!
//! This program has no web server, so it uses the out-of-band callback: the server shows a PIN. The
//! closure takes the place of an HTTP client and a server. The guide [PIN](crate::guide::pin) has a
//! whole program.
//!
//! ```
//! use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Endpoints, Signer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut http = tower::service_fn(|request: http::Request<String>| async move {
//!     Ok::<_, std::convert::Infallible>(http::Response::new(match request.uri().path() {
//!         "/initiate" => "oauth_token=hdk4&oauth_token_secret=xyz4&oauth_callback_confirmed=true".to_owned(),
//!         _ => "oauth_token=j49d&oauth_token_secret=ll39&screen_name=jane".to_owned(),
//!     }))
//! });
//!
//! let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
//! let endpoints = Endpoints::new(
//!     "https://photos.example.net/initiate".parse()?,
//!     "https://photos.example.net/authorize".parse()?,
//!     "https://photos.example.net/token".parse()?,
//! );
//! let flow = AuthorizationFlow::new(signer.clone(), endpoints);
//!
//! // Step 1.
//! let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand).await?;
//!
//! // Step 2.
//! println!("Open {} and enter the PIN:", pending.authorization_uri());
//! # assert_eq!(pending.authorization_uri(), "https://photos.example.net/authorize?oauth_token=hdk4");
//! let line_typed = "473829\n";
//!
//! // Step 3.
//! let granted = flow.request_token_credentials(&mut http, &pending, line_typed).await?;
//! assert_eq!(granted.field("screen_name"), Some("jane"));
//!
//! // A signer for the requests that the client makes for this user.
//! let user_signer = signer.with_token(granted.into_credentials());
//! # Ok(())
//! # }
//! ```
//!
//! # Sign in with ..
//!
//! On a website, the browser brings the verifier back. Until then, the website keeps the
//! [`PendingAuthorization`] in the session of the user. A cookie binds it to the browser, so that
//! nobody can complete the login of another user. The guide
//! [sign in with](crate::guide::sign_in_with) has a whole website.
//!
//! # Provider differences
//!
//! - [`Endpoints`] has settings for providers that use other methods than `POST` or other parameter
//!   names in the authorization URI. It also has settings for servers of OAuth 1.0, which lack
//!   parts of OAuth 1.0a.
//! - [`AuthorizationFlow::parameter`] adds extra parameters to a step, for example
//!   `xoauth_lang_pref` or `scope`. Some providers expect these in a form. For them, use the
//!   functions whose names end in `_with_form`.
//! - [`AuthorizationFlow::transmission`] sets where the protocol parameters are sent.
//! - A response may contain a form or a JSON object. The flow looks at the body and ignores the
//!   content type.
//! - If a server refuses a request, [`FlowError::problem`] returns the reason that the server
//!   reports. Some providers refuse with a status of success, and describe the reason in a text.
//!   [`FlowError::body`] returns it.
//! - If a server says that a signature is wrong, [`FlowError::explanation`] returns what was
//!   signed.
//! - If the user denies access, [`FlowError::is_denied`] returns `true`. Providers say it in
//!   different ways: some leave out the verifier or send an empty one. If the user takes too long,
//!   [`FlowError::is_expired`] returns `true`.
//!
//! # Without a browser
//!
//! Some providers exchange a username and password for a token. This is called *xAuth*: see
//! [`request_token_credentials_with_password`](AuthorizationFlow::request_token_credentials_with_password).
//!
//! # Without a user
//!
//! A client that acts for itself does not need this flow. Its requests carry no token (*two-legged
//! OAuth*), or a token that the provider issued in advance (*one-legged* or *owner-only*). Send
//! them through [`OAuth1Layer`](crate::OAuth1Layer) like all other requests:
//!
//! ```
//! use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};
//!
//! let client = Signer::new(ClientCredentials::new("client-id", "client-secret"));
//! let owner = client.with_token(TokenCredentials::new("token", "token-secret"));
//! // Some providers require an empty token.
//! let empty = client.with_token(TokenCredentials::new("", ""));
//!
//! // OpenSocial and Google use this parameter to name the user that the client acts for.
//! let uri = "https://api.example.com/contacts?xoauth_requestor_id=jane%40example.com";
//! let mut request = http::Request::get(uri).body("")?;
//! client.sign_request(&mut request)?;
//! # for signer in [owner, empty] { signer.sign_request(&mut request)?; }
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # Renewing and exchanging tokens
//!
//! A token that expires comes with [`expires_in`](GrantedAuthorization::expires_in) and a
//! [`session_handle`](GrantedAuthorization::session_handle). To renew it, pass the session handle
//! to [`renew_token_credentials`](AuthorizationFlow::renew_token_credentials).
//!
//! Other providers use signed requests of the user instead. Send them through the layer. If a
//! response contains token credentials, read it with [`GrantedAuthorization::from_body`].
//!
//! - E\*TRADE: a signed `GET` of `renew_access_token` reactivates the token. The token itself does
//!   not change. A signed `GET` of `revoke_access_token` revokes it.
//! - Garmin: a signed `POST` exchanges the token for an OAuth 2 token.
//! - Tumblr: a signed `POST` to `https://api.tumblr.com/v2/oauth2/exchange` does the same.
//!   The old token is then no longer valid.
//!
//! ```
//! # use http::{Request, Response};
//! # use tower::{ServiceBuilder, ServiceExt};
//! # use tower_oauth1::{ClientCredentials, OAuth1Layer, Scope, Signer, TokenCredentials};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tower::BoxError> {
//! # let http = tower::service_fn(|request: Request<String>| async move {
//! #     assert!(request.headers().contains_key("authorization"));
//! #     Ok::<_, std::convert::Infallible>(Response::new(String::new()))
//! # });
//! # let user = Signer::new(ClientCredentials::new("id", "secret")).with_token(TokenCredentials::new("a", "b"));
//! let scope = Scope::origins(["https://api.etrade.com", "https://apis.garmin.com"])?;
//! let api = ServiceBuilder::new()
//!     .layer(OAuth1Layer::new(user, scope).bodies_untouched())
//!     .service(http);
//!
//! let renew = Request::get("https://api.etrade.com/oauth/renew_access_token");
//! let renewed = api.clone().oneshot(renew.body(String::new())?).await?;
//! assert!(renewed.status().is_success());
//! let revoke = Request::get("https://api.etrade.com/oauth/revoke_access_token");
//! let revoked = api.clone().oneshot(revoke.body(String::new())?).await?;
//! # assert!(revoked.status().is_success());
//!
//! let exchange = Request::post("https://apis.garmin.com/partner-gateway/rest/user/token-exchange")
//!     .header("content-length", 0);
//! // The body of the response is JSON and contains `access_token`.
//! let oauth2 = api.oneshot(exchange.body(String::new())?).await?;
//! # let _ = oauth2;
//! # Ok(())
//! # }
//! ```
//!
//! # Logging
//!
//! With the feature `tracing`, each request of the flow is inside a span, and writes the events
//! below. The target is `tower_oauth1::flow`. The section [Logging](crate#logging) of the crate
//! says what the fields mean.
//!
//! | Span or event | Level | When | Fields |
//! |---|---|---|---|
//! | `temporary_credentials` | DEBUG | Span: the client requests temporary credentials (section 2.1). | `url.scheme`, `server.address`, `server.port`, `url.path`, `oauth.client_identifier` |
//! | `token_credentials` | DEBUG | Span: the client requests token credentials (section 2.3), also with a password or to renew them. | `url.scheme`, `server.address`, `server.port`, `url.path`, `oauth.client_identifier` |
//! | `signed` | DEBUG | The request was signed. | `http.request.method`, `url.scheme`, `server.address`, `server.port`, `url.path`, `oauth.client_identifier`, `oauth.signature_method`, `oauth.timestamp`, `oauth.nonce`, `oauth.transmission`, `oauth.realm` |
//! | `refused` | WARN | The response is neither a success nor a redirect. | `http.request.method`, `url.scheme`, `server.address`, `server.port`, `url.path`, `http.response.status_code`, `oauth.problem`, `oauth.hint` |
//!
//! Other failures of a step are not logged. The caller gets the [`FlowError`].
//!
//! # Storing state
//!
//! - Store a [`PendingAuthorization`] in the session of the user. With the feature `serde`, you can
//!   also store it outside the process.
//! - Store token credentials as one line of text, with
//!   [`expose_to_string`](crate::TokenCredentials::expose_to_string). The guide
//!   [many users](crate::guide::many_users#store-the-tokens) lists other ways.

mod absent_parameters;
mod advice;
mod authorization_flow;
mod authorization_uri;
mod callback;
mod causes;
mod checks;
mod clock_difference;
mod endpoint_error;
mod endpoints;
mod error;
mod granted;
mod http_service;
mod location;
mod message;
mod password;
mod pending;
mod problem_advice;
mod redirect;
mod renewal;
mod request;
mod request_facts;
mod response;
mod sent;
mod settings;
mod step;
#[cfg(feature = "serde")]
mod stored;
#[cfg(feature = "serde")]
mod stored_grant;

pub use crate::uri::callback::CallbackError;
pub use authorization_flow::AuthorizationFlow;
pub use callback::{Callback, CallbackUrl};
pub use endpoint_error::{Endpoint, EndpointError};
pub use endpoints::Endpoints;
pub use error::{FlowError, FlowErrorKind};
pub use granted::GrantedAuthorization;
pub use http_service::HttpService;
pub use pending::PendingAuthorization;
pub use redirect::RedirectError;
pub use response::error::ResponseError;
pub use step::FlowStep;
#[cfg(feature = "serde")]
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
pub use stored::ExposedAuthorization;
#[cfg(feature = "serde")]
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
pub use stored_grant::ExposedGrant;
