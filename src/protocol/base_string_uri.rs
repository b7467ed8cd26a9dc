//! RFC 5849 section 3.4.1.2: the base string URI.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use http::request::Parts;
use http::{Method, Uri, Version};

use super::encoding::coding::{Passes, WireEncoding};
use super::encoding::wire_text::WireText;
use super::encoding::writer::{ShortText, Writer};
use super::request_head::RequestHead;
use crate::uri::authority::{Authority, has_userinfo};
use crate::uri::error::OriginError;
use crate::uri::origin::{Origin, http_scheme};

/// Error returned when a request has no base string URI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseStringUriError {
    /// The scheme, host or port of the request cannot be signed.
    #[error(transparent)]
    Origin(OriginError),
    /// The target is `*`, or the method is `CONNECT` and the request is not an extended CONNECT of
    /// HTTP/2 or HTTP/3, which has a scheme and a path. Such a request names no resource that could
    /// be signed.
    #[error(
        "a request with the target `*` or the method CONNECT names no resource, so it cannot be signed; send it unsigned, or as an extended CONNECT of HTTP/2, with a scheme and a path"
    )]
    NoResource,
}

/// The base string URI of a request (section 3.4.1.2): the scheme, host, port and path.
///
/// The scheme and the host are in lower case. A default port is left out. The path is used byte for
/// byte. `Display` writes the URI as section 3.4.1.2 defines it.
///
/// ```
/// use tower_oauth1::protocol::BaseStringUri;
///
/// let uri = "http://EXAMPLE.COM:80/r%20v/X?id=123";
/// let (parts, ()) = http::Request::get(uri).body(())?.into_parts();
/// assert_eq!(BaseStringUri::from_parts(&parts)?.to_string(), "http://example.com/r%20v/X");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct BaseStringUri<'a> {
    pub(crate) scheme: &'a str,
    pub(crate) host: Cow<'a, str>,
    pub(crate) port: Option<u16>,
    pub(crate) path: Cow<'a, str>,
}

impl<'a> BaseStringUri<'a> {
    /// Creates the base string URI of a request from its URI and its `Host` header.
    ///
    /// If there is a `Host` header, it replaces the host and port of the URI, because the server
    /// sees the `Host` header. If the version of the request is HTTP/2 or later, the `Host` header
    /// is ignored: the server takes the authority of the URI (RFC 9113 section 8.3.1).
    ///
    /// # WebSockets
    ///
    /// The schemes `ws` and `wss` are signed as `http` and `https`, because a WebSocket begins with
    /// an HTTP request.
    ///
    /// A WebSocket over HTTP/2 begins with an extended `CONNECT` request: the method is `CONNECT`,
    /// and the URI has a scheme and a path (RFC 8441). It stands for a `GET`, and is signed as one
    /// (section 5). Its version may be the default one: the HTTP client, and not the request,
    /// decides in which version it is sent. A [`VerifyLayer`](crate::VerifyLayer) accepts an
    /// extended `CONNECT` in HTTP/2 and HTTP/3 only.
    ///
    /// # Errors
    ///
    /// - [`Origin`](BaseStringUriError::Origin) if the URI is relative or contains user
    ///   information, if its port is invalid, or if there are several `Host` headers or a malformed
    ///   one.
    /// - [`NoResource`](BaseStringUriError::NoResource) if the target is `*`, or if the method is
    ///   `CONNECT` and the URI has no scheme or no path.
    pub fn from_parts(parts: &'a Parts) -> Result<Self, BaseStringUriError> {
        Self::from_head(parts.into())
    }

    /// Creates the base string URI of a request that is to be signed.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`from_parts`](Self::from_parts), and
    /// [`Origin`](BaseStringUriError::Origin) with [`OriginError::Scheme`] if no server can receive
    /// a request with this scheme, so that nobody knows what the server would compute.
    pub(crate) fn to_sign(head: RequestHead<'a>) -> Result<Self, BaseStringUriError> {
        let uri = Self::from_head(head)?;
        match uri.scheme {
            "http" | "https" => Ok(uri),
            _ => Err(BaseStringUriError::Origin(OriginError::Scheme)),
        }
    }

    pub(crate) fn from_head(head: RequestHead<'a>) -> Result<Self, BaseStringUriError> {
        let path = path(head.method, head.uri)?;
        let (Some(scheme), Some(authority)) = (head.uri.scheme_str(), head.uri.authority()) else {
            return Err(BaseStringUriError::Origin(OriginError::NotAbsolute));
        };
        let origin = BaseStringUriError::Origin;
        let scheme = http_scheme(scheme).unwrap_or(scheme);
        let target = Authority::parse(authority.as_str()).map_err(origin)?;
        let authority = if head.version < Version::HTTP_2 {
            let host = Authority::from_host_header(head.headers).map_err(origin)?;
            host.unwrap_or(target)
        } else {
            target
        };
        Ok(Self {
            scheme,
            host: Cow::Borrowed(authority.host),
            port: authority.port_for(scheme),
            path: Cow::Borrowed(path),
        })
    }

    /// Creates the base string URI of a request from an origin and the path of its URI.
    ///
    /// Use this if a proxy or a tunnel changes the origin, so that the server does not see the one
    /// in the URI and the `Host` header. Use it also if the URI is relative.
    ///
    /// # Errors
    ///
    /// - [`NoResource`](BaseStringUriError::NoResource) if the target is `*`, or if the method is
    ///   `CONNECT` and the URI has no scheme or no path.
    /// - [`Origin`](BaseStringUriError::Origin) with [`OriginError::Userinfo`] if the URI contains
    ///   user information.
    pub fn from_parts_at(origin: &'a Origin, parts: &'a Parts) -> Result<Self, BaseStringUriError> {
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
            host: Cow::Borrowed(origin.host()),
            port: origin.port(),
            path: Cow::Borrowed(path(head.method, head.uri)?),
        })
    }

    /// Creates the base string URI of a received request. A request does not name its scheme, so
    /// the server must know it.
    pub(crate) fn from_received(
        scheme: &'a str,
        authority: Authority<'a>,
        head: RequestHead<'a>,
    ) -> Result<Self, BaseStringUriError> {
        Ok(Self {
            scheme,
            host: Cow::Borrowed(authority.host),
            port: authority.port_for(scheme),
            path: Cow::Borrowed(path(head.method, head.uri)?),
        })
    }

    /// Returns whether the request is sent over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.scheme == "https"
    }

    /// Returns a length in bytes that the text of the URI does not exceed.
    pub(crate) fn longest(&self) -> usize {
        let separators = "://:65535".len();
        self.scheme.len() + self.host.len() + self.path.len() + separators
    }

    /// Writes the URI percent-encoded, as it is in the base string.
    pub(super) fn encode(&self, out: &mut Writer<'_>) {
        match self.scheme {
            "https" => out.text(b"https%3A%2F%2F"),
            scheme => {
                lower_case(scheme, out);
                out.text(b"%3A%2F%2F");
            }
        }
        lower_case(&self.host, out);
        if let Some(port) = self.port {
            out.short_text(const { ShortText::new(b"%3A") });
            out.text(itoa::Buffer::new().format(port).as_bytes());
        }
        plain(&self.path, out);
    }
}

impl fmt::Display for BaseStringUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |f: &mut fmt::Formatter<'_>, text: &str| {
            if !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
                return f.write_str(text);
            }
            let mut characters = text.chars();
            characters.try_for_each(|character| f.write_char(character.to_ascii_lowercase()))
        };
        write(f, self.scheme)?;
        f.write_str("://")?;
        write(f, &self.host)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        f.write_str(&self.path)
    }
}

/// Returns the path that is signed, byte for byte.
fn path<'a>(method: &Method, uri: &'a Uri) -> Result<&'a str, BaseStringUriError> {
    // Only an extended CONNECT has a scheme (RFC 8441 section 4).
    let names_resource = method != Method::CONNECT || uri.scheme().is_some();
    match uri.path() {
        path if path.starts_with('/') && names_resource => Ok(path),
        // The URI is `example.com`, in authority form. Most likely the scheme was forgotten.
        "" if method != Method::CONNECT => {
            Err(BaseStringUriError::Origin(OriginError::NotAbsolute))
        }
        _ => Err(BaseStringUriError::NoResource),
    }
}

/// Writes a text in lower case, percent-encoded. Most texts are in lower case already and are not
/// copied.
fn lower_case(text: &str, out: &mut Writer<'_>) {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        plain(&text.to_ascii_lowercase(), out);
    } else {
        plain(text, out);
    }
}

/// Writes a text, percent-encoded.
pub(super) fn plain(text: &str, out: &mut Writer<'_>) {
    WireText::detect(text.as_bytes(), WireEncoding::Plain).encode(Passes::Once, out);
}
