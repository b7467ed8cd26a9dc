//! xAuth (Twitter, 2010): exchanges a username and password for token credentials.

use bytes::Bytes;

use super::authorization_flow::AuthorizationFlow;
use super::error::FlowError;
use super::granted::GrantedAuthorization;
use super::http_service::HttpService;
use super::request::{StepBody, StepRequest};
use super::step::FlowStep;

impl AuthorizationFlow {
    /// Exchanges a username and password for token credentials, without a browser (*xAuth*).
    ///
    /// Instapaper supports xAuth. Some other providers enable it on request. The form is sent to
    /// the endpoint for token credentials: see
    /// [`Endpoints::token_only`](crate::Endpoints::token_only).
    ///
    /// After the response was read, the form with the password is erased from memory. If the step
    /// fails, [`FlowError::explanation`] holds a copy until the error is dropped. Copies that the
    /// HTTP service makes are not erased.
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
    ///     .request_token_credentials_with_password(&mut http, "jane@example.com", "her password")
    ///     .await?;
    /// # assert_eq!(granted.credentials().identifier(), "a");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns a [`FlowError`]. Its [`kind`](FlowError::kind) is:
    ///
    /// - [`Endpoint`](crate::flow::FlowErrorKind::Endpoint) if an endpoint cannot be used. Nothing
    ///   was sent.
    /// - [`Sign`](crate::flow::FlowErrorKind::Sign) if the request cannot be signed. Nothing was
    ///   sent.
    /// - [`Service`](crate::flow::FlowErrorKind::Service) if the HTTP service failed.
    /// - [`UnexpectedRedirect`](crate::flow::FlowErrorKind::UnexpectedRedirect) if the server
    ///   responded with a redirect.
    /// - [`Refused`](crate::flow::FlowErrorKind::Refused) if the server refused the request.
    /// - [`Response`](crate::flow::FlowErrorKind::Response) if the response contains no token
    ///   credentials.
    #[doc(alias = "xauth")]
    pub async fn request_token_credentials_with_password<S, B>(
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
        request.send(http, StepBody::form()).await?.granted()
    }
}
