//! The origin under which clients reach the server: the scheme, host and port of the base string
//! URI (RFC 5849 section 3.4.1.2).

pub(super) mod forwarded;

use std::net::IpAddr;

use http::request::Parts;
use http::uri::Scheme;
use http::{Extensions, Version};

use self::forwarded::{Forwarding, Proxies};
use crate::protocol::{BaseStringUri, BaseStringUriError, RequestHead};
use crate::uri::authority::Authority;
use crate::uri::error::OriginError;
use crate::uri::origin::Origin;

/// The scheme, host and port under which clients reach this server.
///
/// A request does not contain its scheme. Behind a proxy, its host may differ from the host that
/// the client signed. Most wrong signatures come from a wrong origin, so you must configure it.
///
/// Use the same origin for URIs of this server, such as the callback of an authorization flow:
///
/// ```
/// use tower_oauth1::{Callback, PublicOrigin};
///
/// let public = PublicOrigin::as_received(http::uri::Scheme::HTTPS);
/// let request = http::Request::get("/login").header("host", "app.example.com").body(())?;
/// let origin = public.from_parts(&request.into_parts().0)?;
/// let callback = Callback::url(format!("{origin}/ready"))?;
/// # assert_eq!(callback, Callback::url("https://app.example.com/ready")?);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct PublicOrigin(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Fixed(Origin),
    AsReceived(Scheme),
    Forwarded(Proxies),
}

impl From<Origin> for PublicOrigin {
    fn from(origin: Origin) -> Self {
        Self(Kind::Fixed(origin))
    }
}

impl PublicOrigin {
    /// Creates a fixed origin, such as `https://api.example.com`, whatever the request says. This
    /// is the right choice for a server with one name.
    ///
    /// ```
    /// let origin = tower_oauth1::PublicOrigin::fixed("https://api.example.com")?;
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`OriginError`] if the text is not an origin, or has more than a scheme, host and
    /// port.
    pub fn fixed(origin: &str) -> Result<Self, OriginError> {
        origin.parse::<Origin>().map(Self::from)
    }

    /// Uses the host in the `Host` header or `:authority` of each request, with this scheme.
    ///
    /// Use this for a server with several names, if no proxy changes the host.
    ///
    /// A request with an absolute-form target is refused if its target has another scheme. HTTP/2
    /// and later versions are not checked, because proxies write their own scheme there.
    ///
    /// ```
    /// let origin = tower_oauth1::PublicOrigin::as_received(http::uri::Scheme::HTTPS);
    /// ```
    pub fn as_received(scheme: Scheme) -> Self {
        Self(Kind::AsReceived(scheme))
    }

    /// Uses the origin in the forwarding headers of a proxy.
    ///
    /// Use this for a server with several names behind proxies that change `Host` or terminate TLS.
    /// For a server with *one* name, use [`fixed`](Self::fixed) instead: no header can change a
    /// fixed origin.
    ///
    /// - `headers`: the headers that the proxy sets. Never name headers that the proxy does not
    ///   set, because clients can set them. See [`Forwarding`].
    /// - `trusted`: the addresses of the proxies.
    /// - `peer`: a function that returns the address of the peer from the extensions of the
    ///   request, where the HTTP server puts it.
    ///
    /// The forwarding headers are ignored if the address is unknown or not `trusted`. The scheme is
    /// then `http`, and the host comes from the `Host` header or `:authority`. The same applies if
    /// a trusted proxy sends no forwarding headers.
    ///
    /// ```
    /// use std::net::{IpAddr, Ipv4Addr, SocketAddr};
    /// use axum::extract::ConnectInfo;
    /// use tower_oauth1::PublicOrigin;
    /// use tower_oauth1::verify::Forwarding;
    ///
    /// let proxy = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2));
    /// let origin = PublicOrigin::forwarded(Forwarding::XForwarded, [proxy], |extensions| {
    ///     let peer = extensions.get::<ConnectInfo<SocketAddr>>()?;
    ///     Some(peer.0.ip())
    /// });
    /// ```
    pub fn forwarded(
        headers: Forwarding,
        trusted: impl IntoIterator<Item = IpAddr>,
        peer: fn(&Extensions) -> Option<IpAddr>,
    ) -> Self {
        Self(Kind::Forwarded(Proxies::new(headers, trusted, peer)))
    }

    /// Returns the origin under which the client reached the server with this request.
    ///
    /// With [`as_received`](Self::as_received), the host is the one that the client sent. A client
    /// can send any host.
    ///
    /// # Errors
    ///
    /// Returns [`OriginError`] if
    ///
    /// - the request has no host, more than one host, or a malformed host,
    /// - the scheme of the target differs from that of [`as_received`](Self::as_received), or
    /// - the headers of the proxy are malformed.
    ///
    /// A [`fixed`](Self::fixed) origin never returns an error.
    pub fn from_parts(&self, parts: &Parts) -> Result<Origin, OriginError> {
        Ok(match self.received(parts)? {
            ReceivedOrigin::Fixed(origin) => origin.clone(),
            ReceivedOrigin::FromRequest(scheme, authority) => authority.with_scheme(scheme),
        })
    }

    /// Returns the origin of this request, without copying it.
    pub(super) fn received<'a>(
        &'a self,
        parts: &'a Parts,
    ) -> Result<ReceivedOrigin<'a>, OriginError> {
        let scheme = match &self.0 {
            Kind::Fixed(origin) => return Ok(ReceivedOrigin::Fixed(origin)),
            Kind::AsReceived(scheme) => {
                // In HTTP/2, a proxy writes here the scheme that it uses itself, not the scheme
                // that the client uses.
                let is_checked = parts.version <= Version::HTTP_11;
                let other = parts.uri.scheme().filter(|other| *other != scheme);
                if is_checked && other.is_some() {
                    return Err(OriginError::ConflictingSchemes);
                }
                scheme.as_str()
            }
            Kind::Forwarded(proxies) => {
                let (scheme, host) = proxies.forwarded_origin(parts)?;
                if let Some(host) = host {
                    return Ok(ReceivedOrigin::FromRequest(scheme, host));
                }
                scheme
            }
        };
        let authority = Authority::from_received(scheme, &parts.uri, &parts.headers)?;
        Ok(ReceivedOrigin::FromRequest(scheme, authority))
    }
}

/// The origin of one request.
pub(super) enum ReceivedOrigin<'a> {
    Fixed(&'a Origin),
    FromRequest(&'a str, Authority<'a>),
}

impl<'a> ReceivedOrigin<'a> {
    /// Returns whether the client reached the server over TLS.
    pub(super) fn is_https(&self) -> bool {
        match self {
            Self::Fixed(origin) => origin.is_https(),
            Self::FromRequest(scheme, _) => *scheme == "https",
        }
    }

    pub(super) fn base_string_uri(
        &self,
        head: RequestHead<'a>,
    ) -> Result<BaseStringUri<'a>, BaseStringUriError> {
        match *self {
            Self::Fixed(origin) => BaseStringUri::from_head_at(origin, head),
            Self::FromRequest(scheme, authority) => {
                BaseStringUri::from_received(scheme, authority, head)
            }
        }
    }
}
