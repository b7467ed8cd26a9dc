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
/// # The `Host` header
///
/// The signature protects the host from this origin. So it protects the `Host` header only if the
/// origin takes the host from it: with [`as_received`](Self::as_received), and with
/// [`forwarded`](Self::forwarded) if no trusted proxy sends a host. Otherwise a request with a
/// foreign `Host` passes. Do not choose a tenant by the `Host` header. Use
/// [`Authenticated::uri`](crate::Authenticated::uri), which has the host that the client signed.
///
/// With every kind of origin, a request is refused if it has two `Host` headers or a malformed one,
/// or if its target names another host than its `Host` header.
///
/// # Example
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
    /// is the right choice for a server with one name. A single `/` at the end is allowed.
    ///
    /// The signature then does not protect the `Host` header, and the header may name any host: see
    /// [the documentation of this type](Self#the-host-header).
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
    /// - the request has more than one host, or a malformed host,
    /// - the request has no host, and no other source names one,
    /// - the scheme of the target differs from that of [`as_received`](Self::as_received), or
    /// - the headers of the proxy are malformed.
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
        match &self.0 {
            Kind::Fixed(origin) => {
                check_hosts(origin.scheme(), parts)?;
                Ok(ReceivedOrigin::Fixed(origin))
            }
            Kind::AsReceived(scheme) => {
                // In HTTP/2, a proxy writes here the scheme that it uses itself, not the scheme
                // that the client uses.
                let is_checked = parts.version <= Version::HTTP_11;
                let other = parts.uri.scheme().filter(|other| *other != scheme);
                if is_checked && other.is_some() {
                    return Err(OriginError::ConflictingSchemes);
                }
                ReceivedOrigin::from_request(scheme.as_str(), parts)
            }
            Kind::Forwarded(proxies) => match proxies.forwarded_origin(parts)? {
                (scheme, Some(host)) => {
                    check_hosts(scheme, parts)?;
                    Ok(ReceivedOrigin::FromRequest(scheme, host))
                }
                (scheme, None) => ReceivedOrigin::from_request(scheme, parts),
            },
        }
    }
}

/// Checks that the request names at most one host, although another source decides the origin.
///
/// A proxy, the server and the handler could choose different ones of several hosts. `scheme` is
/// the scheme of a target that names none. It decides which port is the default one.
fn check_hosts(scheme: &str, parts: &Parts) -> Result<(), OriginError> {
    let scheme = parts.uri.scheme_str().unwrap_or(scheme);
    match Authority::from_received(scheme, &parts.uri, &parts.headers) {
        Ok(_) | Err(OriginError::NoHost) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The origin of one request.
pub(super) enum ReceivedOrigin<'a> {
    Fixed(&'a Origin),
    FromRequest(&'a str, Authority<'a>),
}

impl<'a> ReceivedOrigin<'a> {
    /// Returns the origin with this scheme, and the host that the request names.
    fn from_request(scheme: &'a str, parts: &'a Parts) -> Result<Self, OriginError> {
        let authority = Authority::from_received(scheme, &parts.uri, &parts.headers)?;
        Ok(Self::FromRequest(scheme, authority))
    }

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
