//! The profile of a provider, and the values that it creates.

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

/// The settings of one provider, or of one installation of a provider that has many.
///
/// Use [`Provider::profile`] or [`Provider::profile_at`] to get one.
#[derive(Clone, Debug)]
pub struct Profile {
    provider: Provider,
    /// The URL of the site without a slash at the end, or the account. Empty for a provider with
    /// one installation.
    site: String,
    scope: Scope,
    without_tls: bool,
}

impl Provider {
    /// Returns the profile of a provider with one installation.
    ///
    /// # Errors
    ///
    /// Returns [`ProfileError::MissingSite`] if the provider has many installations. Use
    /// [`profile_at`](Self::profile_at) with the URL of one, or with an account.
    pub fn profile(self) -> Result<Profile, ProfileError> {
        let needs = match catalog::entry(self).site {
            SiteKind::None => return Profile::filled_in(self, String::new()),
            SiteKind::Url => "the URL of its site",
            SiteKind::Account => "an account",
        };
        let provider = self;
        Err(ProfileError::MissingSite { provider, needs })
    }

    /// Returns the profile of one installation of a provider.
    ///
    /// `site` is the URL of the installation, or an account. The docs of each [`Provider`] say
    /// which.
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
    /// Creates the profile of a checked site or account.
    fn filled_in(provider: Provider, site: String) -> Result<Self, ProfileError> {
        let entry = catalog::entry(provider);
        let origins: Vec<_> = entry.api.iter().map(|api| fill_in(api, &site)).collect();
        // A site may have a path, but an origin cannot.
        let origins: Vec<_> = origins.iter().map(|origin| without_path(origin)).collect();
        let scope = Scope::origins(origins).map_err(ProfileError::Site)?;
        Ok(Self {
            provider,
            site,
            scope,
            without_tls: false,
        })
    }

    /// Allows an authorization flow with a site on plain `http`, and PLAINTEXT (MAAS) without TLS.
    ///
    /// Everyone between the client and the site can then read the secrets.
    #[must_use]
    pub fn insecure_without_tls(mut self) -> Self {
        self.without_tls = true;
        self
    }

    /// Returns the provider.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    fn entry(&self) -> &'static Entry {
        catalog::entry(self.provider)
    }

    /// Returns the origins of the provider's API as a scope.
    pub fn scope(&self) -> Scope {
        self.scope.clone()
    }

    /// Creates a signer with the settings of the provider.
    ///
    /// To act for a user, add the token of the user with [`Signer::with_token`].
    ///
    /// # Errors
    ///
    /// Returns [`ProfileError::NeedsPrivateKey`] if the provider uses an RSA method. Use
    /// `rsa_signer` (feature `rsa`) for it.
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

    /// Creates a signer with a private key, for the providers that use an RSA method.
    ///
    /// # Errors
    ///
    /// - [`ProfileError::NeedsSecret`] if the provider does not use an RSA method.
    /// - [`ProfileError::Key`] if the key cannot sign with the method of the provider. RSA-SHA1
    ///   needs a key that was read with `RsaPrivateKey::legacy_from_pem`.
    /// - [`ProfileError::Feature`] if the method is RSA-SHA1 and the feature `rsa-legacy` is off.
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

    /// Applies the settings of the provider to a signer, except the signature method and key.
    ///
    /// Use this with a custom signature method ([`Signer::custom`]), or with another method that
    /// the provider accepts.
    ///
    /// ```
    /// use tower_oauth1::provider::Provider;
    /// use tower_oauth1::{ClientCredentials, SignatureMethod, Signer};
    ///
    /// let profile = Provider::Discogs.profile()?;
    /// let client = ClientCredentials::new("client-id", "client-secret");
    /// // Discogs documents PLAINTEXT, and also accepts HMAC-SHA1.
    /// let signer = Signer::new(client).with_signature_method(SignatureMethod::HmacSha1);
    /// let signer = profile.configure(signer);
    /// # Ok::<_, tower_oauth1::provider::ProfileError>(())
    /// ```
    #[must_use]
    #[allow(
        clippy::missing_panics_doc,
        reason = "realms in the catalog and valid accounts contain no control characters"
    )]
    pub fn configure(&self, mut signer: Signer) -> Signer {
        let entry = self.entry();
        if let Some(realm) = entry.realm {
            let realm = fill_in(realm, &self.site);
            signer = signer
                .with_realm(&realm)
                .expect("realms and accounts contain no control characters");
        }
        if entry.ascending_timestamps {
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

    /// Creates a layer for the provider's API, with the scope, the transmission and the body hash
    /// policy of the provider.
    pub fn layer(&self, signer: Signer) -> OAuth1Layer {
        self.configure_layer(OAuth1Layer::new(signer, self.scope()))
    }

    /// Creates a layer for many users of the provider.
    ///
    /// Each request carries its [`RequestCredentials`](crate::RequestCredentials). Create them with
    /// the [`scope`](Self::scope) of this profile.
    pub fn layer_per_request(&self) -> OAuth1Layer {
        self.configure_layer(OAuth1Layer::per_request())
    }

    fn configure_layer(&self, layer: OAuth1Layer) -> OAuth1Layer {
        let entry = self.entry();
        let layer = layer
            .transmission(entry.transmission)
            .body_hash_policy(entry.body_hash_policy);
        // This policy hashes bodies that are not forms. So some requests have no form that could
        // carry the parameters. They carry them in the header.
        let others = entry.body_hash_policy == BodyHashPolicy::non_form();
        if others && entry.transmission == Transmission::FormBody {
            layer.or_in_header()
        } else {
            layer
        }
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
    /// [`AuthorizationFlow`] whose names end in `by_form`.
    pub fn uses_form_flow(&self) -> bool {
        self.entry().uses_form_flow
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A test cannot set the system clock back, so this test checks the setting instead.
    #[test]
    fn three_services_want_timestamps_that_do_not_go_back() {
        let ascending_timestamps: Vec<_> = Provider::ALL
            .iter()
            .filter(|provider| catalog::entry(**provider).ascending_timestamps)
            .collect();
        assert_eq!(
            ascending_timestamps,
            [
                &Provider::NetSuite,
                &Provider::Schoology,
                &Provider::FatSecret
            ]
        );
    }
}
