//! A middleware for the crate `reqwest-middleware`.

use ::reqwest::{Request, Response};
use http::Extensions;
use reqwest_middleware::{Error, Middleware, Next, Result};

use super::redirect::{not_redirected, signed_target};
use super::request::{log_refusal, sign};
use crate::body::Forms;
use crate::events::sign::not_signed;
use crate::protocol::Signer;
use crate::sign::{OAuth1Layer, RequestCredentials, Scope, SkipSigning, Unsigned};

/// Signs the requests of a `reqwest_middleware::ClientWithMiddleware` (feature
/// `reqwest-middleware`).
///
/// Add it after a retry middleware, so that each attempt gets its own signature. Build the client
/// with `redirect(Policy::none())`. A form must be in memory, and the middleware does not see the
/// response: see [`OAuth1Layer::instructions`].
///
/// A middleware that logs requests can be before or after this one: the `Authorization` header is
/// sensitive, so `Debug` does not show it. If the parameters are in the query
/// ([`OAuth1Layer::transmission`]), the URL contains the signature. Then put the logging middleware
/// before this one.
///
/// Errors are `reqwest_middleware::Error::Middleware`. They contain a
/// [`SignReqwestError`](super::SignReqwestError) or
/// [`FollowedRedirect`](super::FollowedRedirect).
///
/// ```no_run
/// use reqwest_middleware::ClientBuilder;
/// use tower_oauth1::reqwest::OAuth1Middleware;
/// use tower_oauth1::{ClientCredentials, Scope, Signer};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// let signer = Signer::new(ClientCredentials::new("consumer-key", "consumer-secret"));
/// let scope = Scope::origin("https://api.example.com")?;
/// let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
/// let client = ClientBuilder::new(client).with(OAuth1Middleware::new(signer, scope)).build();
/// let response = client.get("https://api.example.com/photos").send().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct OAuth1Middleware {
    layer: OAuth1Layer<Forms>,
}

impl OAuth1Middleware {
    /// Creates a middleware that signs the requests to the origins in `scope`.
    pub fn new(signer: Signer, scope: Scope) -> Self {
        OAuth1Layer::new(signer, scope).into()
    }

    /// Creates a middleware that takes [`RequestCredentials`] from the `Extensions` of each
    /// request: use `RequestBuilder::with_extension`. A request without them is an error.
    ///
    /// So one `ClientWithMiddleware` can serve many users: see the guide
    /// [many users](crate::guide::many_users).
    pub fn per_request() -> Self {
        OAuth1Layer::per_request().into()
    }
}

/// Creates a middleware with all settings of a layer.
impl From<OAuth1Layer<Forms>> for OAuth1Middleware {
    fn from(layer: OAuth1Layer<Forms>) -> Self {
        Self { layer }
    }
}

// On `wasm32`, the futures of reqwest are not `Send`.
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
impl Middleware for OAuth1Middleware {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        // A retry middleware uses the same extensions again, so the credentials stay there.
        let credentials = extensions.get::<RequestCredentials>().cloned();
        let event = if extensions.get::<SkipSigning>().is_some() {
            let uri = || request.url().as_str().parse().unwrap_or_default();
            not_signed(request.method(), uri, None, &Unsigned::Skipped);
            None
        } else {
            let outcome = sign(&self.layer, credentials, &mut request);
            outcome.map_err(Error::middleware)?.event
        };
        let signed_target = signed_target(&request);
        let sent = match next.run(request, extensions).await {
            Ok(response) => Ok(response),
            Err(Error::Reqwest(error)) => Err(error),
            Err(error) => return Err(error),
        };
        let sent = not_redirected(signed_target.as_ref(), sent);
        let response = sent.map_err(Error::middleware)?.map_err(Error::Reqwest)?;
        log_refusal(event.as_ref(), &response);
        Ok(response)
    }
}
