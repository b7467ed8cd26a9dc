//! The authorization flow that a profile creates.

use http::Uri;

use super::Profile;
use crate::flow::{AuthorizationFlow, Endpoints};
use crate::protocol::{Signer, Transmission};
use crate::provider::entry::fill_in;
use crate::provider::error::ProfileError;

impl Profile {
    /// Replaces the URIs of the authorization flow (RFC 5849 section 2), for a test system of the
    /// provider, or for a stub in a test. [`Endpoints::new`] says which URI is which.
    ///
    /// Everything else stays as the provider needs it: the HTTP methods, the names of the
    /// parameters in the authorization URI, the transmission, and what the server leaves out. Plain
    /// `http` to the local machine is allowed, except with PLAINTEXT: for Discogs and MAAS, also
    /// call [`insecure_without_tls`](Self::insecure_without_tls). A provider that only has the
    /// endpoint for token credentials ([`Endpoints::token_only`]) ignores the other two URIs.
    ///
    /// The scope does not change. To sign requests to the API of the test system, add its origin
    /// with [`with_origins`](Self::with_origins).
    ///
    /// ```
    /// use tower_oauth1::ClientCredentials;
    /// use tower_oauth1::provider::Provider;
    ///
    /// let stub = "http://127.0.0.1:8080";
    /// let at = |path| format!("{stub}{path}").parse();
    /// let profile = Provider::Tumblr
    ///     .profile()?
    ///     .with_endpoints(at("/initiate")?, at("/authorize")?, at("/token")?)
    ///     .with_origins([stub.parse()?]);
    /// let signer = profile.signer(ClientCredentials::new("client-id", "client-secret"))?;
    /// let flow = profile.flow(signer)?;
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_endpoints(mut self, initiate: Uri, authorize: Uri, token: Uri) -> Self {
        self.endpoints = Some([initiate, authorize, token]);
        self
    }

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
        // `index` is the place in the endpoints of `with_endpoints`.
        let uri = |index: usize, text: &str| -> Uri {
            let set = self.endpoints.as_ref().map(|uris| uris[index].clone());
            set.unwrap_or_else(|| {
                fill_in(text, &self.site)
                    .parse()
                    .expect("the catalog contains valid URIs, and sites and accounts are checked")
            })
        };
        let (token_method, token) = token.parts();
        let mut endpoints = match (&entry.initiate, entry.authorize) {
            (Some(initiate), Some(authorize)) => {
                let (method, initiate) = initiate.parts();
                Endpoints::new(uri(0, initiate), uri(1, authorize), uri(2, token))
                    .initiate_method(method)
            }
            _ => Endpoints::token_only(uri(2, token)),
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
