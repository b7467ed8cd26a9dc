//! The catalog: one entry for each provider. The docs of each variant of `Provider` name the
//! source.
//!
//! An entry lists only the settings that differ from RFC 5849. All others come from `RFC`.

use super::entry::{EndpointCall, Entry, Method, SiteKind};
use super::provider::Provider;
use crate::protocol::Transmission;
use crate::sign::BodyHashPolicy;

/// The settings of a provider that follows RFC 5849.
const RFC: Entry = Entry {
    site: SiteKind::None,
    initiate: None,
    authorize: None,
    token: None,
    authorize_names: None,
    api: &[],
    method: Method::HmacSha1,
    transmission: Transmission::AuthorizationHeader,
    realm: None,
    empty_token: false,
    ascending_timestamps: false,
    body_hash_policy: BodyHashPolicy::never(),
    confirms_callback: true,
    sends_verifier: true,
    accepts_callback: true,
    uses_form_flow: false,
};

/// Creates the entry of a provider that has all three steps of the authorization flow.
macro_rules! flow {
    ($ask:ident $initiate:literal, $authorize:literal, $token_ask:ident $token:literal, $($field:ident: $value:expr,)*) => {
        Entry {
            initiate: Some(EndpointCall::$ask($initiate)),
            authorize: Some($authorize),
            token: Some(EndpointCall::$token_ask($token)),
            $($field: $value,)*
            ..RFC
        }
    };
}

/// Returns the settings of a provider.
#[rustfmt::skip]
pub(super) fn entry(provider: Provider) -> &'static Entry {
    match provider {
        Provider::X => const { &flow! {
            Post "https://api.x.com/oauth/request_token",
            "https://api.x.com/oauth/authorize",
            Post "https://api.x.com/oauth/access_token",
            api: &["https://api.x.com", "https://upload.x.com", "https://api.twitter.com"],
        } },
        Provider::Tumblr => const { &flow! {
            Post "https://www.tumblr.com/oauth/request_token",
            "https://www.tumblr.com/oauth/authorize",
            Post "https://www.tumblr.com/oauth/access_token",
            api: &["https://api.tumblr.com"],
        } },
        Provider::Flickr => const { &flow! {
            Get "https://www.flickr.com/services/oauth/request_token",
            "https://www.flickr.com/services/oauth/authorize",
            Get "https://www.flickr.com/services/oauth/access_token",
            api: &["https://api.flickr.com", "https://www.flickr.com", "https://up.flickr.com"],
        } },
        Provider::Discogs => const { &flow! {
            Get "https://api.discogs.com/oauth/request_token",
            "https://www.discogs.com/oauth/authorize",
            Post "https://api.discogs.com/oauth/access_token",
            api: &["https://api.discogs.com"],
            method: Method::Plaintext,
        } },
        Provider::Trello => const { &flow! {
            Post "https://trello.com/1/OAuthGetRequestToken",
            "https://trello.com/1/OAuthAuthorizeToken",
            Post "https://trello.com/1/OAuthGetAccessToken",
            api: &["https://api.trello.com", "https://trello.com"],
        } },
        Provider::NetSuite => const { &flow! {
            Post "https://{account}.restlets.api.netsuite.com/rest/requesttoken",
            "https://{account}.app.netsuite.com/app/login/secure/authorizetoken.nl",
            Post "https://{account}.restlets.api.netsuite.com/rest/accesstoken",
            site: SiteKind::Account,
            api: &["https://{account}.restlets.api.netsuite.com", "https://{account}.suitetalk.api.netsuite.com"],
            method: Method::HmacSha256,
            realm: Some("{ACCOUNT}"),
            ascending_timestamps: true,
        } },
        Provider::Mastercard => const { &Entry {
            api: &["https://api.mastercard.com", "https://sandbox.api.mastercard.com"],
            method: Method::RsaSha256,
            body_hash_policy: BodyHashPolicy::always(),
            ..RFC
        } },
        Provider::WooCommerce => const { &Entry {
            site: SiteKind::Url,
            api: &["{site}"],
            method: Method::HmacSha256,
            transmission: Transmission::Query,
            ..RFC
        } },
        Provider::WordPress => const { &flow! {
            Post "{site}/oauth1/request",
            "{site}/oauth1/authorize",
            Post "{site}/oauth1/access",
            site: SiteKind::Url,
            api: &["{site}"],
        } },
        Provider::Magento => const { &flow! {
            Post "{site}/oauth/token/request",
            "{site}/",
            Post "{site}/oauth/token/access",
            site: SiteKind::Url,
            api: &["{site}"],
            method: Method::HmacSha256,
            accepts_callback: false,
            confirms_callback: false,
        } },
        Provider::Garmin => const { &flow! {
            Post "https://connectapi.garmin.com/oauth-service/oauth/request_token",
            "https://connect.garmin.com/oauthConfirm",
            Post "https://connectapi.garmin.com/oauth-service/oauth/access_token",
            api: &["https://apis.garmin.com", "https://connectapi.garmin.com"],
        } },
        Provider::Schoology => const { &flow! {
            Get "https://api.schoology.com/v1/oauth/request_token",
            "https://app.schoology.com/oauth/authorize",
            Get "https://api.schoology.com/v1/oauth/access_token",
            api: &["https://api.schoology.com"],
            realm: Some("Schoology API"),
            empty_token: true,
            ascending_timestamps: true,
            confirms_callback: false,
            sends_verifier: false,
        } },
        Provider::FatSecret => const { &flow! {
            Post "https://www.fatsecret.com/oauth/request_token",
            "https://www.fatsecret.com/oauth/authorize",
            Post "https://www.fatsecret.com/oauth/access_token",
            api: &["https://platform.fatsecret.com"],
            transmission: Transmission::Query,
            ascending_timestamps: true,
        } },
        Provider::BrickLink => const { &Entry {
            api: &["https://api.bricklink.com"],
            ..RFC
        } },
        Provider::MediaWiki => const { &flow! {
            Post "{site}/w/index.php?title=Special:OAuth/initiate",
            "{site}/wiki/Special:OAuth/authorize",
            Post "{site}/w/index.php?title=Special:OAuth/token",
            site: SiteKind::Url,
            api: &["{site}"],
        } },
        Provider::Zotero => const { &flow! {
            Post "https://www.zotero.org/oauth/request",
            "https://www.zotero.org/oauth/authorize",
            Post "https://www.zotero.org/oauth/access",
            api: &["https://www.zotero.org"],
        } },
        Provider::Instapaper => const { &Entry {
            token: Some(EndpointCall::Post("https://www.instapaper.com/api/1/oauth/access_token")),
            api: &["https://www.instapaper.com"],
            ..RFC
        } },
        Provider::SmugMug => const { &flow! {
            Post "https://api.smugmug.com/services/oauth/1.0a/getRequestToken",
            "https://api.smugmug.com/services/oauth/1.0a/authorize",
            Post "https://api.smugmug.com/services/oauth/1.0a/getAccessToken",
            api: &["https://api.smugmug.com"],
        } },
        Provider::NounProject => const { &Entry {
            api: &["https://api.thenounproject.com"],
            ..RFC
        } },
        Provider::Maas => const { &Entry {
            site: SiteKind::Url,
            api: &["{site}"],
            method: Method::Plaintext,
            ..RFC
        } },
        Provider::Launchpad => const { &flow! {
            Post "https://launchpad.net/+request-token",
            "https://launchpad.net/+authorize-token",
            Post "https://launchpad.net/+access-token",
            api: &["https://api.launchpad.net"],
            method: Method::Plaintext,
            accepts_callback: false,
            confirms_callback: false,
            sends_verifier: false,
            uses_form_flow: true,
        } },
        Provider::CleverCloud => const { &flow! {
            Post "https://api.clever-cloud.com/v2/oauth/request_token",
            "https://api.clever-cloud.com/v2/oauth/authorize",
            Post "https://api.clever-cloud.com/v2/oauth/access_token",
            api: &["https://api.clever-cloud.com"],
            method: Method::HmacSha512,
        } },
        Provider::ETrade => const { &flow! {
            Get "https://api.etrade.com/oauth/request_token",
            "https://us.etrade.com/e/t/etws/authorize",
            Get "https://api.etrade.com/oauth/access_token",
            authorize_names: Some(("key", "token")),
            api: &["https://api.etrade.com"],
            realm: Some(""),
        } },
        Provider::Evernote => const { &flow! {
            Get "https://www.evernote.com/oauth",
            "https://www.evernote.com/OAuth.action",
            Get "https://www.evernote.com/oauth",
            api: &["https://www.evernote.com"],
            transmission: Transmission::Query,
        } },
        Provider::Atlassian => const { &flow! {
            Post "{site}/plugins/servlet/oauth/request-token",
            "{site}/plugins/servlet/oauth/authorize",
            Post "{site}/plugins/servlet/oauth/access-token",
            site: SiteKind::Url,
            api: &["{site}"],
            method: Method::RsaSha1,
        } },
        Provider::InteractiveBrokers => const { &flow! {
            Post "https://api.ibkr.com/v1/api/oauth/request_token",
            "https://www.interactivebrokers.com/authorize",
            Post "https://api.ibkr.com/v1/api/oauth/access_token",
            api: &["https://api.ibkr.com"],
            method: Method::RsaSha256,
            realm: Some("limited_poa"),
            confirms_callback: false,
        } },
        Provider::Hatena => const { &flow! {
            Post "https://www.hatena.com/oauth/initiate",
            "https://www.hatena.ne.jp/oauth/authorize",
            Post "https://www.hatena.com/oauth/token",
            api: &["https://bookmark.hatenaapis.com", "https://n.hatena.com", "https://blog.hatena.ne.jp"],
        } },
        Provider::Plurk => const { &flow! {
            Post "https://www.plurk.com/OAuth/request_token",
            "https://www.plurk.com/OAuth/authorize",
            Post "https://www.plurk.com/OAuth/access_token",
            api: &["https://www.plurk.com"],
        } },
        Provider::Lti => const { &Entry {
            site: SiteKind::Url,
            api: &["{site}"],
            transmission: Transmission::FormBody,
            body_hash_policy: BodyHashPolicy::non_form(),
            ..RFC
        } },
    }
}
