//! The providers that have many installations: those of a site, and those of an account.

use super::rfc::{RFC, flow};
use crate::protocol::Transmission;
use crate::provider::entry::{EndpointCall, Entry, Method, SiteKind};
use crate::sign::BodyHashPolicy;

pub(super) static NETSUITE: Entry = flow! {
    Post "https://{account}.restlets.api.netsuite.com/rest/requesttoken",
    "https://{account}.app.netsuite.com/app/login/secure/authorizetoken.nl",
    Post "https://{account}.restlets.api.netsuite.com/rest/accesstoken",
    source: "docs.oracle.com, \"Token-based Authentication (TBA)\" and \"Authentication\" of 2026.2",
    checked: "2026-11",
    site: SiteKind::Account,
    api: &[
        "https://{account}.restlets.api.netsuite.com",
        "https://{account}.suitetalk.api.netsuite.com",
    ],
    method: Method::HmacSha256,
    realm: Some("{ACCOUNT}"),
    ascending_timestamps: true,
};

pub(super) static WOOCOMMERCE: Entry = Entry {
    source: "woocommerce.github.io/woocommerce-rest-api-docs, \"Authentication over HTTP\"; \
             class-wc-rest-authentication.php, run",
    checked: "2026-11",
    site: SiteKind::Url,
    api: &["{site}"],
    method: Method::HmacSha256,
    transmission: Transmission::Query,
    ..RFC
};

pub(super) static WORDPRESS: Entry = flow! {
    Post "{site}/oauth1/request",
    "{site}/oauth1/authorize",
    Post "{site}/oauth1/access",
    source: "WP-API/OAuth1, run with WordPress 6.1",
    checked: "2026-11",
    site: SiteKind::Url,
    api: &["{site}"],
};

pub(super) static MAGENTO: Entry = flow! {
    Post "{site}/oauth/token/request",
    "{site}/",
    Post "{site}/oauth/token/access",
    source: "developer.adobe.com/commerce/webapi, \"OAuth-based authentication\"; magento2",
    checked: "2026-11",
    site: SiteKind::Url,
    api: &["{site}"],
    method: Method::HmacSha256,
    accepts_callback: false,
    confirms_callback: false,
};

pub(super) static MEDIAWIKI: Entry = flow! {
    Post "{script}?title=Special:OAuth/initiate",
    "{script}?title=Special:OAuth/authorize",
    Post "{script}?title=Special:OAuth/token",
    source: "mediawiki.org/wiki/OAuth/For_Developers; wikimedia/mediawiki-extensions-OAuth, run \
             with MediaWiki 1.39",
    checked: "2026-11",
    site: SiteKind::Url,
    api: &["{site}"],
    also_rsa_sha1: true,
};

pub(super) static MAAS: Entry = Entry {
    source: "canonical.com/maas/docs, \"API login\"",
    checked: "2026-11",
    site: SiteKind::Url,
    api: &["{site}"],
    method: Method::Plaintext,
    ..RFC
};

pub(super) static ATLASSIAN: Entry = flow! {
    Post "{site}/plugins/servlet/oauth/request-token",
    "{site}/plugins/servlet/oauth/authorize",
    Post "{site}/plugins/servlet/oauth/access-token",
    source: "developer.atlassian.com, \"OAuth\" of the Jira REST API",
    checked: "2026-11",
    site: SiteKind::Url,
    api: &["{site}"],
    method: Method::RsaSha1,
};

pub(super) static LTI: Entry = Entry {
    source: "imsglobal.org/specs/ltiv1p1/implementation-guide (1EdTech)",
    checked: "2026-11",
    site: SiteKind::Url,
    api: &["{site}"],
    transmission: Transmission::FormBody,
    body_hash_policy: BodyHashPolicy::non_form(),
    ..RFC
};
