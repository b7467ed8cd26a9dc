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
//! - How long a step may take is for a timeout layer, or for whoever drops the future: both are safe.
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
//! assert_eq!(granted.parameter("screen_name"), Some("jane"));
//!
//! let user = signer.token(granted.credentials().clone());
//! # Ok(())
//! # }
//! ```

mod authorization_flow;
mod authorization_uri;
mod callback;
mod endpoints;
mod error;
mod fields;
mod granted;
mod json;
mod pending;
mod request;
mod response;
#[cfg(feature = "serde")]
mod stored;
mod verifier;

pub use authorization_flow::AuthorizationFlow;
pub use callback::{Callback, CallbackError, CallbackUrl};
pub use endpoints::{EndpointError, Endpoints};
pub use error::{FlowError, FlowErrorKind, FlowStep};
pub use granted::GrantedAuthorization;
pub use pending::PendingAuthorization;
pub use response::ResponseError;
#[cfg(feature = "serde")]
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
pub use stored::ExposedAuthorization;
pub use verifier::VerifierError;
