//! The redirect that a server responded with, for the message of a `FlowError`.

use std::fmt;

use http::{HeaderMap, HeaderValue, StatusCode, header};

/// A response with a redirect. `Display` writes where it goes, and what to do.
pub(super) struct Redirect<'a> {
    pub(super) status: StatusCode,
    pub(super) headers: &'a HeaderMap,
    /// The name of the endpoint that redirects.
    pub(super) endpoint: &'static str,
}

impl fmt::Display for Redirect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.headers.get(header::LOCATION);
        let target = location.and_then(target);
        match &target {
            Some(target) => write!(f, "the server redirects to `{target}`")?,
            None if location.is_some() => f.write_str(
                "the server redirects, but its `Location` header (see `FlowError::headers`) has no \
                 path",
            )?,
            None => f.write_str("the server redirects, but sends no `Location` header")?,
        }
        f.write_str("; a signed request must not follow a redirect; ")?;
        let endpoint = self.endpoint;
        let is_permanent = matches!(self.status.as_u16(), 301 | 308);
        if is_permanent && target.is_some() {
            write!(
                f,
                "if this is the {endpoint} of the provider, use this URI in `Endpoints`; if not, \
                 take the URI from the provider's documentation"
            )
        } else {
            write!(
                f,
                "the URI of the {endpoint} is probably wrong; take it from the provider's \
                 documentation"
            )
        }
    }
}

/// The longest target that is shown, in characters.
const LONGEST_TARGET: usize = 200;

/// Returns the target of a redirect without its query, fragment, path parameters and user
/// information, which may contain secrets.
fn target(location: &HeaderValue) -> Option<String> {
    let text = location.to_str().ok()?.trim();
    let end = text.find(['?', '#', ';']).unwrap_or(text.len());
    let text = &text[..end];
    let start = text.find("//").map_or(0, |at| at + 2);
    let (scheme, rest) = text.split_at(start);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = match authority.rfind('@') {
        Some(at) if start > 0 => &authority[at + 1..],
        _ => authority,
    };
    let target: String = [scheme, host, path].concat();
    let target: String = target.chars().take(LONGEST_TARGET).collect();
    (!target.is_empty()).then(|| target.escape_debug().to_string())
}
