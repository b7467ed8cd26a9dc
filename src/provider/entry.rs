//! What can be said of a service.

use crate::protocol::Transmission;
use crate::sign::BodyHashPolicy;

/// What has to be known of one customer's installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiteKind {
    None,
    /// Its URL, `{site}` below.
    Url,
    /// NetSuite's account, `{account}` in a host and `{ACCOUNT}` in the realm.
    Account,
}

/// The methods by name, for not every build has all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    HmacSha1,
    HmacSha256,
    HmacSha512,
    Plaintext,
    RsaSha1,
    RsaSha256,
}

/// `GET` or `POST`, and where to.
pub(super) enum Ask {
    Get(&'static str),
    Post(&'static str),
}

/// The version is sent to all, for the services that do not need it take it; answers are read as what they
/// are.
pub(super) struct Entry {
    pub(super) site: SiteKind,
    pub(super) initiate: Option<Ask>,
    pub(super) authorize: Option<&'static str>,
    pub(super) token: Option<Ask>,
    /// The names of the client's and the token's parameter where the user is sent to.
    pub(super) authorize_names: Option<(&'static str, &'static str)>,
    /// The origins of its API.
    pub(super) api: &'static [&'static str],
    pub(super) method: Method,
    pub(super) transmission: Transmission,
    pub(super) realm: Option<&'static str>,
    /// Whether requests without a user carry an empty `oauth_token`.
    pub(super) empty_token: bool,
    /// Whether timestamps must not go back.
    pub(super) ascending: bool,
    pub(super) body_hash_policy: BodyHashPolicy,
    pub(super) confirms_callback: bool,
    pub(super) gives_verifier: bool,
    pub(super) takes_callback: bool,
    pub(super) uses_form_flow: bool,
}

impl Ask {
    pub(super) fn parts(&self) -> (http::Method, &'static str) {
        match self {
            Self::Get(uri) => (http::Method::GET, uri),
            Self::Post(uri) => (http::Method::POST, uri),
        }
    }
}

/// NetSuite's hosts have the account in small letters with hyphens, its realm in capitals with
/// underscores.
pub(super) fn fill_in(text: &str, site: &str) -> String {
    text.replace("{site}", site)
        .replace("{account}", &site.to_ascii_lowercase().replace('_', "-"))
        .replace("{ACCOUNT}", &site.to_ascii_uppercase().replace('-', "_"))
}

pub(super) fn without_path(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find('/').map_or(url.len(), |at| start + at);
    &url[..end]
}
