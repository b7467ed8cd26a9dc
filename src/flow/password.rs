//! xAuth (Twitter, 2010): tokens for a name and a password.

use bytes::Bytes;

use super::authorization_flow::AuthorizationFlow;
use super::error::FlowError;
use super::granted::GrantedAuthorization;
use super::http_service::HttpService;
use super::request::{Carrier, StepRequest};
use super::step::FlowStep;

impl AuthorizationFlow {
    /// Exchanges a user's name and password for token credentials, without a browser: *xAuth*, which
    /// Instapaper has, and other services grant on request. The endpoint is the one for token
    /// credentials: see [`Endpoints::token_only`](crate::Endpoints::token_only).
    ///
    /// The form that holds the password is wiped after it was sent, as far as it was not copied by the
    /// HTTP service.
    ///
    /// ```
    /// # use tower_oauth1::{AuthorizationFlow, ClientCredentials, Endpoints, Signer};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mut http = tower::service_fn(|request: http::Request<http_body_util::Full<bytes::Bytes>>| async move {
    /// #     let body = "oauth_token=a&oauth_token_secret=b".to_owned();
    /// #     Ok::<_, std::convert::Infallible>(http::Response::new(body))
    /// # });
    /// let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    /// let token = "https://www.instapaper.com/api/1/oauth/access_token".parse()?;
    /// let flow = AuthorizationFlow::new(signer, Endpoints::token_only(token));
    /// let granted = flow
    ///     .request_token_credentials_by_password(&mut http, "jane@example.com", "her password")
    ///     .await?;
    /// # assert_eq!(granted.credentials().identifier(), "a");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`FlowError`], by [`kind`](FlowError::kind): an endpoint or the signature cannot be made use
    /// of (nothing was sent), the HTTP service failed, the server refused or redirects, or its answer
    /// has no token credentials.
    #[doc(alias = "xauth")]
    pub async fn request_token_credentials_by_password<S, B>(
        &self,
        http: &mut S,
        username: &str,
        password: &str,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: From<Bytes>,
    {
        let mut request = StepRequest::new(
            &self.settings,
            FlowStep::TokenCredentials,
            &self.settings.signer,
        );
        request.form.extend([
            ("x_auth_username", username),
            ("x_auth_password", password),
            ("x_auth_mode", "client_auth"),
        ]);
        request.send(http, Carrier::form()).await?.granted()
    }
}
