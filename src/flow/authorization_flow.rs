//! RFC 5849 sections 2.1 and 2.3: the two requests of the dance.

use std::future::poll_fn;

use http::{HeaderValue, Method, Request, Response, header};
use http_body::Body;
use tower_service::Service;

use super::callback::Callback;
use super::endpoints::Endpoints;
use super::error::{FlowError, FlowErrorKind, FlowStep};
use super::granted::GrantedAuthorization;
use super::pending::PendingAuthorization;
use super::response::{self, ResponseError};
use super::verifier;
use crate::BoxError;
use crate::path;
use crate::protocol::{AlreadySigned, SignError, Signer};

/// Obtains token credentials from one service, for any number of users.
///
/// Both requests are a `POST` without a body, and go over an HTTP service that is lent to them. It
/// needs to be neither `Clone` nor `Send`, and its request body only `Default`. The
/// [module](crate::flow) tells the story, with an example.
#[doc(alias("three-legged", "request token", "access token"))]
#[derive(Clone, Debug)]
pub struct AuthorizationFlow {
    signer: Signer,
    endpoints: Endpoints,
}

impl AuthorizationFlow {
    /// A dance with the service at `endpoints`. Client credentials, method, realm, clock and nonces
    /// are the signer's; a token that it has is left out.
    pub fn new(signer: Signer, endpoints: Endpoints) -> Self {
        Self {
            signer: signer.without_token(),
            endpoints,
        }
    }

    /// Begins an authorization (section 2.1): asks for temporary credentials, and says where the
    /// user is to be sent back to.
    ///
    /// # Errors
    ///
    /// [`FlowError`], by [`kind`](FlowError::kind): an endpoint or the signature cannot be made use
    /// of (nothing was sent), the HTTP service failed, the server refused or redirects, its answer
    /// has no temporary credentials, or it does not confirm the callback.
    pub async fn request_temporary_credentials<S, B, RB>(
        &self,
        http: &mut S,
        callback: Callback,
    ) -> Result<PendingAuthorization, FlowError>
    where
        S: Service<Request<B>, Response = Response<RB>> + ?Sized,
        S::Error: Into<BoxError>,
        B: Default,
        RB: Body,
        RB::Error: Into<BoxError>,
    {
        let step = FlowStep::TemporaryCredentials;
        let further = [("oauth_callback", callback.as_str())];
        let parse = response::temporary_credentials;
        let answer = self.request(http, step, &self.signer, &further, parse);
        let (credentials, fields) = answer.await?;
        let authorize = &self.endpoints.authorize;
        Ok(PendingAuthorization::new(
            credentials,
            &callback,
            authorize,
            fields,
        ))
    }

    /// Ends an authorization (section 2.3): exchanges the temporary credentials and the verifier for
    /// token credentials.
    ///
    /// `answer` is what came back from the user. Out of band, that is the PIN; white space around
    /// it does not count. Otherwise it is the callback as it arrived: the URI, absolute or relative,
    /// or its query. Its `oauth_token` must be the one of `pending`.
    ///
    /// `pending` is lent, so that the authorization survives a connection that fails. A service
    /// takes it once.
    ///
    /// # Errors
    ///
    /// [`FlowError`], by [`kind`](FlowError::kind): the answer is not what `pending` waits for, an
    /// endpoint or the signature cannot be made use of (in all of these nothing was sent), the HTTP
    /// service failed, the server refused or redirects, or its answer has no token credentials.
    pub async fn request_token_credentials<S, B, RB>(
        &self,
        http: &mut S,
        pending: &PendingAuthorization,
        answer: &str,
    ) -> Result<GrantedAuthorization, FlowError>
    where
        S: Service<Request<B>, Response = Response<RB>> + ?Sized,
        S::Error: Into<BoxError>,
        B: Default,
        RB: Body,
        RB::Error: Into<BoxError>,
    {
        let step = FlowStep::TokenCredentials;
        let verifier =
            verifier::read(pending, answer).map_err(|error| FlowError::new(step, error))?;
        let signer = self.signer.temporary(pending.credentials());
        let further = [("oauth_verifier", verifier.expose())];
        let parse = response::token_credentials;
        let answer = self.request(http, step, &signer, &further, parse);
        let (credentials, fields) = answer.await?;
        Ok(GrantedAuthorization::new(credentials, fields))
    }

    /// Sends the request of one step, and gives what it is answered to `parse`.
    async fn request<S, B, RB, T>(
        &self,
        http: &mut S,
        step: FlowStep,
        signer: &Signer,
        further: &[(&str, &str)],
        parse: fn(&[u8]) -> Result<T, ResponseError>,
    ) -> Result<T, FlowError>
    where
        S: Service<Request<B>, Response = Response<RB>> + ?Sized,
        S::Error: Into<BoxError>,
        B: Default,
        RB: Body,
        RB::Error: Into<BoxError>,
    {
        let error = move |kind| FlowError::new(step, kind);
        self.endpoints
            .check()
            .map_err(|(endpoint, source)| error(FlowErrorKind::Endpoint { endpoint, source }))?;
        let service_error = move |failed: S::Error| error(FlowErrorKind::Service(failed.into()));
        poll_fn(|context| http.poll_ready(context))
            .await
            .map_err(service_error)?;
        // Signed only now: the wait may have been long, and the timestamp is of the sending.
        let request = self
            .signed(step, signer, further)
            .map_err(|failed| error(FlowErrorKind::Sign(failed)))?;
        let response = http.call(request).await.map_err(service_error)?;
        response::read(step, response, parse).await
    }

    fn signed<B: Default>(
        &self,
        step: FlowStep,
        signer: &Signer,
        further: &[(&str, &str)],
    ) -> Result<Request<B>, SignError> {
        let endpoint = match step {
            FlowStep::TemporaryCredentials => &self.endpoints.initiate,
            FlowStep::TokenCredentials => &self.endpoints.token,
        };
        let (mut parts, body) = Request::new(B::default()).into_parts();
        parts.method = Method::POST;
        parts.uri = path::canonical(endpoint)?.unwrap_or_else(|| endpoint.clone());
        // Clients leave it out for an empty body, and some servers answer 411 then.
        parts
            .headers
            .insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        let parameters = signer.sign_with(&parts, None, further)?;
        parts
            .headers
            .insert(header::AUTHORIZATION, parameters.authorization_header());
        // `http` may be a stack that signs: these parameters are not for it to replace.
        parts.extensions.insert(AlreadySigned);
        Ok(Request::from_parts(parts, body))
    }
}

#[cfg(test)]
mod tests {
    use tower::service_fn;

    use super::*;
    use crate::credentials::ClientCredentials;

    /// A stack that signs would else replace the dance's parameters by its own.
    #[tokio::test]
    async fn both_requests_carry_the_mark_of_being_signed() {
        let mut marked = 0;
        let mut http = service_fn(|request: Request<String>| {
            marked += usize::from(request.extensions().get::<AlreadySigned>().is_some());
            let body = "oauth_token=a&oauth_token_secret=b&oauth_callback_confirmed=true";
            async move { Ok::<_, BoxError>(Response::new(body.to_owned())) }
        });
        let at = |path: &str| format!("https://h/{path}").parse().unwrap();
        let flow = AuthorizationFlow::new(
            Signer::new(ClientCredentials::new("id", "secret")),
            Endpoints::new(at("initiate"), at("authorize"), at("token")),
        );
        let pending = flow
            .request_temporary_credentials(&mut http, Callback::OutOfBand)
            .await
            .unwrap();
        flow.request_token_credentials(&mut http, &pending, "1")
            .await
            .unwrap();
        assert_eq!(marked, 2);
    }
}
