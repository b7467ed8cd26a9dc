//! The names of the providers, and the list of all.

use std::fmt;
use std::str::FromStr;

use super::provider::Provider;

impl Provider {
    /// All providers.
    pub const ALL: &'static [Self] = &[
        Self::X,
        Self::Tumblr,
        Self::Flickr,
        Self::Discogs,
        Self::Trello,
        Self::NetSuite,
        Self::Mastercard,
        Self::WooCommerce,
        Self::WordPress,
        Self::Magento,
        Self::Garmin,
        Self::Schoology,
        Self::FatSecret,
        Self::BrickLink,
        Self::MediaWiki,
        Self::Zotero,
        Self::Instapaper,
        Self::SmugMug,
        Self::NounProject,
        Self::Maas,
        Self::Launchpad,
        Self::CleverCloud,
        Self::ETrade,
        Self::Evernote,
        Self::Atlassian,
        Self::InteractiveBrokers,
        Self::Hatena,
        Self::Plurk,
        Self::Lti,
        Self::Here,
    ];

    /// Returns the name: the brand in lower case, such as `netsuite` or `interactive-brokers`.
    ///
    /// ```
    /// use tower_oauth1::provider::Provider;
    ///
    /// assert_eq!(Provider::InteractiveBrokers.name(), "interactive-brokers");
    /// assert_eq!("x".parse(), Ok(Provider::X));
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::X => "x",
            Self::Tumblr => "tumblr",
            Self::Flickr => "flickr",
            Self::Discogs => "discogs",
            Self::Trello => "trello",
            Self::NetSuite => "netsuite",
            Self::Mastercard => "mastercard",
            Self::WooCommerce => "woocommerce",
            Self::WordPress => "wordpress",
            Self::Magento => "magento",
            Self::Garmin => "garmin",
            Self::Schoology => "schoology",
            Self::FatSecret => "fatsecret",
            Self::BrickLink => "bricklink",
            Self::MediaWiki => "mediawiki",
            Self::Zotero => "zotero",
            Self::Instapaper => "instapaper",
            Self::SmugMug => "smugmug",
            Self::NounProject => "noun-project",
            Self::Maas => "maas",
            Self::Launchpad => "launchpad",
            Self::CleverCloud => "clever-cloud",
            Self::ETrade => "etrade",
            Self::Evernote => "evernote",
            Self::Atlassian => "atlassian",
            Self::InteractiveBrokers => "interactive-brokers",
            Self::Hatena => "hatena",
            Self::Plurk => "plurk",
            Self::Lti => "lti",
            Self::Here => "here",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Error returned when no provider has the given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown provider; `Provider::ALL` lists the known ones")]
#[non_exhaustive]
pub struct UnknownProvider;

/// Parses a [`name`](Provider::name). Case and hyphens are ignored: `NetSuite`, `net-suite` and
/// `netsuite` are the same name.
impl FromStr for Provider {
    type Err = UnknownProvider;

    fn from_str(name: &str) -> Result<Self, UnknownProvider> {
        let plain = |name: &str| name.replace('-', "").to_ascii_lowercase();
        let name = plain(name);
        let named = |provider: &&Self| plain(provider.name()) == name;
        Self::ALL.iter().find(named).copied().ok_or(UnknownProvider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The compiler does not know that `ALL` is complete, so the variants are counted in the source.
    #[test]
    fn all_lists_every_variant() {
        let source = include_str!("provider.rs");
        let variant = |line: &&str| {
            let name = line
                .strip_prefix("    ")
                .and_then(|line| line.strip_suffix(','));
            name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        };
        assert_eq!(source.lines().filter(variant).count(), Provider::ALL.len());
        for (index, provider) in Provider::ALL.iter().enumerate() {
            assert_eq!(
                *provider as usize, index,
                "{provider} stands in another place"
            );
        }
    }
}
