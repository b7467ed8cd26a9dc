//! RFC 5849 section 2: the requests of the dance, one function each.

use bytes::Bytes;

use super::callback::Callback;
use super::endpoints::Endpoints;
use super::error::{FlowError, FlowErrorKind};
use super::granted::GrantedAuthorization;
use super::http_service::HttpService;
use super::pending::PendingAuthorization;
use super::redirect;
use super::request::{Carrier, StepRequest};
use super::response;
use super::settings::Settings;
use super::step::FlowStep;
use crate::credentials::secret::Secret;
use crate::protocol::{Signer, Transmission};

/// Obtains token credentials from one service, for any number of users.
///
/// The requests go over an HTTP service that is lent to them. It needs to be neither `Clone` nor
/// `Send`, and its request body only `Default`; the functions that post a form ask `From<Bytes>` of
/// it instead. The [module](crate::flow) tells the story, with an example.
#[doc(alias("three-legged", "request token", "access token"))]
#[derive(Clone, Debug)]
pub struct AuthorizationFlow {
    pub(super) settings: Settings,
}

impl AuthorizationFlow {
    /// A dance with the service at `endpoints`. Client credentials, method, realm, clock and nonces
    /// are the signer's; a token that it has is left out.
    pub fn new(signer: Signer, endpoints: Endpoints) -> Self {
        let settings = Settings {
            signer: signer.without_token(),
            endpoints,
            transmission: Transmission::AuthorizationHeader,
            parameters: Vec::new(),
        };
        Self { settings }
    }

    /// Sends a further parameter with each request of one step (both decoded): what a service's
    /// documentation asks for beside the protocol's.
    ///
    /// One whose name begins with `oauth_` goes where the protocol parameters go. Any other goes into
    /// the endpoint's query, or into the form of a function that posts one; both are signed. Those of
    /// [`FlowStep::Authorization`] go into the URI that the user opens, where nothing is signed. To
    /// send another value for each user, clone the flow.
    ///
    /// ```
    /// # use tower_oauth1::{AuthorizationFlow, ClientCredentials, Endpoints, Signer};
    /// use tower_oauth1::flow::FlowStep;
    ///
    /// # let endpoints = Endpoints::new(
    /// #     "https://h/request_token".parse()?, "https://h/authorize".parse()?, "https://h/access_token".parse()?,
    /// # );
    /// # let signer = Signer::new(ClientCredentials::new("id", "secret"));
    /// let flow = AuthorizationFlow::new(signer, endpoints)
    ///     .parameter(FlowStep::TemporaryCredentials, "x_auth_access_type", "read")
    ///     .parameter(FlowStep::Authorization, "perms", "write");
    /// # Ok::<_, http::uri::InvalidUri>(())
    /// ```
    #[must_use]
    pub fn parameter(
        mut self,
        step: FlowStep,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        let value = Secret::new(value);
        self.settings.parameters.push((step, name.into(), value));
        self
    }

    /// Where the protocol parameters go (section 3.5); the `Authorization` header without this.
    ///
    /// [`Transmission::FormBody`] is for the functions that post a form: the others refuse it as
    /// [`SignError::NoForm`](crate::SignError::NoForm).
    #[must_use]
    pub fn transmission(mut self, transmission: Transmission) -> Self {
        self.settings.transmission = transmission;
        self
    }

    /// Begins an authorization (section 2.1): asks for temporary credentials, and says where the
    /// user is to be sent back to.
    ///
    /// # Errors
    ///
    /// [`FlowError`], by [`kind`](FlowError::kind): an endpoint or the signature cannot be made use
    /// of (nothing was sent), the HTTP service failed, the server refused or redirects, its answer
    /// has no temporary credentials, or it does not confirm the callback.
    pub async fn request_temporary_credentials<S, B>(
        &self,
        http: &mut S,
        callback: Callback,
    ) -> Result<PendingAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: Default,
    {
        self.initiate(http, callback, Carrier::empty()).await
    }

    /// Like [`request_temporary_credentials`](Self::request_temporary_credentials), with the further
    /// parameters in a form that is posted.
    ///
    /// # Errors
    ///
    /// Those of [`request_temporary_credentials`](Self::request_temporary_credentials).
    pub async fn request_temporary_credentials_by_form<S, B>(
        &self,
        http: &mut S,
        callback: Callback,
    ) -> Result<PendingAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: From<Bytes>,
    {
        self.initiate(http, callback, Carrier::form()).await
    }

    async fn initiate<S, B>(
        &self,
        http: &mut S,
        callback: Callback,
        carrier: Carrier<B>,
    ) -> Result<PendingAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
    {
        let step = FlowStep::TemporaryCredentials;
        let mut request = StepRequest::new(&self.settings, step, &self.settings.signer);
        if let Some(callback) = callback.as_str() {
            request.extra.push(("oauth_callback", callback));
        }
        let authorize = self.settings.authorization_uri()?;
        let answer = request.send(http, carrier).await?;
        let must_confirm = self.settings.endpoints.must_confirm_callback;
        let must_have_secret = answer.must_have_secret;
        let (credentials, fields) = answer.parse(|fields| {
            response::temporary_credentials(fields, must_confirm, must_have_secret)
        })?;
        let uri = authorize.with_token(credentials.identifier());
        Ok(PendingAuthorization::new(
            credentials,
            &callback,
            uri,
            fields,
        ))
    }

    /// Ends an authorization (section 2.3): exchanges the temporary credentials and the verifier for
    /// token credentials.
    ///
    /// `answer` is what came back from the user. Out of band, that is the PIN; white space around
    /// it does not count. Otherwise, and where a service sends the user somewhere out of band too, it is
    /// the callback as it arrived: the URI, absolute or relative, or its query. Its `oauth_token` must
    /// be the one of `pending`.
    ///
    /// `pending` is lent, so that the authorization survives a connection that fails. A service
    /// takes it once.
    ///
    /// # Errors
    ///
    /// [`FlowError`], by [`kind`](FlowError::kind): the answer is not what `pending` waits for, an
    /// endpoint or the signature cannot be made use of (in all of these nothing was sent), the HTTP
    /// service failed, the server refused or redirects, or its answer has no token credentials.
    pub async fn request_token_credentials<S, B>(
        &self,
        http: &mut S,
        pending: &PendingAuthorization,
        answer: &str,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: Default,
    {
        self.exchange(http, pending, answer, Carrier::empty()).await
    }

    /// Like [`request_token_credentials`](Self::request_token_credentials), with the further
    /// parameters in a form that is posted.
    ///
    /// # Errors
    ///
    /// Those of [`request_token_credentials`](Self::request_token_credentials).
    pub async fn request_token_credentials_by_form<S, B>(
        &self,
        http: &mut S,
        pending: &PendingAuthorization,
        answer: &str,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: From<Bytes>,
    {
        self.exchange(http, pending, answer, Carrier::form()).await
    }

    async fn exchange<S, B>(
        &self,
        http: &mut S,
        pending: &PendingAuthorization,
        answer: &str,
        carrier: Carrier<B>,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
    {
        let step = FlowStep::TokenCredentials;
        let required = self.settings.endpoints.must_have_verifier;
        let verifier = redirect::read(pending, answer, required);
        let verifier =
            verifier.map_err(|error| FlowError::new(step, FlowErrorKind::Verifier(error)))?;
        let signer = self.settings.signer.with_temporary(pending.credentials());
        let mut request = StepRequest::new(&self.settings, step, &signer);
        if let Some(verifier) = &verifier {
            request.extra.push(("oauth_verifier", verifier.expose()));
        }
        request.send(http, carrier).await?.granted()
    }
}
