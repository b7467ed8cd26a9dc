//! The well-known providers.

/// A provider of OAuth 1.0a services.
///
/// The docs of each variant name its origins, its special rules and the source of its settings. A
/// profile signs requests to these origins and sends all others unsigned.
/// [`Profile::with_origins`](super::Profile::with_origins) adds an origin. Requests are signed with
/// HMAC-SHA1, unless the docs of the variant name another signature method. Pass the parameters of
/// the authorization page to [`AuthorizationFlow::parameter`](crate::AuthorizationFlow::parameter),
/// with the step [`FlowStep::Authorization`](crate::flow::FlowStep::Authorization).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// X, formerly Twitter.
    ///
    /// Origins: `https://api.x.com`, `https://upload.x.com`, `https://ads-api.x.com`,
    /// `https://ads-api-sandbox.x.com`, `https://api.twitter.com`, `https://upload.twitter.com`,
    /// `https://ads-api.twitter.com` and `https://ads-api-sandbox.twitter.com`.
    ///
    /// The profile does not sign for `https://ton.twitter.com`, where the Ads API takes files of
    /// audiences (TON). To upload such files, add this origin with `with_origins`. The body must
    /// not be a form.
    ///
    /// Requests that carry `oauth_body_hash` fail.
    ///
    /// A draft of the documentation of X says that OAuth 1.0a will be retired, without a date, and
    /// how to exchange a token for one of OAuth 2.0.
    ///
    /// Source: docs.x.com, "OAuth 1.0a" and "X Ads API"; the draft is pull request 438 of
    /// github.com/xdevplatform/docs, of September 2026; for TON, the former developer.twitter.com,
    /// "TON Upload" (November 2026).
    X,
    /// Tumblr.
    ///
    /// Origin: `https://api.tumblr.com`.
    ///
    /// Every request needs a `User-Agent` header: see [how to set it](super#user-agent). Tumblr
    /// reads the protocol parameters in the header only.
    ///
    /// A signed `POST` to `https://api.tumblr.com/v2/oauth2/exchange` exchanges a token for one of
    /// OAuth 2.0. The exchanged token is no longer valid.
    ///
    /// Source: tumblr.com/docs/en/api/v2, "OAuth1 Authorization" (November 2026).
    Tumblr,
    #[doc = include_str!("docs/flickr.md")]
    Flickr,
    /// Discogs.
    ///
    /// Origin: `https://api.discogs.com`.
    ///
    /// Requests are signed with PLAINTEXT, as Discogs recommends. Every request needs a
    /// `User-Agent` header: see [how to set it](super#user-agent).
    ///
    /// The user must decide, and the flow must request the token, within 15 minutes.
    ///
    /// Source: discogs.com/developers, "Authentication" (November 2026).
    Discogs,
    /// Trello.
    ///
    /// Origins: `https://api.trello.com` and `https://trello.com`.
    ///
    /// The authorization page accepts the parameters `name`, `scope` and `expiration`.
    ///
    /// Source: developer.atlassian.com/cloud/trello/guides/rest-api/authorization (November 2026).
    Trello,
    /// NetSuite.
    ///
    /// Needs an account, such as `1234567_SB1`: use [`profile_at`](Self::profile_at).
    ///
    /// Origins: `https://{account}.restlets.api.netsuite.com` and
    /// `https://{account}.suitetalk.api.netsuite.com`. A sandbox is an account of its own.
    ///
    /// Requests are signed with HMAC-SHA256.
    ///
    /// The profile sets the realm, so do not set it yourself. It is the account in upper case, with
    /// `_` instead of `-`, such as `1234567_SB1`, also if you pass `1234567-sb1`. It is in the
    /// `Authorization` header, and the `Display` text of an [`Explanation`](crate::Explanation)
    /// shows it.
    ///
    /// An empty verifier means that the user refused.
    ///
    /// If you add a parameter `state` to the step [`Authorization`], the callback carries it back.
    /// Compare the two values.
    ///
    /// Timestamps must not decrease. The profile sets a [`MonotonicClock`] for this.
    /// [`Signer::with_clock`](crate::Signer::with_clock) replaces it, so put a clock of your own
    /// into a `MonotonicClock` too.
    ///
    /// From release 2027.1, NetSuite accepts no new integrations with token-based authentication.
    /// Existing ones continue to work. The SOAP web services end with release 2028.2. Oracle is
    /// reported to plan the end of token-based authentication for the same release.
    ///
    /// Source: docs.oracle.com, "Token-based Authentication (TBA)", "Authentication" of release
    /// 2026.2 and "Support for Existing WSDL Versions"; the report is
    /// apideck.com/blog/netsuite-tba-to-oauth-2-migration, of October 2026 (November 2026).
    ///
    /// [`Authorization`]: crate::flow::FlowStep::Authorization
    /// [`MonotonicClock`]: crate::protocol::MonotonicClock
    NetSuite,
    #[doc = include_str!("docs/mastercard.md")]
    Mastercard,
    #[doc = include_str!("docs/woocommerce.md")]
    WooCommerce,
    #[doc = include_str!("docs/wordpress.md")]
    WordPress,
    #[doc = include_str!("docs/magento.md")]
    Magento,
    /// Garmin Connect.
    ///
    /// Origins: `https://apis.garmin.com` and `https://connectapi.garmin.com`.
    ///
    /// Garmin retires OAuth 1.0a on 31 December 2026. A signed `POST` to
    /// `https://apis.garmin.com/partner-gateway/rest/user/token-exchange` exchanges a token for one
    /// of OAuth 2.0.
    ///
    /// Source: Garmin's "OAuth Specification" 1.0.1 and its OAuth 2.0 migration guide, as
    /// marazt/garmin-connect-client issue 11 quotes it (November 2026).
    Garmin,
    /// Schoology.
    ///
    /// Origin: `https://api.schoology.com`.
    ///
    /// Timestamps must not decrease. The profile sets a [`MonotonicClock`] for this.
    /// [`Signer::with_clock`](crate::Signer::with_clock) replaces it, so put a clock of your own
    /// into a `MonotonicClock` too.
    ///
    /// The user returns to the URL in the parameter `oauth_callback` of the step [`Authorization`],
    /// as in OAuth 1.0.
    ///
    /// The authorization page may be on the host of the user's school.
    ///
    /// Source: developers.schoology.com/api-documentation/authentication (November 2026).
    ///
    /// [`Authorization`]: crate::flow::FlowStep::Authorization
    /// [`MonotonicClock`]: crate::protocol::MonotonicClock
    Schoology,
    /// FatSecret.
    ///
    /// Origin: `https://platform.fatsecret.com`. The authorization flow is at
    /// `https://authentication.fatsecret.com`.
    ///
    /// Timestamps must not decrease. The profile sets a [`MonotonicClock`] for this.
    /// [`Signer::with_clock`](crate::Signer::with_clock) replaces it, so put a clock of your own
    /// into a `MonotonicClock` too.
    ///
    /// When the API refuses a request, the status of the response is still 200.
    ///
    /// Source: platform.fatsecret.com/docs/guides/authentication/oauth1/three-legged (November
    /// 2026).
    ///
    /// [`MonotonicClock`]: crate::protocol::MonotonicClock
    FatSecret,
    /// BrickLink.
    ///
    /// Origin: `https://api.bricklink.com`.
    ///
    /// Tokens are bound to IP addresses. There is no authorization flow.
    ///
    /// When the API refuses a request, the status of the response is still 200.
    ///
    /// Source: apidev.bricklink.com, "Authorization" and "General Notes" (November 2026).
    BrickLink,
    #[doc = include_str!("docs/mediawiki.md")]
    MediaWiki,
    /// Zotero.
    ///
    /// Origin: `https://www.zotero.org`, for the authorization flow only.
    ///
    /// The token secret *is* the API key that later requests carry.
    ///
    /// The authorization page accepts the parameters `name`, `library_access`, `notes_access`,
    /// `write_access`, `all_groups` and `identity`.
    ///
    /// Source: zotero.org/support/dev/web_api/v3/oauth (November 2026).
    Zotero,
    /// Instapaper.
    ///
    /// Origin: `https://www.instapaper.com`.
    ///
    /// The client exchanges the name and password of a user for a token (xAuth). Every call is a
    /// `POST` with its parameters in a form.
    ///
    /// Source: instapaper.com/api (November 2026).
    Instapaper,
    /// SmugMug.
    ///
    /// Origins: `https://api.smugmug.com` and `https://upload.smugmug.com`.
    ///
    /// The authorization page accepts the parameters `Access` and `Permissions`.
    ///
    /// Source: api.smugmug.com/api/v2/doc/tutorial/authorization.html and reference/upload.html
    /// (November 2026).
    SmugMug,
    /// The Noun Project.
    ///
    /// Origin: `https://api.thenounproject.com`.
    ///
    /// Requests carry no token.
    ///
    /// Source: api.thenounproject.com/getting_started.html (November 2026).
    NounProject,
    #[doc = include_str!("docs/maas.md")]
    Maas,
    #[doc = include_str!("docs/launchpad.md")]
    Launchpad,
    /// Clever Cloud.
    ///
    /// Origin: `https://api.clever-cloud.com`.
    ///
    /// Requests are signed with HMAC-SHA512.
    ///
    /// Source: clever.cloud/developers/api/howto, CleverCloud/oauth10a-rust and clever-client.js
    /// (November 2026).
    CleverCloud,
    /// E\*TRADE.
    ///
    /// Origins: `https://api.etrade.com` and the sandbox `https://apisb.etrade.com`. The
    /// authorization flow of the sandbox is at `https://api.etrade.com` too.
    ///
    /// The flow works out of band only: pass [`Callback::OutOfBand`](crate::Callback::OutOfBand).
    ///
    /// A token becomes inactive after two hours. A request to `renew_access_token` makes it active
    /// again. Tokens expire at midnight, US Eastern time.
    ///
    /// Source: apisb.etrade.com/docs/api/authorization (November 2026).
    ETrade,
    /// Evernote.
    ///
    /// Origin: `https://www.evernote.com`, for the authorization flow only.
    ///
    /// A callback without a verifier means that the user refused.
    ///
    /// The profile is not for the sandbox `https://sandbox.evernote.com`, which earlier versions of
    /// the documentation have. Its endpoints have the same paths. To use it, pass `Endpoints` with
    /// its host to [`AuthorizationFlow::new`](crate::AuthorizationFlow::new), with `GET` and the
    /// transmission `Query`. Requests to the API carry the token and are not signed.
    ///
    /// Source: dev.evernote.com, "Authentication", and its earlier version (November 2026).
    Evernote,
    /// Atlassian Data Center (Jira, Confluence, Bitbucket).
    ///
    /// Needs the URL of the site: use [`profile_at`](Self::profile_at). Origin: that of the site.
    ///
    /// Requests are signed with RSA-SHA1. Tokens are renewed with a session handle.
    ///
    /// Source: developer.atlassian.com, "OAuth" of the Jira REST API (November 2026).
    Atlassian,
    #[doc = include_str!("docs/interactive_brokers.md")]
    InteractiveBrokers,
    /// Hatena.
    ///
    /// Origins: `https://bookmark.hatenaapis.com`, `https://n.hatena.com`,
    /// `https://blog.hatena.ne.jp` and `https://f.hatena.ne.jp`.
    ///
    /// The authorization flow takes a parameter `scope`.
    ///
    /// Source: developer.hatena.ne.jp/ja/documents/auth and fotolife/apis/atom (November 2026).
    Hatena,
    /// Plurk.
    ///
    /// Origin: `https://www.plurk.com`.
    ///
    /// The authorization page accepts the parameters `deviceid` and `model`.
    ///
    /// Source: plurk.com/API (November 2026).
    Plurk,
    #[doc = include_str!("docs/lti.md")]
    Lti,
    /// The identity service of HERE, which issues tokens of OAuth 2.0 to applications.
    ///
    /// Origin: `https://account.api.here.com`.
    ///
    /// Sign a `POST` to `https://account.api.here.com/oauth2/token` with the form
    /// `grant_type=client_credentials`. The client identifier is `here.access.key.id`, and the
    /// client secret is `here.access.key.secret`. There is no OAuth 1.0 token. Other requests carry
    /// the issued token and are not signed.
    ///
    /// Source: docs.here.com/identity-and-access-management (November 2026).
    Here,
}
