//! The providers that have one installation.

use super::rfc::{RFC, flow};
use crate::protocol::Transmission;
use crate::provider::entry::{EndpointCall, Entry, Method};
use crate::sign::BodyHashPolicy;

pub(super) static X: Entry = flow! {
    Post "https://api.x.com/oauth/request_token",
    "https://api.x.com/oauth/authorize",
    Post "https://api.x.com/oauth/access_token",
    source: "docs.x.com, \"OAuth 1.0a\", \"X Ads API\" and its \"Sandbox\"",
    checked: "2026-11",
    api: &[
        "https://api.x.com",
        "https://upload.x.com",
        "https://ads-api.x.com",
        "https://ads-api-sandbox.x.com",
        "https://api.twitter.com",
        "https://upload.twitter.com",
        "https://ads-api.twitter.com",
        "https://ads-api-sandbox.twitter.com",
    ],
};

pub(super) static TUMBLR: Entry = flow! {
    Post "https://www.tumblr.com/oauth/request_token",
    "https://www.tumblr.com/oauth/authorize",
    Get "https://www.tumblr.com/oauth/access_token",
    source: "tumblr.com/docs/en/api/v2 (github.com/tumblr/docs, api.md), \"OAuth1 Authorization\"",
    checked: "2026-11",
    api: &["https://api.tumblr.com"],
};

pub(super) static FLICKR: Entry = flow! {
    Get "https://www.flickr.com/services/oauth/request_token",
    "https://www.flickr.com/services/oauth/authorize",
    Get "https://www.flickr.com/services/oauth/access_token",
    source: "flickr.com/services/api/auth.oauth.html and upload.api.html",
    checked: "2026-11",
    api: &["https://api.flickr.com", "https://www.flickr.com", "https://up.flickr.com"],
};

pub(super) static DISCOGS: Entry = flow! {
    Get "https://api.discogs.com/oauth/request_token",
    "https://www.discogs.com/oauth/authorize",
    Post "https://api.discogs.com/oauth/access_token",
    source: "discogs.com/developers, \"Authentication\"",
    checked: "2026-11",
    api: &["https://api.discogs.com"],
    method: Method::Plaintext,
};

pub(super) static TRELLO: Entry = flow! {
    Post "https://trello.com/1/OAuthGetRequestToken",
    "https://trello.com/1/OAuthAuthorizeToken",
    Post "https://trello.com/1/OAuthGetAccessToken",
    source: "developer.atlassian.com/cloud/trello/guides/rest-api/authorization",
    checked: "2026-11",
    api: &["https://api.trello.com", "https://trello.com"],
};

pub(super) static MASTERCARD: Entry = Entry {
    source: "developer.mastercard.com, \"Environment Domains\"; Mastercard/oauth1-signer-java",
    checked: "2026-11",
    api: &[
        "https://api.mastercard.com",
        "https://sandbox.api.mastercard.com",
        "https://mtf.api.mastercard.com",
    ],
    method: Method::RsaSha256,
    body_hash_policy: BodyHashPolicy::always(),
    ..RFC
};

pub(super) static GARMIN: Entry = flow! {
    Post "https://connectapi.garmin.com/oauth-service/oauth/request_token",
    "https://connect.garmin.com/oauthConfirm",
    Post "https://connectapi.garmin.com/oauth-service/oauth/access_token",
    source: "Garmin's \"OAuth Specification\" 1.0.1 and OAuth 2.0 migration guide (October 2025)",
    checked: "2026-11",
    api: &["https://apis.garmin.com", "https://connectapi.garmin.com"],
};

pub(super) static SCHOOLOGY: Entry = flow! {
    Get "https://api.schoology.com/v1/oauth/request_token",
    "https://app.schoology.com/oauth/authorize",
    Get "https://api.schoology.com/v1/oauth/access_token",
    source: "developers.schoology.com/api-documentation/authentication",
    checked: "2026-11",
    api: &["https://api.schoology.com"],
    realm: Some("Schoology API"),
    empty_token: true,
    ascending_timestamps: true,
    confirms_callback: false,
    sends_verifier: false,
};

pub(super) static FATSECRET: Entry = flow! {
    Post "https://authentication.fatsecret.com/oauth/request_token",
    "https://authentication.fatsecret.com/oauth/authorize",
    Post "https://authentication.fatsecret.com/oauth/access_token",
    source: "platform.fatsecret.com/docs/guides/authentication/oauth1/three-legged",
    checked: "2026-11",
    api: &["https://platform.fatsecret.com"],
    transmission: Transmission::Query,
    ascending_timestamps: true,
};

pub(super) static BRICKLINK: Entry = Entry {
    source: "apidev.bricklink.com, \"Authorization\" and \"General Notes\"",
    checked: "2026-11",
    api: &["https://api.bricklink.com"],
    ..RFC
};

pub(super) static ZOTERO: Entry = flow! {
    Post "https://www.zotero.org/oauth/request",
    "https://www.zotero.org/oauth/authorize",
    Post "https://www.zotero.org/oauth/access",
    source: "zotero.org/support/dev/web_api/v3/oauth",
    checked: "2026-11",
    api: &["https://www.zotero.org"],
};

pub(super) static INSTAPAPER: Entry = Entry {
    source: "instapaper.com/api",
    checked: "2026-11",
    token: Some(EndpointCall::Post(
        "https://www.instapaper.com/api/1/oauth/access_token",
    )),
    api: &["https://www.instapaper.com"],
    ..RFC
};

pub(super) static SMUGMUG: Entry = flow! {
    Post "https://api.smugmug.com/services/oauth/1.0a/getRequestToken",
    "https://api.smugmug.com/services/oauth/1.0a/authorize",
    Post "https://api.smugmug.com/services/oauth/1.0a/getAccessToken",
    source: "api.smugmug.com/api/v2/doc/tutorial/authorization.html and reference/upload.html",
    checked: "2026-11",
    api: &["https://api.smugmug.com", "https://upload.smugmug.com"],
};

pub(super) static NOUN_PROJECT: Entry = Entry {
    source: "api.thenounproject.com/getting_started.html and documentation.html",
    checked: "2026-11",
    api: &["https://api.thenounproject.com"],
    ..RFC
};

pub(super) static LAUNCHPAD: Entry = flow! {
    Post "https://launchpad.net/+request-token",
    "https://launchpad.net/+authorize-token",
    Post "https://launchpad.net/+access-token",
    source: "help.launchpad.net/API/SigningRequests; for staging, launchpadlib",
    checked: "2026-11",
    api: &["https://api.launchpad.net"],
    method: Method::Plaintext,
    accepts_callback: false,
    confirms_callback: false,
    sends_verifier: false,
    uses_form_flow: true,
};

pub(super) static CLEVER_CLOUD: Entry = flow! {
    Post "https://api.clever-cloud.com/v2/oauth/request_token",
    "https://api.clever-cloud.com/v2/oauth/authorize",
    Post "https://api.clever-cloud.com/v2/oauth/access_token",
    source: "clever.cloud/developers/api/howto; CleverCloud/oauth10a-rust and clever-client.js",
    checked: "2026-11",
    api: &["https://api.clever-cloud.com"],
    method: Method::HmacSha512,
};

pub(super) static ETRADE: Entry = flow! {
    Get "https://api.etrade.com/oauth/request_token",
    "https://us.etrade.com/e/t/etws/authorize",
    Get "https://api.etrade.com/oauth/access_token",
    source: "apisb.etrade.com/docs/api/authorization and developer.etrade.com, \"Developer Guides\"",
    checked: "2026-11",
    authorize_names: Some(("key", "token")),
    api: &["https://api.etrade.com", "https://apisb.etrade.com"],
    realm: Some(""),
};

pub(super) static EVERNOTE: Entry = flow! {
    Get "https://www.evernote.com/oauth",
    "https://www.evernote.com/OAuth.action",
    Get "https://www.evernote.com/oauth",
    source: "dev.evernote.com, \"Authentication\"",
    checked: "2026-11",
    api: &["https://www.evernote.com"],
    transmission: Transmission::Query,
};

pub(super) static INTERACTIVE_BROKERS: Entry = flow! {
    Post "https://api.ibkr.com/v1/api/oauth/request_token",
    "https://www.interactivebrokers.com/authorize",
    Post "https://api.ibkr.com/v1/api/oauth/access_token",
    source: "interactivebrokers.com/campus, \"OAuth 1.0a Extended\"; Voyz/ibind",
    checked: "2026-11",
    api: &["https://api.ibkr.com"],
    method: Method::RsaSha256,
    realm: Some("limited_poa"),
    confirms_callback: false,
};

pub(super) static HATENA: Entry = flow! {
    Post "https://www.hatena.com/oauth/initiate",
    "https://www.hatena.ne.jp/oauth/authorize",
    Post "https://www.hatena.com/oauth/token",
    source: "developer.hatena.ne.jp/ja/documents/auth and fotolife/apis/atom",
    checked: "2026-11",
    api: &[
        "https://bookmark.hatenaapis.com",
        "https://n.hatena.com",
        "https://blog.hatena.ne.jp",
        "https://f.hatena.ne.jp",
    ],
};

pub(super) static PLURK: Entry = flow! {
    Post "https://www.plurk.com/OAuth/request_token",
    "https://www.plurk.com/OAuth/authorize",
    Post "https://www.plurk.com/OAuth/access_token",
    source: "plurk.com/API",
    checked: "2026-11",
    api: &["https://www.plurk.com"],
};

pub(super) static HERE: Entry = Entry {
    source: "docs.here.com/identity-and-access-management; developer.here.com, \"Requesting a Token\"",
    checked: "2026-11",
    api: &["https://account.api.here.com"],
    method: Method::HmacSha256,
    ..RFC
};
