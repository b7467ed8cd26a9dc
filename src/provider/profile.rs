//! A service's facts, filled in, and what is made of them.

use http::Uri;

use super::catalog;
use super::entry::{Facts, Method, Needs, fill_in, without_path};
use super::error::ProfileError;
use super::provider::Service;
use super::site::{account, site_url};
use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::flow::{AuthorizationFlow, Endpoints};
#[cfg(feature = "rsa")]
use crate::protocol::RsaKeyError;
use crate::protocol::{NeverBack, SignatureMethod, Signer, SystemClock, Transmission};
use crate::sign::{HashedBodies, OAuth1Layer, Scope};

/// What one service asks for, at one installation of it where it has many.
#[derive(Clone, Debug)]
pub struct Profile {
    service: Service,
    /// The site's URL without its last slash, or the account; empty where nothing is needed.
    site: String,
    scope: Scope,
    without_tls: bool,
}

impl Profile {
    /// The profile of a service that there is one of.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Missing`] where there are many.
    pub fn of(service: Service) -> Result<Self, ProfileError> {
        let needs = match catalog::of(service).needs {
            Needs::Nothing => return Self::filled_in(service, String::new()),
            Needs::Site => "the URL of its site",
            Needs::Account => "an account",
        };
        Err(ProfileError::Missing { service, needs })
    }

    /// The profile of one of many: by the URL of its site, which may have a path, or for NetSuite by the
    /// account as NetSuite writes it (`1234567`, `1234567_SB1`).
    ///
    /// ```
    /// use tower_oauth1::provider::{Profile, Service};
    ///
    /// let profile = Profile::at(Service::MediaWiki, "https://meta.wikimedia.org")?;
    /// # Ok::<_, tower_oauth1::provider::ProfileError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ProfileError::Account`] and [`ProfileError::Site`] where it is none;
    /// [`ProfileError::Needless`] where there is one of the service only.
    pub fn at(service: Service, site: &str) -> Result<Self, ProfileError> {
        match catalog::of(service).needs {
            Needs::Nothing => Err(ProfileError::Needless { service }),
            Needs::Account => Self::filled_in(service, account(site)?),
            Needs::Site => Self::filled_in(service, site_url(site)?),
        }
    }

    fn filled_in(service: Service, site: String) -> Result<Self, ProfileError> {
        let facts = catalog::of(service);
        let origins: Vec<_> = facts.api.iter().map(|api| fill_in(api, &site)).collect();
        // A site may have a path, and a scope has none.
        let origins: Vec<_> = origins.iter().map(|origin| without_path(origin)).collect();
        let scope = Scope::origins(origins).map_err(ProfileError::Site)?;
        Ok(Self {
            service,
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
    pub fn service(&self) -> Service {
        self.service
    }

    fn facts(&self) -> &'static Facts {
        catalog::of(self.service)
    }

    /// The origins of the service's API.
    pub fn scope(&self) -> Scope {
        self.scope.clone()
    }

    /// A signer that signs as the service wants. Give it a token by [`Signer::token`], where there is a
    /// user.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Feature`] for a method that this build cannot do,
    /// [`ProfileError::NeedsPrivateKey`] where the method is one of RSA's.
    pub fn signer(&self, client: ClientCredentials) -> Result<Signer, ProfileError> {
        let method = match self.facts().method {
            Method::HmacSha1 => SignatureMethod::HmacSha1,
            Method::HmacSha256 => by_name("HMAC-SHA256", "sha2")?,
            Method::HmacSha512 => by_name("HMAC-SHA512", "sha2")?,
            Method::Plaintext => SignatureMethod::Plaintext,
            Method::RsaSha1 | Method::RsaSha256 => {
                let service = self.service;
                return Err(ProfileError::NeedsPrivateKey { service });
            }
        };
        Ok(self.suit(Signer::new(client).signature_method(method)))
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
        let method = match self.facts().method {
            Method::RsaSha1 => SignatureMethod::RsaSha1,
            Method::RsaSha256 => SignatureMethod::RsaSha256,
            _ => {
                let service = self.service;
                return Err(ProfileError::NeedsSecret { service });
            }
        };
        let client = ClientCredentials::without_secret(identifier);
        let signer = Signer::new(client).rsa_key(method, key);
        let signer = signer.map_err(|error| match error {
            RsaKeyError::Sha1NeedsLegacy if !cfg!(feature = "rsa-legacy") => {
                let (method, feature) = ("RSA-SHA1", "rsa-legacy");
                ProfileError::Feature { method, feature }
            }
            error => ProfileError::Key(error),
        });
        Ok(self.suit(signer?))
    }

    /// The signer as the service wants it in all but the key: for a method of one's own
    /// ([`Signer::sign_by`]), or one that the service takes beside its usual one.
    ///
    /// ```
    /// use tower_oauth1::provider::{Profile, Service};
    /// use tower_oauth1::{ClientCredentials, SignatureMethod, Signer};
    ///
    /// let profile = Profile::of(Service::Discogs)?;
    /// let client = ClientCredentials::new("client-id", "client-secret");
    /// let signer = profile.suit(Signer::new(client).signature_method(SignatureMethod::HmacSha1));
    /// # Ok::<_, tower_oauth1::provider::ProfileError>(())
    /// ```
    #[must_use]
    #[allow(
        clippy::missing_panics_doc,
        reason = "realms in the table, and accounts, have no control characters"
    )]
    pub fn suit(&self, mut signer: Signer) -> Signer {
        let facts = self.facts();
        if let Some(realm) = facts.realm {
            let realm = fill_in(realm, &self.site);
            signer = signer
                .realm(&realm)
                .expect("realms in the table, and accounts, have no control characters");
        }
        if facts.ascending {
            signer = signer.clock(NeverBack::new(SystemClock));
        }
        if self.without_tls {
            signer = signer.insecure_plaintext_without_tls();
        }
        if facts.empty_token {
            signer = signer.token(TokenCredentials::new("", ""));
        }
        signer
    }

    /// A layer for the service's API: scope, place of the parameters and body hash are the service's.
    pub fn layer(&self, signer: Signer) -> OAuth1Layer {
        self.suit_layer(OAuth1Layer::new(signer, self.scope()))
    }

    /// A layer for many users of the service: each request carries its
    /// [`RequestCredentials`](crate::RequestCredentials), with this profile's [`scope`](Self::scope).
    pub fn layer_per_request(&self) -> OAuth1Layer {
        self.suit_layer(OAuth1Layer::per_request())
    }

    fn suit_layer(&self, layer: OAuth1Layer) -> OAuth1Layer {
        let facts = self.facts();
        let layer = layer
            .transmission(facts.transmission)
            .hash_bodies(facts.hashes);
        match facts.hashes {
            HashedBodies::NonForm if facts.transmission == Transmission::FormBody => {
                layer.header_without_form()
            }
            _ => layer,
        }
    }

    /// The dance with the service, for a signer that [`signer`](Self::signer) or `rsa_signer` made.
    ///
    /// # Errors
    ///
    /// [`ProfileError::NoDance`] where tokens come by other means.
    #[allow(
        clippy::missing_panics_doc,
        reason = "sites and accounts were checked, and the table is tested"
    )]
    pub fn flow(&self, signer: Signer) -> Result<AuthorizationFlow, ProfileError> {
        let facts = self.facts();
        let service = self.service;
        let Some(token) = &facts.token else {
            return Err(ProfileError::NoDance { service });
        };
        let uri = |text: &str| -> Uri {
            fill_in(text, &self.site)
                .parse()
                .expect("URIs in the table, and sites and accounts that were checked")
        };
        let (token_method, token) = token.parts();
        let mut endpoints = match (&facts.initiate, facts.authorize) {
            (Some(initiate), Some(authorize)) => {
                let (method, initiate) = initiate.parts();
                Endpoints::new(uri(initiate), uri(authorize), uri(token)).initiate_method(method)
            }
            _ => Endpoints::token_only(uri(token)),
        };
        endpoints = endpoints.token_method(token_method);
        if let Some((client, token)) = facts.authorize_names {
            endpoints = endpoints.authorize_parameters(Some(client), token);
        }
        if !facts.confirms_callback {
            endpoints = endpoints.insecure_unconfirmed_callback();
        }
        if !facts.gives_verifier {
            endpoints = endpoints.insecure_without_verifier();
        }
        if self.without_tls {
            endpoints = endpoints.insecure_without_tls();
        }
        let flow = AuthorizationFlow::new(signer, endpoints);
        Ok(match (facts.dances_by_form, facts.transmission) {
            (true, _) => flow.transmission(Transmission::FormBody),
            (false, Transmission::Query) => flow.transmission(Transmission::Query),
            (false, _) => flow,
        })
    }

    /// Whether the dance sends no `oauth_callback`: pass [`Callback::Omitted`](crate::Callback::Omitted).
    pub fn omits_callback(&self) -> bool {
        !self.facts().takes_callback
    }

    /// Whether the dance goes by the functions whose name ends in `by_form`.
    pub fn dances_by_form(&self) -> bool {
        self.facts().dances_by_form
    }
}

fn by_name(method: &'static str, feature: &'static str) -> Result<SignatureMethod, ProfileError> {
    let known = method.parse();
    known.map_err(|_| ProfileError::Feature { method, feature })
}

#[cfg(test)]
mod tests {
    use super::*;

    // No test can set the system's clock back.
    #[test]
    fn three_services_want_timestamps_that_do_not_go_back() {
        let ascending: Vec<_> = Service::ALL
            .iter()
            .filter(|service| catalog::of(**service).ascending)
            .collect();
        assert_eq!(
            ascending,
            [&Service::NetSuite, &Service::Schoology, &Service::FatSecret]
        );
    }
}
