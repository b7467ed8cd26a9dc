//! The profile of a provider, and the scope and the layers that it creates.

mod flow;
mod signer;

use super::catalog;
use super::entry::{Entry, SiteKind, fill_in, without_path};
use super::error::ProfileError;
use super::provider::Provider;
use super::site::{account, site_url};
use crate::protocol::{Signer, Transmission};
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
}
