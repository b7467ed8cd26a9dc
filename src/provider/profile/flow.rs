//! The authorization flow that a profile creates.

use http::Uri;

use super::Profile;
use crate::flow::{AuthorizationFlow, Endpoints};
use crate::protocol::{Signer, Transmission};
use crate::provider::entry::fill_in;
use crate::provider::error::ProfileError;

impl Profile {
    /// Creates the authorization flow of the provider. Pass a signer that [`signer`](Self::signer)
    /// or `rsa_signer` created.
    ///
    /// # Errors
    ///
    /// Returns [`ProfileError::NoAuthorizationFlow`] if the provider does not issue tokens through
    /// an authorization flow.
    #[allow(
        clippy::missing_panics_doc,
        reason = "sites and accounts are checked, and the catalog is tested"
    )]
    pub fn flow(&self, signer: Signer) -> Result<AuthorizationFlow, ProfileError> {
        let entry = self.entry();
        let provider = self.provider;
        let Some(token) = &entry.token else {
            return Err(ProfileError::NoAuthorizationFlow { provider });
        };
        let uri = |text: &str| -> Uri {
            fill_in(text, &self.site)
                .parse()
                .expect("the catalog contains valid URIs, and sites and accounts are checked")
        };
        let (token_method, token) = token.parts();
        let mut endpoints = match (&entry.initiate, entry.authorize) {
            (Some(initiate), Some(authorize)) => {
                let (method, initiate) = initiate.parts();
                Endpoints::new(uri(initiate), uri(authorize), uri(token)).initiate_method(method)
            }
            _ => Endpoints::token_only(uri(token)),
        };
        endpoints = endpoints.token_method(token_method);
        if let Some((client, token)) = entry.authorize_names {
            endpoints = endpoints.authorize_parameters(Some(client), token);
        }
        if !entry.confirms_callback {
            endpoints = endpoints.insecure_unconfirmed_callback();
        }
        if !entry.sends_verifier {
            endpoints = endpoints.insecure_without_verifier();
        }
        if self.without_tls {
            endpoints = endpoints.insecure_without_tls();
        }
        let flow = AuthorizationFlow::new(signer, endpoints);
        Ok(match (entry.uses_form_flow, entry.transmission) {
            (true, _) => flow.transmission(Transmission::FormBody),
            (false, Transmission::Query) => flow.transmission(Transmission::Query),
            (false, _) => flow,
        })
    }

    /// Returns whether the authorization flow sends no `oauth_callback`. If so, pass
    /// [`Callback::Omitted`](crate::Callback::Omitted).
    pub fn omits_callback(&self) -> bool {
        !self.entry().accepts_callback
    }

    /// Returns whether the authorization flow posts forms. If so, use the functions of
    /// [`AuthorizationFlow`] whose names end in `_with_form`.
    pub fn uses_form_flow(&self) -> bool {
        self.entry().uses_form_flow
    }
}
