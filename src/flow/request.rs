//! Creates, signs and sends one request of the authorization flow (RFC 5849 sections 2.1 and 2.3).

use std::future::poll_fn;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Uri, header};
use zeroize::Zeroizing;

use super::error::{FlowError, FlowErrorKind};
use super::http_service::{HttpResponse as _, HttpService};
use super::response::{self, StepResponse};
use super::sent::SentRequest;
use super::settings::Settings;
use super::step::FlowStep;
use crate::already_signed::AlreadySigned;
use crate::events;
use crate::protocol::{FORM, ProtocolParameters, SignError, Signer, Transmission};
use crate::uri::path;

/// One request of the flow: the settings of the flow, and the data of this request. All names and
/// values are decoded.
pub(super) struct StepRequest<'a> {
    settings: &'a Settings,
    step: FlowStep,
    signer: &'a Signer,
    /// Protocol parameters that the signer does not add, such as `oauth_verifier`.
    pub(super) extra: Vec<(&'a str, &'a str)>,
    /// Parameters for the form. If the request has no form, they are added to the query.
    pub(super) form: Vec<(&'a str, &'a str)>,
}

/// The kind of request body, and the function that creates it.
pub(super) struct StepBody<B> {
    is_form: bool,
    body: fn(Bytes) -> B,
}

impl<B> StepBody<B> {
    /// Creates an empty body.
    pub(super) fn empty() -> Self
    where
        B: Default,
    {
        Self {
            is_form: false,
            body: |_| B::default(),
        }
    }

    /// Creates a body that is a form.
    pub(super) fn form() -> Self
    where
        B: From<Bytes>,
    {
        Self {
            is_form: true,
            body: B::from,
        }
    }
}

impl<'a> StepRequest<'a> {
    /// Creates a request with the extra parameters that the settings have for this step.
    pub(super) fn new(settings: &'a Settings, step: FlowStep, signer: &'a Signer) -> Self {
        let all = settings.parameters.iter();
        let (extra, form) = all
            .filter(|(other, ..)| *other == step)
            .map(|(_, name, value)| (name.as_str(), value.expose()))
            .partition(|(name, _)| name.starts_with("oauth_"));
        Self {
            settings,
            step,
            signer,
            extra,
            form,
        }
    }

    /// Sends the request and reads the response, inside the span of the step.
    pub(super) async fn send<S, B>(
        self,
        http: &mut S,
        body: StepBody<B>,
    ) -> Result<StepResponse, FlowError>
    where
        S: HttpService<B> + ?Sized,
    {
        let endpoints = &self.settings.endpoints;
        let client = self.signer.client_identifier();
        let span = match self.step {
            FlowStep::TemporaryCredentials => {
                events::flow::temporary_credentials(endpoints.initiate(), client)
            }
            _ => events::flow::token_credentials(Some(endpoints.token()), client),
        };
        span.around(self.send_and_read(http, body)).await
    }

    async fn send_and_read<S, B>(
        self,
        http: &mut S,
        body: StepBody<B>,
    ) -> Result<StepResponse, FlowError>
    where
        S: HttpService<B> + ?Sized,
    {
        let step = self.step;
        let must_have_secret = self.signer.uses_shared_secrets();
        let error = move |kind| FlowError::new(step, kind);
        let endpoints = &self.settings.endpoints;
        let endpoint = endpoints
            .checked(step)
            .map_err(|unusable| FlowError::unusable(step, unusable))?;
        let service_error =
            |failed: S::Error| error(FlowErrorKind::Service(failed.into())).with_endpoint(endpoint);
        poll_fn(|context| http.poll_ready(context))
            .await
            .map_err(service_error)?;
        // Sign after `poll_ready`. It may wait for a long time, and the timestamp must be the time
        // of sending.
        let sent = self
            .signed(endpoint, body.is_form)
            .map_err(|failed| error(FlowErrorKind::Sign(failed)).with_endpoint(endpoint))?;
        let mut parts = sent.parts.clone();
        // The HTTP service may contain an `OAuth1Layer`. The marker tells it to leave these
        // parameters as they are.
        parts.extensions.insert(AlreadySigned);
        let request = Request::from_parts(parts, (body.body)(sent.form.clone()));
        match http.call(request).await {
            Ok(response) => {
                let response = response.into_response();
                response::read(step, sent, response, must_have_secret).await
            }
            Err(failed) => Err(service_error(failed).with_request(&sent)),
        }
    }

    /// Creates the signed request.
    fn signed(self, endpoint: &Uri, is_form: bool) -> Result<SentRequest, SignError> {
        let transmission = self.settings.transmission;
        if transmission == Transmission::FormBody && !is_form {
            return Err(SignError::NoForm);
        }
        if transmission == Transmission::Query && self.signer.is_plaintext() {
            return Err(SignError::PlaintextInQuery);
        }
        let (mut parts, ()) = Request::new(()).into_parts();
        parts.method = if is_form {
            Method::POST
        } else {
            self.settings.endpoints.method(self.step).clone()
        };
        parts.uri = path::canonical(endpoint)?.unwrap_or_else(|| endpoint.clone());
        let mut form = None;
        if is_form {
            form = Some(Zeroizing::new(
                ProtocolParameters::from_pairs(&self.form).append_to_form(b""),
            ));
            let form = HeaderValue::from_static(FORM);
            parts.headers.insert(header::CONTENT_TYPE, form);
        } else {
            parts.uri = ProtocolParameters::from_pairs(&self.form).append_to_query(&parts.uri)?;
        }

        let signed = form.as_ref().map(|form| form.as_slice());
        let parameters = self
            .signer
            .sign_with_parameters(&parts, signed, &self.extra)?;
        if transmission == Transmission::Query {
            parts.uri = parameters.append_to_query(&parts.uri)?;
        }
        events::flow::signed(&parts.method, &parts.uri, &parameters, transmission);
        match transmission {
            Transmission::Query => {}
            Transmission::FormBody => {
                let whole = parameters.append_to_form(form.as_deref().map_or(b"", Vec::as_slice));
                form = Some(Zeroizing::new(whole));
            }
            Transmission::AuthorizationHeader => {
                let value = parameters.authorization_header();
                parts.headers.insert(header::AUTHORIZATION, value);
            }
        }
        let form = form.map(Bytes::from_owner).unwrap_or_default();
        // Some clients send no `Content-Length` with an empty body. Some servers then respond with
        // 411.
        if parts.method != Method::GET && parts.method != Method::HEAD {
            parts
                .headers
                .insert(header::CONTENT_LENGTH, form.len().into());
        }
        let hint = self.signer.hint();
        Ok(SentRequest { parts, form, hint })
    }
}

#[cfg(test)]
mod tests {
    use http::Response;
    use tower::service_fn;

    use super::*;
    use crate::box_error::BoxError;
    use crate::credentials::ClientCredentials;
    use crate::flow::authorization_flow::AuthorizationFlow;
    use crate::flow::callback::Callback;
    use crate::flow::endpoints::Endpoints;

    /// Without the marker, an `OAuth1Layer` in the HTTP service would replace the parameters.
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
