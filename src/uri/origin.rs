//! Origins: scheme, host and port. Scopes, public origins and the base string URI use them.

use std::fmt;

use http::Uri;

use super::authority::{Authority, has_userinfo};
use super::error::OriginError;

/// The scheme, host and port of a server, such as `https://api.example.com` or
/// `http://127.0.0.1:8080`.
///
/// A single `/` at the end of a text is allowed. The scheme and host are stored in lower case. The
/// default port of the scheme (80 for `http`, 443 for `https`) is left out. So equal origins are
/// equal values.
///
/// A WebSocket begins with an HTTP request. So `ws` is stored as `http`, and `wss` as `https`.
///
/// ```
/// use tower_oauth1::Origin;
///
/// let origin: Origin = "HTTPS://API.example.com:443".parse()?;
/// assert_eq!(origin.to_string(), "https://api.example.com");
/// assert!("https://api.example.com/path".parse::<Origin>().is_err());
/// # Ok::<_, tower_oauth1::OriginError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl Origin {
    /// Returns the origin that a request to `uri` is sent to, or `Ok(None)` if the URI has no
    /// authority.
    pub(crate) fn from_uri(uri: &Uri) -> Result<Option<Self>, OriginError> {
        let destination = Destination::from_uri(uri)?;
        Ok(destination.map(|to| to.authority.with_scheme(to.scheme)))
    }

    /// Returns whether `destination` has this origin.
    pub(crate) fn matches(&self, destination: Destination<'_>) -> bool {
        let Destination { scheme, authority } = destination;
        // Fast path: nearly all URIs are in lower case, so plain `==` decides most comparisons.
        let same = |ours: &str, other: &str| ours == other || ours.eq_ignore_ascii_case(other);
        same(&self.scheme, scheme)
            && same(&self.host, authority.host)
            && self.port == authority.port_for(scheme)
    }

    /// Returns whether a request that was received with this scheme and authority has this origin.
    pub(crate) fn is_at(&self, scheme: &str, authority: Authority<'_>) -> bool {
        self.matches(Destination { scheme, authority })
    }

    /// Returns the scheme in lower case.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// Returns the host in lower case. An IPv6 address is in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the port, or `None` if it is the default port of the scheme.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Returns whether the scheme is `https`.
    pub(crate) fn is_https(&self) -> bool {
        self.scheme == "https"
    }

    /// Returns whether the host is the local machine: `localhost`, 127.0.0.0/8 or `[::1]`.
    pub(crate) fn is_loopback(&self) -> bool {
        let address = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host == "localhost"
            || address
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }
}

impl std::str::FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let (scheme, rest) = text.split_once("://").ok_or(OriginError::NotAbsolute)?;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if !matches!(path, "" | "/") {
            return Err(OriginError::Path);
        }
        let scheme = http_scheme(scheme).ok_or(OriginError::Scheme)?;
        if authority.contains('*') {
            return Err(OriginError::Wildcard);
        }
        Ok(Authority::parse(authority)?.with_scheme(scheme))
    }
}

/// Returns the origin of an absolute URI. The path and query are ignored.
impl TryFrom<&Uri> for Origin {
    type Error = OriginError;

    fn try_from(uri: &Uri) -> Result<Self, OriginError> {
        if has_userinfo(uri) {
            return Err(OriginError::Userinfo);
        }
        let destination = Destination::from_uri(uri)?.ok_or(OriginError::NotAbsolute)?;
        if !destination.is_http() {
            return Err(OriginError::Scheme);
        }
        Ok(destination.authority.with_scheme(destination.scheme))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

/// The origin that a request is sent to, borrowed from its URI. Unlike [`Origin`], it needs no
/// allocation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Destination<'a> {
    /// `http`, `https`, or another scheme that no HTTP client supports by itself.
    scheme: &'a str,
    authority: Authority<'a>,
}

impl<'a> Destination<'a> {
    /// Returns the destination of a request to `uri`, or `Ok(None)` if the URI has no authority.
    pub(crate) fn from_uri(uri: &'a Uri) -> Result<Option<Self>, OriginError> {
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Ok(None);
        };
        let authority = authority.as_str();
        let authority = match Authority::parse(authority) {
            // User information (the part before `@`) does not change the server that receives the
            // request.
            Err(OriginError::Userinfo) => {
                let host = authority.rsplit('@').next();
                Authority::parse(host.unwrap_or_default())?
            }
            parsed => parsed?,
        };
        let scheme = http_scheme(scheme).unwrap_or(scheme);
        Ok(Some(Self { scheme, authority }))
    }

    /// Returns whether the scheme is one of HTTP. A client that sends requests elsewhere, for
    /// example to a Unix socket, may use another scheme.
    pub(crate) fn is_http(self) -> bool {
        is_web_scheme(self.scheme)
    }
}

impl Authority<'_> {
    /// Returns the origin with this host and port and the given scheme.
    pub(crate) fn with_scheme(self, scheme: &str) -> Origin {
        Origin {
            scheme: scheme.to_ascii_lowercase(),
            host: self.host.to_ascii_lowercase(),
            port: self.port_for(scheme),
        }
    }
}

/// Returns the HTTP scheme that a scheme stands for, in upper or lower case. Returns `None` if it
/// stands for none.
///
/// A WebSocket begins with an HTTP request (RFC 6455 section 4.1), and the server that verifies
/// this request sees HTTP. So `ws` stands for `http`, and `wss` for `https`.
pub(crate) fn http_scheme(scheme: &str) -> Option<&'static str> {
    // Fast path: most schemes are in lower case.
    match scheme {
        "https" => return Some("https"),
        "http" => return Some("http"),
        _ => {}
    }
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if is("https") || is("wss") {
        Some("https")
    } else if is("http") || is("ws") {
        Some("http")
    } else {
        None
    }
}

/// Returns whether the text is `http` or `https`, in upper or lower case.
pub(crate) fn is_web_scheme(text: &str) -> bool {
    text.eq_ignore_ascii_case("http") || text.eq_ignore_ascii_case("https")
}

/// Returns whether the text is a valid URI scheme (RFC 3986 section 3.1).
pub(crate) fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_and_compared() {
        let parse = |text: &str| text.parse::<Origin>().map(|o| o.to_string());
        assert_eq!(
            parse("http://EXAMPLE.com:80/").unwrap(),
            "http://example.com"
        );
        assert_eq!(parse("http://[::1]:0443").unwrap(), "http://[::1]:443");
        assert_eq!(parse("https://h:80").unwrap(), "https://h:80");
        assert_eq!(parse("ws://h:80").unwrap(), "http://h");
        assert_eq!(parse("WSS://h:443/").unwrap(), "https://h");
        assert_eq!(parse("wss://h:80").unwrap(), "https://h:80");
        for (text, error) in [
            ("", OriginError::NotAbsolute),
            ("api.example.com", OriginError::NotAbsolute),
            ("://h", OriginError::Scheme),
            ("ftp://h", OriginError::Scheme),
            ("https://*.example.com", OriginError::Wildcard),
            ("https://", OriginError::Host),
            ("https://a b", OriginError::Host),
            ("https://[::1", OriginError::Host),
            ("https://[]", OriginError::Host),
            ("https://h:65536", OriginError::Port),
            ("https://h:+80", OriginError::Port),
            ("https://h:8:8", OriginError::Port),
            ("https://[::1]80", OriginError::Port),
            ("https://u@h", OriginError::Userinfo),
            ("https://h/path", OriginError::Path),
            ("https://h?q", OriginError::Path),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn hosts_that_only_look_like_loopback_are_not_loopback() {
        let is = |text: &str| text.parse::<Origin>().unwrap().is_loopback();
        assert!(is("http://localhost:1") && is("http://127.9.9.9") && is("http://[::1]"));
        assert!(!is("http://localhost.example.com") && !is("http://127.0.0.1.example.com"));
        assert!(!is("http://10.0.0.1"));
    }
}
