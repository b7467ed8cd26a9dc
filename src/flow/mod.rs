//! RFC 5849 section 2: from a client that a service knows to a token that a user granted.
//!
//! It takes three steps, which services call the three legs or the token dance:
//!
//! 1. The client asks for [`TemporaryCredentials`](crate::TemporaryCredentials) and says where the
//!    user is to be sent back to, its [`Callback`] (section 2.1).
//! 2. The user opens the [`authorization_uri`](PendingAuthorization::authorization_uri) in a browser
//!    and says yes. The service sends the browser to the callback, or shows a PIN (section 2.2).
//! 3. The client gives what came back, and receives
//!    [`TokenCredentials`](crate::TokenCredentials) (section 2.3).
//!
//! Steps 1 and 3 are an [`AuthorizationFlow`]'s, over any tower HTTP service. What lies between
//! them, often another web request, is a [`PendingAuthorization`].
//!
//! # Of the HTTP service
//!
//! - It must **not follow redirects**: a redirect is an error of its own here, and a client that
//!   follows would carry the signature elsewhere.
//! - No **retry** layer beneath the dance: it would repeat a nonce, and each step works once.
//! - How long a step may take is for whoever drops its future, `tokio::time::timeout` for one; dropping
//!   is safe. A timeout *layer* ends with the answer's head, and a body that drips is none of its
//!   business.
//! - Headers that a service wants beside (Discogs refuses requests without `User-Agent`) are a layer's
//!   beneath, `tower::util::MapRequestLayer` for one.
//!
//! # Example
//!
//! A program without a web server, so out of band. The closure stands for an HTTP client, and for
//! the service behind it.
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
//! let pending = flow.request_temporary_credentials(&mut http, Callback::OutOfBand).await?;
//! println!("Open {} and type the PIN:", pending.authorization_uri());
//! # assert_eq!(pending.authorization_uri(), "https://photos.example.net/authorize?oauth_token=hdk4");
//!
//! let line_typed = "473829\n";
//! let granted = flow.request_token_credentials(&mut http, &pending, line_typed).await?;
//! assert_eq!(granted.field("screen_name"), Some("jane"));
//!
//! let user = signer.with_token(granted.into_credentials());
//! # Ok(())
//! # }
//! ```
//!
//! # As services differ
//!
//! - Other methods than `POST`, other names in the URI that the user opens, and what servers of
//!   OAuth 1.0 leave out, are settings of the [`Endpoints`].
//! - Further parameters of a step, `xoauth_lang_pref` and `scope` for two, are
//!   [`AuthorizationFlow::parameter`]s. Where a service wants them in a form, the functions whose name
//!   ends in `by_form` post one.
//! - Where the protocol parameters go is [`AuthorizationFlow::transmission`].
//! - An answer may be a form or a JSON object, whatever its content type says.
//! - A service that refuses is asked why by [`FlowError::problem`]; a user who refuses is
//!   [`RedirectError::Denied`], or a verifier that is missing or empty.
//!
//! # Without a browser
//!
//! *xAuth*: [`request_token_credentials_by_password`](AuthorizationFlow::request_token_credentials_by_password).
//!
//! # Without a user
//!
//! A client that acts for itself needs no dance. Its requests carry no token (*two-legged*), or one
//! that the service handed out beforehand (*one-legged*, *owner-only*), and go through
//! [`OAuth1Layer`](crate::OAuth1Layer) as all others:
//!
//! ```
//! use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};
//!
//! let client = Signer::new(ClientCredentials::new("client-id", "client-secret"));
//! let owner = client.with_token(TokenCredentials::new("token", "token-secret"));
//! // Some services want the token to be there, and empty.
//! let empty = client.with_token(TokenCredentials::new("", ""));
//!
//! // Whom it acts for, OpenSocial's and Google's way, is a parameter like any other.
//! let uri = "https://api.example.com/contacts?xoauth_requestor_id=jane%40example.com";
//! let mut request = http::Request::get(uri).body("")?;
//! client.sign_request(&mut request)?;
//! # for signer in [owner, empty] { signer.sign_request(&mut request)?; }
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # Tokens for tokens
//!
//! A token that expires comes with [`expires_in`](GrantedAuthorization::expires_in), and is renewed by
//! its [`session_handle`](GrantedAuthorization::session_handle):
//! [`renew_token_credentials`](AuthorizationFlow::renew_token_credentials).
//!
//! E\*TRADE's tokens stay what they are: they are woken by a signed `GET` of `renew_access_token`, and
//! revoked by one of `revoke_access_token`. Garmin exchanges a token for one of OAuth 2 by a signed
//! `POST`, and so does Tumblr, to `https://api.tumblr.com/v2/oauth2/exchange`; the old one is worth
//! nothing then. All of these are requests of the user's, through the layer:
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
//! let woken = api.clone().oneshot(renew.body(String::new())?).await?;
//! assert!(woken.status().is_success());
//! let revoke = Request::get("https://api.etrade.com/oauth/revoke_access_token");
//! let revoked = api.clone().oneshot(revoke.body(String::new())?).await?;
//! # assert!(revoked.status().is_success());
//!
//! let exchange = Request::post("https://apis.garmin.com/partner-gateway/rest/user/token-exchange")
//!     .header("content-length", 0);
//! let oauth2 = api.oneshot(exchange.body(String::new())?).await?; // JSON, with `access_token`
//! # let _ = oauth2;
//! # Ok(())
//! # }
//! ```
//!
//! # To be stored
//!
//! A [`PendingAuthorization`] lives in the user's session, or outside of this process by the feature
//! `serde`; token credentials are one line of text by
//! [`expose_to_string`](crate::TokenCredentials::expose_to_string).

mod authorization_flow;
mod authorization_uri;
mod callback;
mod endpoints;
mod error;
mod granted;
mod http_service;
mod password;
mod pending;
mod redirect;
mod renewal;
mod request;
mod response;
mod settings;
mod step;
#[cfg(feature = "serde")]
mod stored;

pub use crate::uri::callback::CallbackError;
pub use authorization_flow::AuthorizationFlow;
pub use callback::{Callback, CallbackUrl};
pub use endpoints::{Endpoint, EndpointError, Endpoints};
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
