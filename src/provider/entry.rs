//! The form of a catalog entry: the settings of one provider.

use crate::protocol::Transmission;
use crate::sign::BodyHashPolicy;

/// The value that selects one installation of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiteKind {
    /// The provider has one installation only.
    None,
    /// The URL of the site. It replaces `{site}` and `{script}` in the texts of an entry.
    Url,
    /// A NetSuite account. It replaces `{account}` in hosts and `{ACCOUNT}` in the realm.
    Account,
}

/// A signature method. This enum names all methods, also those that need a feature of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    HmacSha1,
    HmacSha256,
    HmacSha512,
    Plaintext,
    RsaSha1,
    RsaSha256,
}

/// The HTTP method and the URI of an endpoint.
pub(super) enum EndpointCall {
    Get(&'static str),
    Post(&'static str),
}

/// The settings of one provider.
///
/// There is no setting for `oauth_version`: it is always sent, because the providers that do not
/// need it accept it. There is also no setting for the format of responses: it is detected.
pub(super) struct Entry {
    /// The documents or the code that the settings come from. "run" means that the software was
    /// run, and that its requests were compared with those of the profile.
    pub(super) source: &'static str,
    /// The month in which the settings were last compared with the source: `2026-11`.
    pub(super) checked: &'static str,
    pub(super) site: SiteKind,
    /// The endpoint for temporary credentials.
    pub(super) initiate: Option<EndpointCall>,
    /// The page where the user decides.
    pub(super) authorize: Option<&'static str>,
    /// The endpoint for token credentials. `None` if the provider has no authorization flow.
    pub(super) token: Option<EndpointCall>,
    /// The names of the parameters that hold the client identifier and the token in the URI of the
    /// authorization page.
    pub(super) authorize_names: Option<(&'static str, &'static str)>,
    /// The origins of the API.
    pub(super) api: &'static [&'static str],
    pub(super) method: Method,
    /// Whether clients may also sign with RSA-SHA1, if `method` is not an RSA method.
    #[cfg_attr(
        not(feature = "rsa"),
        expect(dead_code, reason = "only `Profile::rsa_signer` reads it")
    )]
    pub(super) also_rsa_sha1: bool,
    pub(super) transmission: Transmission,
    pub(super) realm: Option<&'static str>,
    /// Whether requests without a token carry an empty `oauth_token`.
    pub(super) empty_token: bool,
    /// Whether the provider requires timestamps that never decrease.
    pub(super) ascending_timestamps: bool,
    pub(super) body_hash_policy: BodyHashPolicy,
    /// Whether the provider sends `oauth_callback_confirmed`.
    pub(super) confirms_callback: bool,
    /// Whether the provider sends `oauth_verifier`.
    pub(super) sends_verifier: bool,
    /// Whether the provider accepts `oauth_callback`.
    pub(super) accepts_callback: bool,
    /// Whether the flow sends its parameters in a form. The functions whose names end in
    /// `_with_form` do this.
    pub(super) uses_form_flow: bool,
}

impl EndpointCall {
    /// Returns the HTTP method and the URI.
    pub(super) fn parts(&self) -> (http::Method, &'static str) {
        match self {
            Self::Get(uri) => (http::Method::GET, uri),
            Self::Post(uri) => (http::Method::POST, uri),
        }
    }
}

/// Replaces the placeholders in a text with the URL of a site or an account.
///
/// `{script}` is the script `index.php` of a site. A site is the URL of this script, or of the
/// folder that contains it.
///
/// NetSuite writes an account differently in two places. Its host names contain the account in
/// lower case with hyphens. Its realm contains the account in upper case with underscores.
pub(super) fn fill_in(text: &str, site: &str) -> String {
    text.replace("{script}", &script(site))
        .replace("{site}", site)
        .replace("{account}", &site.to_ascii_lowercase().replace('_', "-"))
        .replace("{ACCOUNT}", &site.to_ascii_uppercase().replace('-', "_"))
}

/// Returns the URL of the script `index.php` of a site.
fn script(site: &str) -> String {
    if site.ends_with("/index.php") {
        site.to_owned()
    } else {
        format!("{site}/index.php")
    }
}

/// Returns the part of a URL before its path.
pub(super) fn without_path(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    &url[..end]
}
