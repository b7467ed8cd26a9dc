//! The signers that a profile creates.

use super::Profile;
use crate::credentials::{ClientCredentials, TokenCredentials};
use crate::protocol::{MonotonicClock, SignatureMethod, Signer, SystemClock};
#[cfg(feature = "rsa")]
use crate::protocol::{RsaKeyError, RsaPrivateKey};
use crate::provider::entry::{Method, fill_in};
use crate::provider::error::ProfileError;

impl Profile {
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

    /// Creates a signer with a private key, for the providers that use an RSA method. MediaWiki
    /// knows a client by a secret or by a private key.
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
        key: RsaPrivateKey,
    ) -> Result<Signer, ProfileError> {
        let method = match self.entry().method {
            Method::RsaSha1 => SignatureMethod::RsaSha1,
            Method::RsaSha256 => SignatureMethod::RsaSha256,
            _ if self.entry().also_rsa_sha1 => SignatureMethod::RsaSha1,
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

    /// Applies the settings of the provider to a signer, except the signature method and key: the
    /// realm, a [`MonotonicClock`] if timestamps must not decrease, and an empty token if requests
    /// without a user need one. They replace those of the signer.
    /// [`Signer::with_clock`] replaces the clock again.
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
}

#[cfg(test)]
mod tests {
    use crate::provider::catalog;
    use crate::provider::provider::Provider;

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
