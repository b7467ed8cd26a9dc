//! The OAuth Session extension (1.0 draft 1): renews token credentials.

use bytes::Bytes;

use super::authorization_flow::AuthorizationFlow;
use super::error::FlowError;
use super::granted::GrantedAuthorization;
use super::http_service::HttpService;
use super::request::{StepBody, StepRequest};
use super::step::FlowStep;
use crate::credentials::TokenCredentials;

impl AuthorizationFlow {
    /// Exchanges token credentials for new ones, with the *OAuth Session* extension.
    ///
    /// The old credentials may have expired. Pass the
    /// [`session_handle`](GrantedAuthorization::session_handle) that came with them. The response
    /// may contain a new session handle. Atlassian Data Center supports this extension.
    ///
    /// ```
    /// # use tower_oauth1::{AuthorizationFlow, ClientCredentials, Endpoints, Signer, TokenCredentials};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let mut http = tower::service_fn(|request: http::Request<String>| async move {
    /// #     let body = "oauth_token=new&oauth_token_secret=b&oauth_session_handle=h2&oauth_expires_in=3600".to_owned();
    /// #     Ok::<_, std::convert::Infallible>(http::Response::new(body))
    /// # });
    /// # let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    /// # let flow = AuthorizationFlow::new(signer, Endpoints::token_only("https://h/token".parse()?));
    /// let old = TokenCredentials::new("old-token", "old-secret");
    /// let granted = flow.renew_token_credentials(&mut http, &old, "handle").await?;
    /// assert_eq!(granted.session_handle(), Some("h2"));
    /// assert_eq!(granted.expires_in(), Some(std::time::Duration::from_secs(3600)));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of
    /// [`request_token_credentials_with_password`](Self::request_token_credentials_with_password).
    #[doc(alias("refresh", "session"))]
    pub async fn renew_token_credentials<S, B>(
        &self,
        http: &mut S,
        token: &TokenCredentials,
        session_handle: &str,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: Default,
    {
        self.renew(http, token, session_handle, StepBody::empty())
            .await
    }

    /// Like [`renew_token_credentials`](Self::renew_token_credentials), but sends the extra
    /// parameters in a form, with `POST`.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`renew_token_credentials`](Self::renew_token_credentials).
    pub async fn renew_token_credentials_with_form<S, B>(
        &self,
        http: &mut S,
        token: &TokenCredentials,
        session_handle: &str,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: From<Bytes>,
    {
        self.renew(http, token, session_handle, StepBody::form())
            .await
    }

    async fn renew<S, B>(
        &self,
        http: &mut S,
        token: &TokenCredentials,
        session_handle: &str,
        body: StepBody<B>,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
    {
        let signer = self.settings.signer.with_token(token.clone());
        let mut request = StepRequest::new(&self.settings, FlowStep::TokenCredentials, &signer);
        let handle = ("oauth_session_handle", session_handle);
        request.extra.push(handle);
        request.send(http, body).await?.granted()
    }
}
