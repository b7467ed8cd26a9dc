//! The requests of the authorization flow, one function for each (RFC 5849 section 2).

use bytes::Bytes;

use super::callback::Callback;
use super::endpoints::Endpoints;
use super::error::{FlowError, FlowErrorKind};
use super::granted::GrantedAuthorization;
use super::http_service::HttpService;
use super::pending::PendingAuthorization;
use super::redirect;
use super::request::{StepBody, StepRequest};
use super::response::credentials::temporary_credentials;
use super::settings::Settings;
use super::step::FlowStep;
use crate::credentials::secret::Secret;
use crate::protocol::{Signer, Transmission};

/// A client of one server that obtains token credentials for any number of users.
///
/// Each function borrows an HTTP service and sends one request over it. The HTTP service does not
/// have to be `Clone` or `Send`. Its request body must be `Default`. For the functions that send a
/// form, the request body must be `From<Bytes>` instead.
///
/// See the [module](crate::flow) for an overview and an example.
#[derive(Clone, Debug)]
pub struct AuthorizationFlow {
    pub(super) settings: Settings,
}

// Each request that may or may not have a form is two functions, because the bounds of the body
// differ: `Default` for an empty one, `From<Bytes>` for a form. Rust has no bound "either of both",
// and a body that only sends forms need not be `Default`.
impl AuthorizationFlow {
    /// Creates a flow with the server at `endpoints`.
    ///
    /// The flow uses the client credentials, signature method, realm, clock and nonces of `signer`.
    /// It ignores the token of `signer`, if there is one.
    pub fn new(signer: Signer, endpoints: Endpoints) -> Self {
        let settings = Settings {
            signer: signer.without_token(),
            endpoints,
            transmission: Transmission::AuthorizationHeader,
            parameters: Vec::new(),
        };
        Self { settings }
    }

    /// Returns the signer of the flow, without a token.
    ///
    /// After the flow, create the signer for the requests of a user from it:
    ///
    /// ```
    /// use tower_oauth1::{AuthorizationFlow, GrantedAuthorization, Signer};
    ///
    /// fn signer_for(flow: &AuthorizationFlow, granted: GrantedAuthorization) -> Signer {
    ///     flow.signer().with_token(granted.into_credentials())
    /// }
    /// ```
    pub fn signer(&self) -> &Signer {
        &self.settings.signer
    }

    /// Adds an extra parameter to each request of one step.
    ///
    /// Use this for parameters that the provider documents in addition to the protocol parameters.
    /// Pass the name and the value decoded. The step and the name decide where the parameter is
    /// sent:
    ///
    /// - A parameter of [`FlowStep::Authorization`] is added to the URI that the user opens. That
    ///   URI is not signed.
    /// - In the other steps, a parameter whose name begins with `oauth_` is sent together with the
    ///   protocol parameters: see [`transmission`](Self::transmission).
    /// - All other parameters are added to the query of the endpoint. The functions that send a
    ///   form add them to the form. They are signed in both cases.
    ///
    /// To send a different value for each user, clone the flow and add the parameter to the clone.
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

    /// Sets where the protocol parameters are sent (section 3.5).
    ///
    /// Default: [`Transmission::AuthorizationHeader`].
    ///
    /// [`Transmission::FormBody`] only works with the functions that send a form. The other
    /// functions return [`SignError::NoForm`](crate::SignError::NoForm).
    #[must_use]
    pub fn transmission(mut self, transmission: Transmission) -> Self {
        self.settings.transmission = transmission;
        self
    }

    /// Starts an authorization: requests temporary credentials (section 2.1).
    ///
    /// `callback` tells the server where to send the user after the user grants or denies access.
    ///
    /// # Errors
    ///
    /// Returns a [`FlowError`]. Its [`kind`](FlowError::kind) is:
    ///
    /// - [`FlowErrorKind::Endpoint`] if an endpoint cannot be used. Nothing was sent.
    /// - [`FlowErrorKind::Sign`] if the request cannot be signed. Nothing was sent.
    /// - [`FlowErrorKind::Service`] if the HTTP service failed.
    /// - [`FlowErrorKind::UnexpectedRedirect`] if the server responded with a redirect.
    /// - [`FlowErrorKind::Refused`] if the server refused the request.
    /// - [`FlowErrorKind::Response`] if the response contains no temporary credentials, or if the
    ///   server did not confirm the callback.
    pub async fn request_temporary_credentials<S, B>(
        &self,
        http: &mut S,
        callback: Callback,
    ) -> Result<PendingAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: Default,
    {
        self.initiate(http, callback, StepBody::empty()).await
    }

    /// Like [`request_temporary_credentials`](Self::request_temporary_credentials), but sends the
    /// extra parameters in a form, with `POST`.
    ///
    /// # Errors
    ///
    /// Returns the errors of
    /// [`request_temporary_credentials`](Self::request_temporary_credentials).
    pub async fn request_temporary_credentials_with_form<S, B>(
        &self,
        http: &mut S,
        callback: Callback,
    ) -> Result<PendingAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: From<Bytes>,
    {
        self.initiate(http, callback, StepBody::form()).await
    }

    async fn initiate<S, B>(
        &self,
        http: &mut S,
        callback: Callback,
        body: StepBody<B>,
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
        let response = request.send(http, body).await?;
        let must_confirm = self.settings.endpoints.must_confirm_callback;
        let must_have_secret = response.must_have_secret;
        let (credentials, fields) = response
            .parse(|fields| temporary_credentials(fields, must_confirm, must_have_secret))?;
        let uri = authorize.with_token(credentials.identifier());
        Ok(PendingAuthorization::new(
            credentials,
            &callback,
            uri,
            fields,
        ))
    }

    /// Completes an authorization: exchanges the temporary credentials and the verifier for token
    /// credentials (section 2.3).
    ///
    /// `callback_or_pin` is one of:
    ///
    /// - The PIN, if the callback is [`Callback::OutOfBand`]. White space around it is ignored.
    /// - The callback as it arrived: the URI (absolute or relative), or only its query. Its
    ///   `oauth_token` must be the one of `pending`. Some servers redirect the user even if the
    ///   callback is out of band. In this case, pass the URI that the browser shows at the end.
    ///
    /// This function borrows `pending`, so you can try again if the connection fails. A server
    /// issues one token for the temporary credentials. After a wrong PIN, some servers accept
    /// another one for the same `pending`, and others do not. Ask for the PIN again. If that is
    /// refused too, start a new authorization.
    ///
    /// # Errors
    ///
    /// Returns a [`FlowError`]. Its [`kind`](FlowError::kind) is:
    ///
    /// - [`FlowErrorKind::Callback`] if `callback_or_pin` does not complete `pending`. Nothing was
    ///   sent.
    /// - [`FlowErrorKind::Endpoint`] if an endpoint cannot be used. Nothing was sent.
    /// - [`FlowErrorKind::Sign`] if the request cannot be signed. Nothing was sent.
    /// - [`FlowErrorKind::Service`] if the HTTP service failed.
    /// - [`FlowErrorKind::UnexpectedRedirect`] if the server responded with a redirect.
    /// - [`FlowErrorKind::Refused`] if the server refused the request.
    /// - [`FlowErrorKind::Response`] if the response contains no token credentials.
    pub async fn request_token_credentials<S, B>(
        &self,
        http: &mut S,
        pending: &PendingAuthorization,
        callback_or_pin: &str,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: Default,
    {
        self.exchange(http, pending, callback_or_pin, StepBody::empty())
            .await
    }

    /// Like [`request_token_credentials`](Self::request_token_credentials), but sends the extra
    /// parameters in a form, with `POST`.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`request_token_credentials`](Self::request_token_credentials).
    pub async fn request_token_credentials_with_form<S, B>(
        &self,
        http: &mut S,
        pending: &PendingAuthorization,
        callback_or_pin: &str,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
        B: From<Bytes>,
    {
        self.exchange(http, pending, callback_or_pin, StepBody::form())
            .await
    }

    async fn exchange<S, B>(
        &self,
        http: &mut S,
        pending: &PendingAuthorization,
        callback_or_pin: &str,
        body: StepBody<B>,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: HttpService<B> + ?Sized,
    {
        let step = FlowStep::TokenCredentials;
        let required = self.settings.endpoints.must_have_verifier;
        let verifier = redirect::read(pending, callback_or_pin, required)
            .map_err(|error| FlowError::new(step, FlowErrorKind::Callback(error)))?;
        let signer = self.settings.signer.with_temporary(pending.credentials());
        let mut request = StepRequest::new(&self.settings, step, &signer);
        if let Some(verifier) = &verifier {
            request.extra.push(("oauth_verifier", verifier.expose()));
        }
        request.send(http, body).await?.granted()
    }
}
