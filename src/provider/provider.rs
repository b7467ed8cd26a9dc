//! The well-known providers.

/// A provider of OAuth 1.0a services.
///
/// The docs of each variant name its special rules and the source of its settings. Requests are
/// signed with HMAC-SHA1, unless the docs of the variant name another signature method. Pass the
/// parameters of the authorization page to
/// [`AuthorizationFlow::parameter`](crate::AuthorizationFlow::parameter), with the step
/// [`FlowStep::Authorization`](crate::flow::FlowStep::Authorization).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provider {
    /// X, formerly Twitter.
    ///
    /// Requests that carry `oauth_body_hash` fail.
    ///
    /// Source: docs.x.com, "OAuth 1.0a".
    X,
    /// Tumblr.
    ///
    /// Source: the providers of chillerlan/php-oauth and of social-core.
    Tumblr,
    /// Flickr.
    ///
    /// The authorization page needs the parameter `perms` with the value `read`, `write` or
    /// `delete`.
    ///
    /// When the API refuses a request, the status of the response is still 200.
    ///
    /// Source: flickr.com/services/api/auth.oauth.html.
    Flickr,
    /// Discogs.
    ///
    /// Requests are signed with PLAINTEXT. Every request needs a `User-Agent` header.
    ///
    /// Source: nango.dev/docs/api-integrations/discogs.
    Discogs,
    /// Trello.
    ///
    /// The authorization page accepts the parameters `name`, `scope` and `expiration`.
    ///
    /// Source: developer.atlassian.com/cloud/trello/guides/rest-api/authorization.
    Trello,
    /// NetSuite.
    ///
    /// Needs an account, such as `1234567_SB1`: use [`profile_at`](Self::profile_at).
    ///
    /// Requests are signed with HMAC-SHA256.
    ///
    /// An empty verifier means that the user refused.
    ///
    /// If you add a parameter `state` to the step [`Authorization`], the callback carries it back.
    /// Compare the two values.
    ///
    /// Timestamps must not decrease. The profile sets a [`MonotonicClock`] for this.
    ///
    /// Source: docs.oracle.com, "Token-based Authentication".
    ///
    /// [`Authorization`]: crate::flow::FlowStep::Authorization
    /// [`MonotonicClock`]: crate::protocol::MonotonicClock
    NetSuite,
    /// The APIs of Mastercard.
    ///
    /// Requests are signed with RSA-SHA256 and carry no token.
    ///
    /// Source: Mastercard/oauth1-signer-java.
    Mastercard,
    /// WooCommerce, on a site with plain `http`. On `https`, WooCommerce accepts HTTP Basic
    /// instead.
    ///
    /// Needs the URL of the site: use [`profile_at`](Self::profile_at).
    ///
    /// Requests are signed with HMAC-SHA256.
    ///
    /// WooCommerce computes some signatures wrongly. It does not percent-encode the secret, so a
    /// secret with reserved characters does not work. It sorts parameters by their decoded names.
    /// A request with two parameters of the same name does not verify there.
    ///
    /// Source: class-wc-rest-authentication.php.
    WooCommerce,
    /// WordPress with the plugin "OAuth1 Server".
    ///
    /// Needs the URL of the site: use [`profile_at`](Self::profile_at).
    ///
    /// A site may have moved the endpoints. The page `/wp-json/` of the site lists them.
    ///
    /// The plugin computes some signatures wrongly. It does not see the form of a `PUT`, `PATCH` or
    /// `DELETE` request: use `POST`, or send JSON. It decodes values twice, so a request with `%41`
    /// in a value does not verify there.
    ///
    /// Source: WP-API/OAuth1.
    WordPress,
    /// Magento 2 (Adobe Commerce).
    ///
    /// Needs the URL of the site: use [`profile_at`](Self::profile_at).
    ///
    /// Requests are signed with HMAC-SHA256.
    ///
    /// The store posts the verifier to the integration. No user is sent to a page. Pass the
    /// verifier to the flow as `oauth_token=..&oauth_verifier=..`, with the token of the temporary
    /// credentials.
    ///
    /// Source: devdocs, "OAuth-based authentication".
    Magento,
    /// Garmin Connect.
    ///
    /// Garmin supports OAuth 1.0a until the end of 2026.
    ///
    /// Source: Garmin's "OAuth" PDF.
    Garmin,
    /// Schoology.
    ///
    /// Timestamps must not decrease. The profile sets a [`MonotonicClock`] for this.
    ///
    /// The user returns to the URL in the parameter `oauth_callback` of the step [`Authorization`],
    /// as in OAuth 1.0.
    ///
    /// The authorization page may be on the host of the user's school.
    ///
    /// Source: developers.schoology.com, "Authentication".
    ///
    /// [`Authorization`]: crate::flow::FlowStep::Authorization
    /// [`MonotonicClock`]: crate::protocol::MonotonicClock
    Schoology,
    /// FatSecret.
    ///
    /// Timestamps must not decrease. The profile sets a [`MonotonicClock`] for this.
    ///
    /// When the API refuses a request, the status of the response is still 200.
    ///
    /// Source: platform.fatsecret.com/docs/guides/authentication/oauth1.
    ///
    /// [`MonotonicClock`]: crate::protocol::MonotonicClock
    FatSecret,
    /// BrickLink.
    ///
    /// Tokens are bound to IP addresses. There is no authorization flow.
    ///
    /// When the API refuses a request, the status of the response is still 200.
    ///
    /// Source: apidev.bricklink.com, "Authorization".
    BrickLink,
    /// A MediaWiki wiki with the extension OAuth.
    ///
    /// Needs the URL of the site, such as `https://meta.wikimedia.org`: use
    /// [`profile_at`](Self::profile_at).
    ///
    /// Source: wikimedia/mediawiki-extensions-OAuth.
    MediaWiki,
    /// Zotero.
    ///
    /// The token secret *is* the API key that later requests carry.
    ///
    /// The authorization page accepts the parameters `name`, `library_access`, `notes_access`,
    /// `write_access` and `all_groups`.
    ///
    /// Source: zotero.org/support/dev.
    Zotero,
    /// Instapaper.
    ///
    /// The client exchanges the name and password of a user for a token (xAuth).
    ///
    /// Source: instapaper.com/api.
    Instapaper,
    /// SmugMug.
    ///
    /// The authorization page accepts the parameters `Access` and `Permissions`.
    ///
    /// Source: api.smugmug.com/api/v2/doc/tutorial/authorization.html.
    SmugMug,
    /// The Noun Project.
    ///
    /// Requests carry no token.
    ///
    /// Source: api.thenounproject.com/getting_started.html.
    NounProject,
    /// MAAS.
    ///
    /// Needs the URL of the site: use [`profile_at`](Self::profile_at).
    ///
    /// Requests are signed with PLAINTEXT. An API key has the form `client:token:secret`. The
    /// client secret is empty.
    ///
    /// MAAS often runs on plain `http`. Then everyone on the network can read the secrets.
    ///
    /// Source: maas.io/docs.
    Maas,
    /// Launchpad.
    ///
    /// Requests are signed with PLAINTEXT. Any client identifier is accepted. The client secret is
    /// empty.
    ///
    /// The flow posts forms, and uses no callback and no verifier. Repeat the request for token
    /// credentials until Launchpad grants it.
    ///
    /// Source: help.launchpad.net/API/SigningRequests.
    Launchpad,
    /// Clever Cloud.
    ///
    /// Requests are signed with HMAC-SHA512.
    ///
    /// Source: CleverCloud/oauth10a-rust and clever-client.js.
    CleverCloud,
    /// E\*TRADE.
    ///
    /// The flow works out of band only: pass [`Callback::OutOfBand`](crate::Callback::OutOfBand).
    ///
    /// A token becomes inactive after two hours. A request to `renew_access_token` makes it active
    /// again. Tokens expire at midnight, US Eastern time.
    ///
    /// Source: apisb.etrade.com/docs/api/authorization.
    ETrade,
    /// Evernote.
    ///
    /// A callback without a verifier means that the user refused.
    ///
    /// Source: dev.evernote.com, "Authentication".
    Evernote,
    /// Atlassian Data Center (Jira, Confluence, Bitbucket).
    ///
    /// Needs the URL of the site: use [`profile_at`](Self::profile_at).
    ///
    /// Requests are signed with RSA-SHA1. Tokens are renewed with a session handle.
    ///
    /// Source: developer.atlassian.com, "OAuth" for application links.
    Atlassian,
    /// The Web API of Interactive Brokers.
    ///
    /// The flow is signed with RSA-SHA256. Later requests are signed with a key for each session,
    /// the *live session token*.
    ///
    /// To request the live session token, use [`Signer::with_base_string_prefix`], and pass the
    /// parameter `diffie_hellman_challenge` to [`Signer::sign_with_parameters`]. Then pass the raw
    /// bytes of the live session token to [`Signer::hmac_key`], with HMAC-SHA256.
    ///
    /// Source: Voyz/ibind and interactivebrokers.com/campus, "OAuth 1.0a Extended".
    ///
    /// [`Signer::with_base_string_prefix`]: crate::Signer::with_base_string_prefix
    /// [`Signer::sign_with_parameters`]: crate::Signer::sign_with_parameters
    /// [`Signer::hmac_key`]: crate::Signer::hmac_key
    InteractiveBrokers,
    /// Hatena.
    ///
    /// The authorization flow takes a parameter `scope`.
    ///
    /// Source: developer.hatena.ne.jp/ja/documents/auth.
    Hatena,
    /// Plurk.
    ///
    /// Source: the providers of simov/grant.
    Plurk,
    /// A platform of LTI 1.1.
    ///
    /// Needs the URL of the site: use [`profile_at`](Self::profile_at).
    ///
    /// Launches are forms without a token. Outcomes carry a body hash.
    ///
    /// A launch that a browser posts carries `oauth_callback` with the value `about:blank`. Sign
    /// its form with [`Signer::sign_with_parameters`].
    ///
    /// Source: the LTI 1.1 implementation guide of 1EdTech.
    ///
    /// [`Signer::sign_with_parameters`]: crate::Signer::sign_with_parameters
    Lti,
}
