//! The profile of a provider, and the scope and the layers that it creates.

mod flow;
mod signer;

use std::fmt;

use http::Uri;

use super::catalog;
use super::entry::{Entry, SiteKind, fill_in, without_path};
use super::error::ProfileError;
use super::provider::Provider;
use super::site::{account, site_url};
use crate::protocol::{Signer, Transmission};
use crate::sign::{BodyHashPolicy, OAuth1Layer, Scope};
use crate::uri::origin::Origin;

/// The settings of one provider, or of one installation of a provider that has many.
///
/// Use [`Provider::profile`] or [`Provider::profile_at`] to get one.
#[derive(Clone)]
pub struct Profile {
    provider: Provider,
    /// The URL of the site without a slash at the end, or the account. Empty for a provider with
    /// one installation.
    site: String,
    /// The origins of the API, and those that the application added.
    origins: Vec<Origin>,
    /// The endpoints that the application set: initiate, authorize and token.
    endpoints: Option<[Uri; 3]>,
    without_tls: bool,
}

impl Provider {
    /// Returns the documents or the code that the settings of this provider come from.
    ///
    /// ```
    /// use tower_oauth1::provider::Provider;
    ///
    /// assert_eq!(Provider::Instapaper.source(), "instapaper.com/api");
    /// ```
    pub fn source(self) -> &'static str {
        catalog::entry(self).source
    }

    /// Returns the month in which the settings of this provider were last compared with their
    /// [`source`](Self::source), such as `2026-11`.
    pub fn checked(self) -> &'static str {
        catalog::entry(self).checked
    }

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
    /// let profile = Provider::MediaWiki.profile_at("https://meta.wikimedia.org/w/index.php")?;
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
            SiteKind::Url => {
                let site = site_url(site);
                let failed = |source| ProfileError::Site {
                    provider: self,
                    source,
                };
                Profile::filled_in(self, site.map_err(failed)?)
            }
        }
    }
}

impl Profile {
    /// Creates the profile of a checked site or account.
    fn filled_in(provider: Provider, site: String) -> Result<Self, ProfileError> {
        let entry = catalog::entry(provider);
        let origins = entry.api.iter().map(|api| {
            // A site may have a path, but an origin cannot.
            let origin = without_path(&fill_in(api, &site)).parse();
            origin.map_err(|source| ProfileError::Site { provider, source })
        });
        Ok(Self {
            origins: origins.collect::<Result<_, _>>()?,
            provider,
            site,
            endpoints: None,
            without_tls: false,
        })
    }

    /// Adds origins to the scope, such as that of another host of the provider. Requests to them
    /// are signed with the same settings.
    ///
    /// The layer sends requests to other origins *unsigned*. So if the provider refuses requests to
    /// one of its hosts, first look whether [`origins`](Self::origins) has the host.
    ///
    /// ```
    /// use tower_oauth1::provider::Provider;
    ///
    /// let profile = Provider::Launchpad.profile()?;
    /// let profile = profile.with_origins(["https://api.qastaging.launchpad.net".parse()?]);
    /// assert_eq!(profile.origins().count(), 2);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_origins(mut self, origins: impl IntoIterator<Item = Origin>) -> Self {
        self.origins.extend(origins);
        self
    }

    /// Returns the origins whose requests are signed: those of the provider's API, and those of
    /// [`with_origins`](Self::with_origins).
    ///
    /// ```
    /// use tower_oauth1::provider::Provider;
    ///
    /// let profile = Provider::SmugMug.profile()?;
    /// let origins: Vec<_> = profile.origins().map(ToString::to_string).collect();
    /// assert_eq!(origins, ["https://api.smugmug.com", "https://upload.smugmug.com"]);
    /// # Ok::<_, tower_oauth1::provider::ProfileError>(())
    /// ```
    pub fn origins(&self) -> impl ExactSizeIterator<Item = &Origin> {
        self.origins.iter()
    }

    /// Allows an authorization flow with a site on plain `http`, and PLAINTEXT (MAAS) without TLS.
    ///
    /// Call this before [`signer`](Self::signer), [`configure`](Self::configure) and
    /// [`flow`](Self::flow): what they created before does not change. For a signer, you can also
    /// call
    /// [`Signer::insecure_plaintext_without_tls`](crate::Signer::insecure_plaintext_without_tls).
    ///
    /// # Security
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

    /// Returns the [`origins`](Self::origins) as a scope.
    #[allow(
        clippy::missing_panics_doc,
        reason = "the catalog has an origin for each provider, which a test checks"
    )]
    pub fn scope(&self) -> Scope {
        let origins = self.origins.iter().cloned();
        Scope::from_origins(origins).expect("a profile has at least one origin")
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

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origins: Vec<_> = self.origins.iter().map(ToString::to_string).collect();
        f.debug_struct("Profile")
            .field("provider", &self.provider)
            .field("site", &self.site)
            .field("origins", &origins)
            .field("endpoints", &self.endpoints)
            .field("without_tls", &self.without_tls)
            .finish()
    }
}
