//! The catalog: one entry for each provider, with the source of its settings and the month in which
//! they were last compared with the source.
//!
//! An entry lists only the settings that differ from RFC 5849. All others come from `RFC`.

mod rfc;
mod services;
mod sites;

use super::entry::Entry;
use super::provider::Provider;

/// Returns the settings of a provider.
pub(super) fn entry(provider: Provider) -> &'static Entry {
    match provider {
        Provider::X => &services::X,
        Provider::Tumblr => &services::TUMBLR,
        Provider::Flickr => &services::FLICKR,
        Provider::Discogs => &services::DISCOGS,
        Provider::Trello => &services::TRELLO,
        Provider::NetSuite => &sites::NETSUITE,
        Provider::Mastercard => &services::MASTERCARD,
        Provider::WooCommerce => &sites::WOOCOMMERCE,
        Provider::WordPress => &sites::WORDPRESS,
        Provider::Magento => &sites::MAGENTO,
        Provider::Garmin => &services::GARMIN,
        Provider::Schoology => &services::SCHOOLOGY,
        Provider::FatSecret => &services::FATSECRET,
        Provider::BrickLink => &services::BRICKLINK,
        Provider::MediaWiki => &sites::MEDIAWIKI,
        Provider::Zotero => &services::ZOTERO,
        Provider::Instapaper => &services::INSTAPAPER,
        Provider::SmugMug => &services::SMUGMUG,
        Provider::NounProject => &services::NOUN_PROJECT,
        Provider::Maas => &sites::MAAS,
        Provider::Launchpad => &services::LAUNCHPAD,
        Provider::CleverCloud => &services::CLEVER_CLOUD,
        Provider::ETrade => &services::ETRADE,
        Provider::Evernote => &services::EVERNOTE,
        Provider::Atlassian => &sites::ATLASSIAN,
        Provider::InteractiveBrokers => &services::INTERACTIVE_BROKERS,
        Provider::Hatena => &services::HATENA,
        Provider::Plurk => &services::PLURK,
        Provider::Lti => &sites::LTI,
        Provider::Here => &services::HERE,
    }
}
