//! A service's facts, filled in, and what is made of them.

use http::Uri;

use super::catalog;
use super::entry::{Entry, Method, SiteKind, fill_in, without_path};
use super::error::ProfileError;
use super::provider::Provider;
use super::site::{account, site_url};
use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::flow::{AuthorizationFlow, Endpoints};
#[cfg(feature = "rsa")]
use crate::protocol::RsaKeyError;
use crate::protocol::{MonotonicClock, SignatureMethod, Signer, SystemClock, Transmission};
use crate::sign::{BodyHashPolicy, OAuth1Layer, Scope};

/// What one service asks for, at one installation of it where it has many.
#[derive(Clone, Debug)]
pub struct Profile {
    provider: Provider,
    /// The site's URL without its last slash, or the account; empty where nothing is needed.
    site: String,
    scope: Scope,
    without_tls: bool,
}

impl Provider {
    /// Returns the profile of a provider with one installation.
    ///
    /// # Errors
    ///
    /// [`ProfileError::MissingSite`] if the provider has many installations: use
    /// [`profile_at`](Self::profile_at) with the URL of one, or an account.
    pub fn profile(self) -> Result<Profile, ProfileError> {
        let needs = match catalog::entry(self).site {
            SiteKind::None => return Profile::filled_in(self, String::new()),
            SiteKind::Url => "the URL of its site",
            SiteKind::Account => "an account",
        };
        let provider = self;
        Err(ProfileError::MissingSite { provider, needs })
    }

    /// Returns the profile of one installation of a provider. `site` is its URL, or an account: the
    /// docs of each [`Provider`] say which.
    ///
    /// ```
    /// use tower_oauth1::provider::Provider;
    ///
    /// let profile = Provider::MediaWiki.profile_at("https://meta.wikimedia.org")?;
    /// # Ok::<_, tower_oauth1::provider::ProfileError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`ProfileError::Account`] or [`ProfileError::Site`] if `site` is malformed.
    /// - [`ProfileError::UnexpectedSite`] if the provider has one installation only.
    pub fn profile_at(self, site: &str) -> Result<Profile, ProfileError> {
        match catalog::entry(self).site {
            SiteKind::None => Err(ProfileError::UnexpectedSite { provider: self }),
            SiteKind::Account => Profile::filled_in(self, account(site)?),
            SiteKind::Url => Profile::filled_in(self, site_url(site)?),
        }
    }
}

impl Profile {
    fn filled_in(provider: Provider, site: String) -> Result<Self, ProfileError> {
        let entry = catalog::entry(provider);
        let origins: Vec<_> = entry.api.iter().map(|api| fill_in(api, &site)).collect();
        // A site may have a path, and a scope has none.
        let origins: Vec<_> = origins.iter().map(|origin| without_path(origin)).collect();
        let scope = Scope::origins(origins).map_err(ProfileError::Site)?;
        Ok(Self {
            provider,
            site,
            scope,
            without_tls: false,
        })
    }

    /// Allows a dance with a site on plain `http`, and PLAINTEXT (MAAS) without TLS: everyone on the way
    /// reads the secrets then.
    #[must_use]
    pub fn insecure_without_tls(mut self) -> Self {
        self.without_tls = true;
        self
    }

    /// The service.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    fn entry(&self) -> &'static Entry {
        catalog::entry(self.provider)
    }

    /// The origins of the service's API.
    pub fn scope(&self) -> Scope {
        self.scope.clone()
    }

    /// A signer that signs as the service wants. Give it a token by [`Signer::with_token`], where there is a
    /// user.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Feature`] for a method that this build cannot do,
    /// [`ProfileError::NeedsPrivateKey`] where the method is one of RSA's.
    pub fn signer(&self, client: ClientCredentials) -> Result<Signer, ProfileError> {
        let method = match self.entry().method {
            Method::HmacSha1 => SignatureMethod::HmacSha1,
            Method::HmacSha256 => SignatureMethod::HmacSha256,
            Method::HmacSha512 => SignatureMethod::HmacSha512,
            Method::Plaintext => SignatureMethod::Plaintext,
            Method::RsaSha1 | Method::RsaSha256 => {
                let provider = self.provider;
                return Err(ProfileError::NeedsPrivateKey { provider });
            }
        };
        Ok(self.configure(Signer::new(client).with_signature_method(method)))
    }

    /// A signer by a private key, for the services that know their clients so.
    ///
    /// # Errors
    ///
    /// [`ProfileError::NeedsSecret`] for all other services, [`ProfileError::Key`] for a key that cannot
    /// sign by the service's method: RSA-SHA1 wants one that was read by `legacy_from_pem`.
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    pub fn rsa_signer(
        &self,
        identifier: impl Into<String>,
        key: crate::protocol::RsaPrivateKey,
    ) -> Result<Signer, ProfileError> {
        let method = match self.entry().method {
            Method::RsaSha1 => SignatureMethod::RsaSha1,
            Method::RsaSha256 => SignatureMethod::RsaSha256,
            _ => {
                let provider = self.provider;
                return Err(ProfileError::NeedsSecret { provider });
            }
        };
        let signer = Signer::rsa(identifier, method, key).map_err(|error| match error {
            RsaKeyError::Sha1NeedsLegacy if !cfg!(feature = "rsa-legacy") => {
                let (method, feature) = ("RSA-SHA1", "rsa-legacy");
                ProfileError::Feature { method, feature }
            }
            error => ProfileError::Key(error),
        });
        Ok(self.configure(signer?))
    }

    /// The signer as the service wants it in all but the key: for a method of one's own
    /// ([`Signer::custom`]), or one that the service takes beside its usual one.
    ///
    /// ```
    /// use tower_oauth1::provider::Provider;
    /// use tower_oauth1::{ClientCredentials, SignatureMethod, Signer};
    ///
    /// let profile = Provider::Discogs.profile()?;
    /// let client = ClientCredentials::new("client-id", "client-secret");
    /// let signer = profile.configure(Signer::new(client).with_signature_method(SignatureMethod::HmacSha1));
    /// # Ok::<_, tower_oauth1::provider::ProfileError>(())
    /// ```
    #[must_use]
    #[allow(
        clippy::missing_panics_doc,
        reason = "realms in the table, and accounts, have no control characters"
    )]
    pub fn configure(&self, mut signer: Signer) -> Signer {
        let entry = self.entry();
        if let Some(realm) = entry.realm {
            let realm = fill_in(realm, &self.site);
            signer = signer
                .with_realm(&realm)
                .expect("realms in the table, and accounts, have no control characters");
        }
        if entry.ascending {
            signer = signer.with_clock(MonotonicClock::new(SystemClock));
        }
        if self.without_tls {
            signer = signer.insecure_plaintext_without_tls();
        }
        if entry.empty_token {
            signer = signer.with_token(TokenCredentials::new("", ""));
        }
        signer
    }

    /// A layer for the service's API: scope, place of the parameters and body hash are the service's.
    pub fn layer(&self, signer: Signer) -> OAuth1Layer {
        self.configure_layer(OAuth1Layer::new(signer, self.scope()))
    }

    /// A layer for many users of the service: each request carries its
    /// [`RequestCredentials`](crate::RequestCredentials), with this profile's [`scope`](Self::scope).
    pub fn layer_per_request(&self) -> OAuth1Layer {
        self.configure_layer(OAuth1Layer::per_request())
    }

    fn configure_layer(&self, layer: OAuth1Layer) -> OAuth1Layer {
        let entry = self.entry();
        let layer = layer
            .transmission(entry.transmission)
            .body_hash_policy(entry.body_hash_policy);
        // Bodies that are not forms are hashed, so requests without a form are expected.
        let others = entry.body_hash_policy == BodyHashPolicy::non_form();
        if others && entry.transmission == Transmission::FormBody {
            layer.or_in_header()
        } else {
            layer
        }
    }

    /// The dance with the service, for a signer that [`signer`](Self::signer) or `rsa_signer` made.
    ///
    /// # Errors
    ///
    /// [`ProfileError::NoAuthorizationFlow`] where tokens come by other means.
    #[allow(
        clippy::missing_panics_doc,
        reason = "sites and accounts were checked, and the table is tested"
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
                .expect("URIs in the table, and sites and accounts that were checked")
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
        if !entry.gives_verifier {
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

    /// Whether the dance sends no `oauth_callback`: pass [`Callback::Omitted`](crate::Callback::Omitted).
    pub fn omits_callback(&self) -> bool {
        !self.entry().takes_callback
    }

    /// Whether the dance goes by the functions whose name ends in `by_form`.
    pub fn uses_form_flow(&self) -> bool {
        self.entry().uses_form_flow
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // No test can set the system's clock back.
    #[test]
    fn three_services_want_timestamps_that_do_not_go_back() {
        let ascending: Vec<_> = Provider::ALL
            .iter()
            .filter(|provider| catalog::entry(**provider).ascending)
            .collect();
        assert_eq!(
            ascending,
            [
                &Provider::NetSuite,
                &Provider::Schoology,
                &Provider::FatSecret
            ]
        );
    }
}
