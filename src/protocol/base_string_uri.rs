//! RFC 5849 section 3.4.1.2: the base string URI.

use std::fmt;

use http::request::Parts;
use http::{Method, Uri};

use super::encoding::coding::{Passes, WireEncoding};
use super::encoding::wire_text::WireText;
use super::encoding::writer::{ShortText, Writer};
use super::request_head::RequestHead;
use crate::uri::authority::{Authority, has_userinfo};
use crate::uri::error::OriginError;
use crate::uri::origin::Origin;

/// Error returned when a request has no base string URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseStringUriError {
    /// The scheme, the host or the port cannot be signed.
    #[error(transparent)]
    Origin(OriginError),
    /// A `CONNECT` request, or the target `*`. It names no resource.
    #[error("the target of a CONNECT request, and `*`, cannot be signed")]
    NoResource,
}

/// The scheme, host, port and path as they are signed (section 3.4.1.2). `Display` writes the text of that
/// section.
///
/// Scheme and host are changed to lower case, and a default port is removed. The path stays byte for byte.
///
/// ```
/// use tower_oauth1::protocol::BaseStringUri;
///
/// let (parts, ()) = http::Request::get("http://EXAMPLE.COM:80/r%20v/X?id=123").body(())?.into_parts();
/// assert_eq!(BaseStringUri::from_parts(&parts)?.to_string(), "http://example.com/r%20v/X");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BaseStringUri<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
    path: &'a str,
}

impl<'a> BaseStringUri<'a> {
    /// Creates the base string URI of a request that is sent to its own URI. A `Host` header wins over the
    /// authority of the URI, because the server sees the header.
    ///
    /// # Errors
    ///
    /// - [`OriginError`] if the URI is relative, has user information or an unusable port, or if there are two
    ///   `Host` headers or a malformed one.
    /// - [`NoResource`](BaseStringUriError::NoResource) for `CONNECT` and `*`.
    pub fn from_parts(parts: &'a Parts) -> Result<Self, BaseStringUriError> {
        Self::from_head(parts.into())
    }

    pub(crate) fn from_head(head: RequestHead<'a>) -> Result<Self, BaseStringUriError> {
        let path = path(head.method, head.uri)?;
        let (Some(scheme), Some(authority)) = (head.uri.scheme_str(), head.uri.authority()) else {
            return Err(BaseStringUriError::Origin(OriginError::NotAbsolute));
        };
        let authority = Authority::parse(authority.as_str()).map_err(BaseStringUriError::Origin)?;
        let host = Authority::from_host_header(head.headers).map_err(BaseStringUriError::Origin)?;
        let authority = host.unwrap_or(authority);
        Ok(Self {
            scheme,
            host: authority.host,
            port: authority.port_for(scheme),
            path,
        })
    }

    /// Creates the base string URI of a request that the server receives under another origin than its URI and
    /// `Host` say, for example through a proxy or a tunnel, or with a relative URI.
    ///
    /// # Errors
    ///
    /// - [`NoResource`](BaseStringUriError::NoResource) for `CONNECT` and `*`.
    /// - [`OriginError::Userinfo`] if the URI has user information.
    pub fn with_origin(origin: &'a Origin, parts: &'a Parts) -> Result<Self, BaseStringUriError> {
        Self::from_head_at(origin, parts.into())
    }

    pub(crate) fn from_head_at(
        origin: &'a Origin,
        head: RequestHead<'a>,
    ) -> Result<Self, BaseStringUriError> {
        if has_userinfo(head.uri) {
            return Err(BaseStringUriError::Origin(OriginError::Userinfo));
        }
        Ok(Self {
            scheme: origin.scheme(),
            host: origin.host(),
            port: origin.port(),
            path: path(head.method, head.uri)?,
        })
    }

    /// Creates the base string URI of a request that a server received for this host. No request says its
    /// `scheme`, so the server must know it.
    pub(crate) fn from_received(
        scheme: &'a str,
        authority: Authority<'a>,
        head: RequestHead<'a>,
    ) -> Result<Self, BaseStringUriError> {
        Ok(Self {
            scheme,
            host: authority.host,
            port: authority.port_for(scheme),
            path: path(head.method, head.uri)?,
        })
    }

    /// Writes it encoded, as in the base string.
    pub(super) fn encode(&self, out: &mut Writer<'_>) {
        match self.scheme {
            "https" => out.text(b"https%3A%2F%2F"),
            scheme => {
                lower_case(scheme, out);
                out.text(b"%3A%2F%2F");
            }
        }
        lower_case(self.host, out);
        if let Some(port) = self.port {
            out.short_text(const { ShortText::new(b"%3A") });
            out.text(itoa::Buffer::new().format(port).as_bytes());
        }
        plain(self.path, out);
    }
}

impl fmt::Display for BaseStringUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, host) = (self.scheme, self.host.to_ascii_lowercase());
        write!(f, "{}://{host}", scheme.to_ascii_lowercase())?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(self.path)
    }
}

/// Returns the path, byte for byte.
fn path<'a>(method: &Method, uri: &'a Uri) -> Result<&'a str, BaseStringUriError> {
    match uri.path() {
        path if path.starts_with('/') && method != Method::CONNECT => Ok(path),
        // The authority form, such as `example.com`: the caller probably forgot the scheme.
        "" if method != Method::CONNECT => {
            Err(BaseStringUriError::Origin(OriginError::NotAbsolute))
        }
        _ => Err(BaseStringUriError::NoResource),
    }
}

/// Encodes a text in lower case. Nearly all texts already are.
fn lower_case(text: &str, out: &mut Writer<'_>) {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        plain(&text.to_ascii_lowercase(), out)
    } else {
        plain(text, out)
    }
}

pub(super) fn plain(text: &str, out: &mut Writer<'_>) {
    WireText::new(text.as_bytes(), WireEncoding::Plain).encode(Passes::Once, out);
}
