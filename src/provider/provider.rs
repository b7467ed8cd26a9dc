//! The services that are known.

use std::fmt;
use std::str::FromStr;

/// A service that speaks OAuth 1.0a. Its [`name`](Self::name) is the brand's in
/// small letters: `netsuite`, `interactive-brokers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// X, formerly Twitter. Source: docs.x.com, "OAuth 1.0a". It breaks with `oauth_body_hash`.
    X,
    /// Tumblr. Source: the providers of chillerlan/php-oauth and of social-core.
    Tumblr,
    /// Flickr. Source: flickr.com/services/api/auth.oauth.html. The user's page wants `perms=read`,
    /// `write` or `delete`, and a refusal of the API has the status 200.
    Flickr,
    /// Discogs. Source: nango.dev/docs/api-integrations/discogs. It wants a `User-Agent`.
    Discogs,
    /// Trello. Source: developer.atlassian.com/cloud/trello/guides/rest-api/authorization. The user's page
    /// takes `name`, `scope` and `expiration`.
    Trello,
    /// NetSuite, by its account (`1234567_SB1`). Source: docs.oracle.com, "Token-based Authentication".
    /// An empty verifier is a refusal. A `state` of the step `Authorization` comes back with the callback,
    /// and must be compared.
    NetSuite,
    /// Mastercard's APIs, by RSA and without tokens. Source: Mastercard/oauth1-signer-java.
    Mastercard,
    /// WooCommerce, by its site on plain `http`; on `https` it takes HTTP Basic. Source:
    /// class-wc-rest-authentication.php. It uses the secret unencoded and sorts undecoded names, so a
    /// secret with reserved characters, and two parameters of one name, do not verify there.
    WooCommerce,
    /// WordPress with the plugin "OAuth1 Server", by its site. Source: WP-API/OAuth1. Of `POST`, `PUT` and
    /// `PATCH` with a form it does not sign the query, and it decodes values twice: a request with both, or
    /// with a `%41` in a value, does not verify there. A site may have moved the endpoints:
    /// `/wp-json/` says where they are.
    WordPress,
    /// Magento 2 (Adobe Commerce), by its site. Source: devdocs, "OAuth-based authentication". The store
    /// posts the verifier to the integration, and no user is sent anywhere: give the verifier as
    /// `oauth_token=..&oauth_verifier=..`, with the token of the temporary credentials.
    Magento,
    /// Garmin Connect, until the end of 2026. Source: Garmin's "OAuth" PDF.
    Garmin,
    /// Schoology. Source: developers.schoology.com, "Authentication". Timestamps must not go back. Its users
    /// are sent back to an `oauth_callback` of the step `Authorization`, as in OAuth 1.0, and their page may
    /// stand under their school's own host.
    Schoology,
    /// FatSecret. Source: platform.fatsecret.com/docs/guides/authentication/oauth1. Timestamps must not
    /// go back; a refusal of the API has the status 200.
    FatSecret,
    /// BrickLink, by tokens bound to addresses. Source: apidev.bricklink.com, "Authorization". A refusal has
    /// the status 200.
    BrickLink,
    /// A wiki of MediaWiki's with the extension OAuth, by its site (`https://meta.wikimedia.org`). Source:
    /// wikimedia/mediawiki-extensions-OAuth.
    MediaWiki,
    /// Zotero, whose token secret *is* the API key that later requests carry. Source: zotero.org/support/dev.
    /// The user's page takes `name`, `library_access`, `notes_access`, `write_access` and `all_groups`.
    Zotero,
    /// Instapaper, by a user's name and password. Source: instapaper.com/api.
    Instapaper,
    /// SmugMug. Source: api.smugmug.com/api/v2/doc/tutorial/authorization.html. The user's page takes
    /// `Access` and `Permissions`.
    SmugMug,
    /// The Noun Project, without tokens. Source: api.thenounproject.com/getting_started.html.
    NounProject,
    /// MAAS, by its site, with an API key `client:token:secret` and an empty client secret. Source:
    /// maas.io/docs. It is often on plain `http`, where whoever listens reads the secrets.
    Maas,
    /// Launchpad, of any client with an empty secret, by forms and without callback and verifier: ask
    /// until it grants. Source: help.launchpad.net/API/SigningRequests.
    Launchpad,
    /// Clever Cloud. Source: CleverCloud/oauth10a-rust and clever-client.js.
    CleverCloud,
    /// E*TRADE, out of band only: pass [`Callback::OutOfBand`](crate::Callback::OutOfBand). Source: apisb.etrade.com/docs/api/authorization. Tokens sleep after two
    /// hours, from which `renew_access_token` wakes them, and end at midnight, US Eastern.
    ETrade,
    /// Evernote. Source: dev.evernote.com, "Authentication". A refusal is a callback without verifier.
    Evernote,
    /// Atlassian Data Center (Jira, Confluence, Bitbucket), by its site and by RSA-SHA1. Source:
    /// developer.atlassian.com, "OAuth" for application links. Tokens are renewed by a session handle.
    Atlassian,
    /// Interactive Brokers' Web API, by RSA and then by a key for each session. Source: Voyz/ibind and
    /// interactivebrokers.com/campus, "OAuth 1.0a Extended". The live session token is asked for with
    /// [`Signer::base_string_prefix`](crate::Signer::base_string_prefix) and a
    /// `diffie_hellman_challenge` given to [`Signer::sign_with_parameters`](crate::Signer::sign_with_parameters); its raw bytes
    /// are the [`Signer::hmac_key`](crate::Signer::hmac_key) of HMAC-SHA256 then.
    InteractiveBrokers,
    /// Hatena, whose dance takes a parameter `scope`. Source: developer.hatena.ne.jp/ja/documents/auth.
    Hatena,
    /// Plurk. Source: the providers of simov/grant.
    Plurk,
    /// A platform of LTI 1.1, by its site: launches by forms without tokens, and outcomes with a body
    /// hash. Source: 1EdTech's LTI 1.1 implementation guide. A launch that a browser posts has an
    /// `oauth_callback` of `about:blank`: sign its form by [`Signer::sign_with_parameters`](crate::Signer::sign_with_parameters).
    Lti,
}

impl Provider {
    /// All of them.
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
    ];

    /// The name: `net-suite`.
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
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that none of the known services has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown provider; `Provider::ALL` lists the known ones")]
#[non_exhaustive]
pub struct UnknownProvider;

/// Reads a [`name`](Provider::name). Case and hyphens do not matter: `NetSuite` and `net-suite` are
/// `netsuite`.
impl FromStr for Provider {
    type Err = UnknownProvider;

    fn from_str(name: &str) -> Result<Self, UnknownProvider> {
        let plain = |name: &str| name.replace('-', "").to_ascii_lowercase();
        let name = plain(name);
        let named = |provider: &&Self| plain(provider.name()) == name;
        Self::ALL.iter().find(named).copied().ok_or(UnknownProvider)
    }
}
