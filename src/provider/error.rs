//! Why there is no profile.

use super::provider::Provider;
use crate::uri::error::OriginError;

/// Why there is no profile, or not what was asked of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The service is one of many installations: give [`Provider::profile_at`] its account or URL.
    #[error("{provider} needs {needs}; use `Provider::profile_at`")]
    MissingSite {
        /// The service.
        provider: Provider,
        /// What is needed.
        needs: &'static str,
    },
    /// There is one of this service only: use [`Provider::profile`].
    #[error("there is one {provider} only; use `Provider::profile`")]
    UnexpectedSite {
        /// The service.
        provider: Provider,
    },
    /// The account has other characters than letters, digits, and between them `-` and `_`, or none, or
    /// more than 63.
    #[error("an account is made of letters and digits, and `-` or `_` between them")]
    Account,
    /// The URL is none of a site: `https://shop.example.com`, or `https://example.com/wiki`.
    #[error("the site must be an absolute URL without query")]
    Site(#[source] OriginError),
    /// The signature method is none that this build can do.
    #[error("{method} needs the feature `{feature}`")]
    Feature {
        /// The method's name.
        method: &'static str,
        /// The feature of this crate.
        feature: &'static str,
    },
    /// The service knows its clients by a private key: use `Profile::rsa_signer`, with the feature
    /// `rsa`.
    #[error(
        "{provider} knows its clients by a private key; use `rsa_signer`, with the feature `rsa`"
    )]
    NeedsPrivateKey {
        /// The service.
        provider: Provider,
    },
    /// The service knows its clients by a secret: use [`Profile::signer`](super::Profile::signer).
    #[error("{provider} knows its clients by a secret; use `signer`")]
    NeedsSecret {
        /// The service.
        provider: Provider,
    },
    /// The private key cannot be used.
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    #[error("the private key cannot be used")]
    Key(#[source] crate::protocol::RsaKeyError),
    /// The service hands out tokens by other means than the dance.
    #[error("{provider} has no token dance")]
    NoAuthorizationFlow {
        /// The service.
        provider: Provider,
    },
}
