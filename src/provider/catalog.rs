//! The facts, one entry a service. What an entry does not say is as RFC 5849 has it.

use super::entry::{Ask, Facts, Method, Needs};
use super::provider::Service;
use crate::protocol::Transmission;
use crate::sign::HashedBodies;

const RFC: Facts = Facts {
    needs: Needs::Nothing,
    initiate: None,
    authorize: None,
    token: None,
    authorize_names: None,
    api: &[],
    method: Method::HmacSha1,
    transmission: Transmission::AuthorizationHeader,
    realm: None,
    empty_token: false,
    ascending: false,
    hashes: HashedBodies::Never,
    confirms_callback: true,
    gives_verifier: true,
    takes_callback: true,
    dances_by_form: false,
};

macro_rules! dance {
    ($ask:ident $initiate:literal, $authorize:literal, $token_ask:ident $token:literal, $($field:ident: $value:expr,)*) => {
        Facts {
            initiate: Some(Ask::$ask($initiate)),
            authorize: Some($authorize),
            token: Some(Ask::$token_ask($token)),
            $($field: $value,)*
            ..RFC
        }
    };
}

#[rustfmt::skip]
pub(super) fn of(service: Service) -> &'static Facts {
    match service {
        Service::X => const { &dance! {
            Post "https://api.x.com/oauth/request_token",
            "https://api.x.com/oauth/authorize",
            Post "https://api.x.com/oauth/access_token",
            api: &["https://api.x.com", "https://upload.x.com", "https://api.twitter.com"],
        } },
        Service::Tumblr => const { &dance! {
            Post "https://www.tumblr.com/oauth/request_token",
            "https://www.tumblr.com/oauth/authorize",
            Post "https://www.tumblr.com/oauth/access_token",
            api: &["https://api.tumblr.com"],
        } },
        Service::Flickr => const { &dance! {
            Get "https://www.flickr.com/services/oauth/request_token",
            "https://www.flickr.com/services/oauth/authorize",
            Get "https://www.flickr.com/services/oauth/access_token",
            api: &["https://api.flickr.com", "https://www.flickr.com", "https://up.flickr.com"],
        } },
        Service::Discogs => const { &dance! {
            Get "https://api.discogs.com/oauth/request_token",
            "https://www.discogs.com/oauth/authorize",
            Post "https://api.discogs.com/oauth/access_token",
            api: &["https://api.discogs.com"],
            method: Method::Plaintext,
        } },
        Service::Trello => const { &dance! {
            Post "https://trello.com/1/OAuthGetRequestToken",
            "https://trello.com/1/OAuthAuthorizeToken",
            Post "https://trello.com/1/OAuthGetAccessToken",
            api: &["https://api.trello.com", "https://trello.com"],
        } },
        Service::NetSuite => const { &dance! {
            Post "https://{account}.restlets.api.netsuite.com/rest/requesttoken",
            "https://{account}.app.netsuite.com/app/login/secure/authorizetoken.nl",
            Post "https://{account}.restlets.api.netsuite.com/rest/accesstoken",
            needs: Needs::Account,
            api: &["https://{account}.restlets.api.netsuite.com", "https://{account}.suitetalk.api.netsuite.com"],
            method: Method::HmacSha256,
            realm: Some("{ACCOUNT}"),
            ascending: true,
        } },
        Service::Mastercard => const { &Facts {
            api: &["https://api.mastercard.com", "https://sandbox.api.mastercard.com"],
            method: Method::RsaSha256,
            hashes: HashedBodies::Always,
            ..RFC
        } },
        Service::WooCommerce => const { &Facts {
            needs: Needs::Site,
            api: &["{site}"],
            method: Method::HmacSha256,
            transmission: Transmission::Query,
            ..RFC
        } },
        Service::WordPress => const { &dance! {
            Post "{site}/oauth1/request",
            "{site}/oauth1/authorize",
            Post "{site}/oauth1/access",
            needs: Needs::Site,
            api: &["{site}"],
        } },
        Service::Magento => const { &dance! {
            Post "{site}/oauth/token/request",
            "{site}/",
            Post "{site}/oauth/token/access",
            needs: Needs::Site,
            api: &["{site}"],
            method: Method::HmacSha256,
            takes_callback: false,
            confirms_callback: false,
        } },
        Service::Garmin => const { &dance! {
            Post "https://connectapi.garmin.com/oauth-service/oauth/request_token",
            "https://connect.garmin.com/oauthConfirm",
            Post "https://connectapi.garmin.com/oauth-service/oauth/access_token",
            api: &["https://apis.garmin.com", "https://connectapi.garmin.com"],
        } },
        Service::Schoology => const { &dance! {
            Get "https://api.schoology.com/v1/oauth/request_token",
            "https://app.schoology.com/oauth/authorize",
            Get "https://api.schoology.com/v1/oauth/access_token",
            api: &["https://api.schoology.com"],
            realm: Some("Schoology API"),
            empty_token: true,
            ascending: true,
            confirms_callback: false,
            gives_verifier: false,
        } },
        Service::FatSecret => const { &dance! {
            Post "https://www.fatsecret.com/oauth/request_token",
            "https://www.fatsecret.com/oauth/authorize",
            Post "https://www.fatsecret.com/oauth/access_token",
            api: &["https://platform.fatsecret.com"],
            transmission: Transmission::Query,
            ascending: true,
        } },
        Service::BrickLink => const { &Facts {
            api: &["https://api.bricklink.com"],
            ..RFC
        } },
        Service::MediaWiki => const { &dance! {
            Post "{site}/w/index.php?title=Special:OAuth/initiate",
            "{site}/wiki/Special:OAuth/authorize",
            Post "{site}/w/index.php?title=Special:OAuth/token",
            needs: Needs::Site,
            api: &["{site}"],
        } },
        Service::Zotero => const { &dance! {
            Post "https://www.zotero.org/oauth/request",
            "https://www.zotero.org/oauth/authorize",
            Post "https://www.zotero.org/oauth/access",
            api: &["https://www.zotero.org"],
        } },
        Service::Instapaper => const { &Facts {
            token: Some(Ask::Post("https://www.instapaper.com/api/1/oauth/access_token")),
            api: &["https://www.instapaper.com"],
            ..RFC
        } },
        Service::SmugMug => const { &dance! {
            Post "https://api.smugmug.com/services/oauth/1.0a/getRequestToken",
            "https://api.smugmug.com/services/oauth/1.0a/authorize",
            Post "https://api.smugmug.com/services/oauth/1.0a/getAccessToken",
            api: &["https://api.smugmug.com"],
        } },
        Service::NounProject => const { &Facts {
            api: &["https://api.thenounproject.com"],
            ..RFC
        } },
        Service::Maas => const { &Facts {
            needs: Needs::Site,
            api: &["{site}"],
            method: Method::Plaintext,
            ..RFC
        } },
        Service::Launchpad => const { &dance! {
            Post "https://launchpad.net/+request-token",
            "https://launchpad.net/+authorize-token",
            Post "https://launchpad.net/+access-token",
            api: &["https://api.launchpad.net"],
            method: Method::Plaintext,
            takes_callback: false,
            confirms_callback: false,
            gives_verifier: false,
            dances_by_form: true,
        } },
        Service::CleverCloud => const { &dance! {
            Post "https://api.clever-cloud.com/v2/oauth/request_token",
            "https://api.clever-cloud.com/v2/oauth/authorize",
            Post "https://api.clever-cloud.com/v2/oauth/access_token",
            api: &["https://api.clever-cloud.com"],
            method: Method::HmacSha512,
        } },
        Service::ETrade => const { &dance! {
            Get "https://api.etrade.com/oauth/request_token",
            "https://us.etrade.com/e/t/etws/authorize",
            Get "https://api.etrade.com/oauth/access_token",
            authorize_names: Some(("key", "token")),
            api: &["https://api.etrade.com"],
            realm: Some(""),
        } },
        Service::Evernote => const { &dance! {
            Get "https://www.evernote.com/oauth",
            "https://www.evernote.com/OAuth.action",
            Get "https://www.evernote.com/oauth",
            api: &["https://www.evernote.com"],
            transmission: Transmission::Query,
        } },
        Service::Atlassian => const { &dance! {
            Post "{site}/plugins/servlet/oauth/request-token",
            "{site}/plugins/servlet/oauth/authorize",
            Post "{site}/plugins/servlet/oauth/access-token",
            needs: Needs::Site,
            api: &["{site}"],
            method: Method::RsaSha1,
        } },
        Service::InteractiveBrokers => const { &dance! {
            Post "https://api.ibkr.com/v1/api/oauth/request_token",
            "https://www.interactivebrokers.com/authorize",
            Post "https://api.ibkr.com/v1/api/oauth/access_token",
            api: &["https://api.ibkr.com"],
            method: Method::RsaSha256,
            realm: Some("limited_poa"),
            confirms_callback: false,
        } },
        Service::Hatena => const { &dance! {
            Post "https://www.hatena.com/oauth/initiate",
            "https://www.hatena.ne.jp/oauth/authorize",
            Post "https://www.hatena.com/oauth/token",
            api: &["https://bookmark.hatenaapis.com", "https://n.hatena.com", "https://blog.hatena.ne.jp"],
        } },
        Service::Plurk => const { &dance! {
            Post "https://www.plurk.com/OAuth/request_token",
            "https://www.plurk.com/OAuth/authorize",
            Post "https://www.plurk.com/OAuth/access_token",
            api: &["https://www.plurk.com"],
        } },
        Service::Lti => const { &Facts {
            needs: Needs::Site,
            api: &["{site}"],
            transmission: Transmission::FormBody,
            hashes: HashedBodies::NonForm,
            ..RFC
        } },
    }
}
