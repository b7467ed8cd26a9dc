//! Under which origin clients reach the server: scheme, host and port of the base string URI
//! (RFC 5849 section 3.4.1.2).

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

/// Scheme, host and port under which clients reach this server.
///
/// A request does not say its scheme, and behind a proxy its host may be another than the one that
/// the client signed. Most wrong signatures come from a wrong origin, so it must be given.
///
/// What a server tells clients of itself has the same origin, such as the callback of a dance:
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
    /// One origin, whatever the request says: `https://api.example.com`. The right choice for a
    /// server that has one name.
    ///
    /// ```
    /// let origin = tower_oauth1::PublicOrigin::fixed("https://api.example.com")?;
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`OriginError`] where the text is no origin, or has more than scheme, host and port.
    pub fn fixed(origin: &str) -> Result<Self, OriginError> {
        origin.parse::<Origin>().map(Self::from)
    }

    /// The host of the request's `Host` header or `:authority`, under `scheme`: for a server with
    /// several names and no proxy before it that rewrites them. A target in the absolute form that has
    /// another scheme is refused, but for HTTP/2, where proxies write their own.
    ///
    /// ```
    /// let origin = tower_oauth1::PublicOrigin::as_received(http::uri::Scheme::HTTPS);
    /// ```
    pub fn as_received(scheme: Scheme) -> Self {
        Self(Kind::AsReceived(scheme))
    }

    /// What a proxy says of how it was reached, for a server with several names behind proxies that
    /// rewrite `Host` or take TLS off. A server behind proxies with *one* name wants
    /// [`fixed`](Self::fixed), which nobody can lie to.
    ///
    /// `peer` finds the address that the request came from in its extensions, where the server puts
    /// it. Of an address that is not `trusted`, and of one that is not known, the forwarding headers
    /// are not looked at: the request counts as received, over plain `http`. So does one of a proxy
    /// that sends none. Headers that the proxy does not set must not be trusted, for clients set them:
    /// hence [`Forwarding`].
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
        by: Forwarding,
        trusted: impl IntoIterator<Item = IpAddr>,
        peer: fn(&Extensions) -> Option<IpAddr>,
    ) -> Self {
        Self(Kind::Forwarded(Proxies::new(by, trusted, peer)))
    }

    /// The origin under which the client reached the server with this request.
    ///
    /// Mind that with [`as_received`](Self::as_received) the client says so itself.
    ///
    /// # Errors
    ///
    /// [`OriginError`] where the request names no host, two, or a malformed one, and where a proxy's
    /// headers are malformed. Not with [`fixed`](Self::fixed).
    pub fn from_parts(&self, parts: &Parts) -> Result<Origin, OriginError> {
        Ok(match self.place(parts)? {
            Place::Fixed(origin) => origin.clone(),
            Place::Found(scheme, authority) => authority.with_scheme(scheme),
        })
    }

    pub(super) fn place<'a>(&'a self, parts: &'a Parts) -> Result<Place<'a>, OriginError> {
        let scheme = match &self.0 {
            Kind::Fixed(origin) => return Ok(Place::Fixed(origin)),
            Kind::AsReceived(scheme) => {
                // In HTTP/2 a proxy says here how it reached this server, and not how it was reached.
                let is_told = parts.version <= Version::HTTP_11;
                let other = parts.uri.scheme().filter(|other| *other != scheme);
                if is_told && other.is_some() {
                    return Err(OriginError::ConflictingSchemes);
                }
                scheme.as_str()
            }
            Kind::Forwarded(proxies) => {
                let (scheme, host) = proxies.said(parts)?;
                if let Some(host) = host {
                    return Ok(Place::Found(scheme, host));
                }
                scheme
            }
        };
        let authority = Authority::from_received(scheme, &parts.uri, &parts.headers)?;
        Ok(Place::Found(scheme, authority))
    }
}

/// The origin of one request.
pub(super) enum Place<'a> {
    Fixed(&'a Origin),
    Found(&'a str, Authority<'a>),
}

impl<'a> Place<'a> {
    /// Whether the client reached the server over TLS.
    pub(super) fn is_https(&self) -> bool {
        match self {
            Self::Fixed(origin) => origin.is_https(),
            Self::Found(scheme, _) => *scheme == "https",
        }
    }

    pub(super) fn base_string_uri(
        &self,
        head: RequestHead<'a>,
    ) -> Result<BaseStringUri<'a>, BaseStringUriError> {
        match *self {
            Self::Fixed(origin) => BaseStringUri::from_head_at(origin, head),
            Self::Found(scheme, authority) => BaseStringUri::from_received(scheme, authority, head),
        }
    }
}
