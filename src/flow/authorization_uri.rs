//! The URI that the user opens to grant access (RFC 5849 section 2.2).

use super::endpoint_error::{Endpoint, EndpointError, UnusableEndpoint};
use super::error::{FlowError, FlowErrorKind};
use super::settings::Settings;
use super::step::FlowStep;
use crate::protocol::{Parameters, ProtocolParameters, percent_encode, separator};

/// The authorize endpoint with all parameters except the token.
///
/// It is created before the first request is sent, so that a bad endpoint is reported early. The
/// token is only known after the response.
pub(super) struct AuthorizationUri<'a> {
    uri: String,
    token: &'a str,
}

impl Settings {
    /// Creates the authorization URI without the token.
    pub(super) fn authorization_uri(&self) -> Result<AuthorizationUri<'_>, FlowError> {
        let step = FlowStep::TemporaryCredentials;
        let endpoints = &self.endpoints;
        let endpoint = endpoints
            .checked(FlowStep::Authorization)
            .map_err(|unusable| FlowError::unusable(step, unusable))?;
        let all = self.parameters.iter();
        let ours = all.filter(|(step, ..)| *step == FlowStep::Authorization);
        let client = endpoints.authorize_client.as_deref();
        let parameters: Vec<_> = ours
            .map(|(_, name, value)| (name.as_str(), value.expose()))
            .chain(client.map(|name| (name, self.signer.client_identifier())))
            .collect();
        let token = endpoints.authorize_token.as_str();
        // The token and the client identifier must each occur once. If a parameter occurs twice,
        // the server could use either value.
        let mut query = Parameters::new();
        query.add_query(endpoint.query().unwrap_or_default());
        let occurs = |name: &str| {
            let given = parameters.iter().filter(|(other, _)| *other == name);
            given.count() + query.iter().filter(|p| p.is_named(name)).count()
        };
        let twice = occurs(token) > 0 || client.is_some_and(|name| occurs(name) > 1);
        if twice || token.is_empty() || client == Some("") {
            let unusable = UnusableEndpoint {
                uri: Some(endpoint),
                endpoint: Endpoint::Authorize,
                source: EndpointError::IdentifierParameter,
            };
            return Err(FlowError::unusable(step, unusable));
        }
        let complete = ProtocolParameters::from_pairs(&parameters)
            .append_to_query(endpoint)
            .map_err(|failed| FlowError::new(step, FlowErrorKind::Sign(failed)))?;
        let separator = separator(complete.query().map(str::as_bytes));
        let uri = format!("{complete}{separator}");
        Ok(AuthorizationUri { uri, token })
    }
}

impl AuthorizationUri<'_> {
    /// Appends the token (decoded), and returns the complete URI.
    ///
    /// The result is a `String`, because a `Uri` is limited to 64 KiB. RFC 5849 section 2 sets no
    /// limit on the length of a token.
    pub(super) fn with_token(self, token: &str) -> String {
        let name = percent_encode(self.token.as_bytes());
        let token = percent_encode(token.as_bytes());
        format!("{}{name}={token}", self.uri)
    }
}
