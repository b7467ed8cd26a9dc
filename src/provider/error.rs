//! The error of profiles.

use super::provider::Provider;
#[cfg(feature = "rsa")]
use crate::protocol::RsaKeyError;
use crate::uri::error::OriginError;

/// Error returned when a profile cannot be created, or cannot create a signer or a flow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// The provider has many installations. Pass the account or the URL of one to
    /// [`Provider::profile_at`].
    #[error("{provider} needs {needs}; use `Provider::profile_at`")]
    MissingSite {
        /// The provider.
        provider: Provider,
        /// The kind of value that is needed: an account or a URL.
        needs: &'static str,
    },
    /// The provider has one installation only. Use [`Provider::profile`].
    #[error("{provider} has one installation only; use `Provider::profile`")]
    UnexpectedSite {
        /// The provider.
        provider: Provider,
    },
    /// The account is malformed. It must have 1 to 63 characters: ASCII letters and digits, with
    /// `-` and `_` allowed between them.
    #[error(
        "malformed account; use 1 to 63 letters and digits, with `-` or `_` allowed between them"
    )]
    Account,
    /// The URL of the site is malformed. Valid URLs are `https://shop.example.com` and
    /// `https://example.com/wiki`.
    #[error(
        "the site of {provider} must be an absolute URL without a query, such as {}: {source}",
        example(*provider)
    )]
    Site {
        /// The provider.
        provider: Provider,
        /// The reason.
        source: OriginError,
    },
    /// The signature method needs a feature of this crate that is off.
    #[error("{method} needs the feature `{feature}`")]
    Feature {
        /// The name of the signature method.
        method: &'static str,
        /// The name of the feature.
        feature: &'static str,
    },
    /// The clients of this provider sign with a private key. Use `Profile::rsa_signer` (feature
    /// `rsa`).
    #[error("clients of {provider} sign with a private key; use `rsa_signer` (feature `rsa`)")]
    NeedsPrivateKey {
        /// The provider.
        provider: Provider,
    },
    /// The clients of this provider sign with a secret. Use
    /// [`Profile::signer`](super::Profile::signer).
    #[error("clients of {provider} sign with a secret; use `signer`")]
    NeedsSecret {
        /// The provider.
        provider: Provider,
    },
    /// The private key cannot be used with the signature method of this provider.
    #[cfg(feature = "rsa")]
    #[cfg_attr(docsrs, doc(cfg(feature = "rsa")))]
    #[error("the private key cannot be used: {0}")]
    Key(#[source] RsaKeyError),
    /// The provider does not issue tokens through an authorization flow.
    #[error("{provider} has no authorization flow")]
    NoAuthorizationFlow {
        /// The provider.
        provider: Provider,
    },
}

/// Returns the URL of a site as this provider has it.
fn example(provider: Provider) -> &'static str {
    match provider {
        Provider::Atlassian => "https://jira.example.com",
        Provider::Lti => "https://tool.example.com",
        Provider::Maas => "http://maas.example.com:5240/MAAS",
        Provider::MediaWiki => "https://wiki.example.com/w/index.php",
        Provider::WordPress => "https://blog.example.com",
        _ => "https://shop.example.com",
    }
}
