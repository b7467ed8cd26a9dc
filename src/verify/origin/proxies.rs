//! The proxies in front of a server, and what they say about a request.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use http::request::Parts;
use http::{Extensions, HeaderName};

use super::forwarding::Forwarding;
use super::header_values::{Element, element, prefix, too_few, value};
use super::network::IpNetwork;
use crate::uri::authority::Authority;
use crate::uri::digits::number;
use crate::uri::error::OriginError;
use crate::uri::forwarded_error::ForwardedError;
use crate::uri::origin::{Origin, http_scheme};

/// The proxies that a server trusts, and the headers in which they name the origin that clients
/// use. For [`PublicOrigin::forwarded`](crate::PublicOrigin::forwarded).
///
/// The forwarding headers count only if the peer is one of the proxies. If it is not, or if its
/// address is unknown, they are ignored: the scheme is `http`, and the host comes from the `Host`
/// header or `:authority`. The same applies if a trusted proxy sends no forwarding headers, unless
/// there are [`trusted_hops`](Self::trusted_hops).
///
/// The origin must then be one of the public origins. A proxy sends its own value in the headers
/// that its configuration names, and passes all others on as the client sent them. nginx and
/// HAProxy do this with `X-Forwarded-Host`. Without the list, a server at `evil.example` could pass
/// the requests of its visitors on to your server, with its own name as the forwarded host.
///
/// The guide [behind a proxy](crate::guide::behind_a_proxy) has the configuration of nginx and
/// HAProxy.
///
/// ```
/// use std::net::SocketAddr;
/// use axum::extract::ConnectInfo;
/// use tower_oauth1::PublicOrigin;
/// use tower_oauth1::verify::{Forwarding, IpNetwork, TrustedProxies};
///
/// let networks: [IpNetwork; 2] = ["10.0.0.0/8".parse()?, "fd00::/8".parse()?];
/// let origins = ["https://api.example.com".parse()?, "https://example.org".parse()?];
/// let proxies = TrustedProxies::new(Forwarding::XForwarded, networks, origins, |extensions| {
///     let peer = extensions.get::<ConnectInfo<SocketAddr>>()?;
///     Some(peer.0.ip())
/// });
/// let origin = PublicOrigin::forwarded(proxies);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct TrustedProxies {
    headers: Forwarding,
    networks: Vec<IpNetwork>,
    origins: Vec<Origin>,
    is_public: Option<IsPublic>,
    peer: fn(&Extensions) -> Option<IpAddr>,
    hops: Option<usize>,
    prefix: Option<HeaderName>,
}

/// A function that returns whether an origin is public.
type IsPublic = Arc<dyn Fn(&Origin) -> bool + Send + Sync>;

/// The origin of one request, and the prefix that a proxy removed from its path.
pub(super) struct Found<'a> {
    pub(super) scheme: &'static str,
    pub(super) authority: Authority<'a>,
    pub(super) prefix: Option<&'a str>,
}

impl TrustedProxies {
    /// Creates the list of the proxies.
    ///
    /// - `headers`: the headers that the proxies set. Never name headers that they do not set,
    ///   because clients can set them. See [`Forwarding`].
    /// - `networks`: the addresses of the proxies, as [`IpNetwork`] or [`IpAddr`].
    /// - `origins`: the public origins, under which clients reach the server.
    /// - `peer`: a function that returns the address of the peer from the extensions of the
    ///   request, where the HTTP server puts it.
    pub fn new(
        headers: Forwarding,
        networks: impl IntoIterator<Item = impl Into<IpNetwork>>,
        origins: impl IntoIterator<Item = Origin>,
        peer: fn(&Extensions) -> Option<IpAddr>,
    ) -> Self {
        Self {
            headers,
            networks: networks.into_iter().map(Into::into).collect(),
            origins: origins.into_iter().collect(),
            is_public: None,
            peer,
            hops: None,
            prefix: None,
        }
    }

    /// Also accepts the origins for which the function returns true, for a server with a name for
    /// each tenant. Default: only the origins of the list.
    ///
    /// The host of the origin is in lower case. Begin a suffix with a dot: `evilexample.com` ends
    /// with `example.com` too.
    ///
    /// ```
    /// # use tower_oauth1::verify::{Forwarding, IpNetwork, TrustedProxies};
    /// # let networks: [IpNetwork; 0] = [];
    /// let proxies = TrustedProxies::new(Forwarding::XForwarded, networks, [], |_| None)
    ///     .public_origins_where(|origin| {
    ///         origin.scheme() == "https" && origin.host().ends_with(".example.com")
    ///     });
    /// ```
    #[must_use]
    pub fn public_origins_where(
        mut self,
        is_public: impl Fn(&Origin) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.is_public = Some(Arc::new(is_public));
        self
    }

    /// Sets the number of proxies in a row that each *append* a value to the forwarding headers.
    /// The nth value from the right counts: the outermost proxy that you trust wrote it. Values
    /// left of it come from the client. A request with fewer values is refused, also one without
    /// the header of the scheme.
    ///
    /// Default: the last element of `Forwarded` counts, and each of the other headers must have one
    /// value. This is right for any number of proxies if the outermost one replaces the headers,
    /// and the others pass them on.
    ///
    /// The address of the peer is that of the innermost proxy. With 0, the forwarding headers are
    /// ignored.
    ///
    /// ```
    /// # use tower_oauth1::verify::{Forwarding, IpNetwork, TrustedProxies};
    /// # let networks: [IpNetwork; 0] = [];
    /// // Forwarded: host=from-the-client, proto=https;host=api.example.com, proto=http
    /// let proxies = TrustedProxies::new(Forwarding::Forwarded, networks, [], |_| None)
    ///     .trusted_hops(2); // proto=https;host=api.example.com
    /// ```
    #[must_use]
    pub fn trusted_hops(mut self, hops: usize) -> Self {
        self.hops = Some(hops);
        self
    }

    /// Sets the header in which the proxies send the prefix that they removed from the path, such
    /// as `X-Forwarded-Prefix`. The client signed the prefix and then the path. Default: no header,
    /// and the [prefix of the origin](crate::PublicOrigin::path_prefix), if it has one.
    ///
    /// The header has one value, also with [`trusted_hops`](Self::trusted_hops): the whole prefix,
    /// as the client sent it. Let the outermost proxy replace the header, and the others pass it
    /// on. A request with two values is refused, because the client may have sent one of them.
    ///
    /// Name a header only if the proxies set or remove it in every request. The signature protects
    /// the whole path, but not where the prefix ends. A client that can send the header could move
    /// the end of the prefix, and so choose another route for a request that somebody else signed.
    #[must_use]
    pub fn prefix_header(mut self, header: HeaderName) -> Self {
        self.prefix = Some(header);
        self
    }

    /// Returns whether the request comes from a trusted proxy, so that its headers count.
    /// `None` if the address of the peer is unknown.
    pub(super) fn trust_peer(&self, parts: &Parts) -> Option<bool> {
        let peer = (self.peer)(&parts.extensions)?;
        let mut networks = self.networks.iter();
        Some(self.hops != Some(0) && networks.any(|network| network.contains(peer)))
    }

    /// Returns the origin of a request. Headers count only if they come from a trusted proxy.
    pub(super) fn found<'a>(&self, parts: &'a Parts) -> Result<Found<'a>, OriginError> {
        let is_trusted = self.trust_peer(parts);
        let found = if is_trusted == Some(true) {
            self.read(parts).map_err(OriginError::Forwarded)?
        } else {
            Headers::default()
        };
        let scheme = found.scheme.unwrap_or("http");
        // Also if a proxy sent the host, the request must not name two others.
        let received = Authority::from_request(scheme, parts)?;
        let mut authority = found.host.or(received).ok_or(OriginError::NoHost)?;
        if let (Some(port), Some(header)) = (found.port, self.port_header()) {
            if authority.port.is_some_and(|other| other != port) {
                return Err(OriginError::Forwarded(ForwardedError::Port { header }));
            }
            authority.port = Some(port);
        }
        let is_public = self
            .origins
            .iter()
            .any(|origin| origin.is_at(scheme, authority))
            || self
                .is_public
                .as_ref()
                .is_some_and(|is_public| is_public(&authority.with_scheme(scheme)));
        if !is_public {
            return Err(OriginError::UnknownOrigin {
                origin: authority.with_scheme(scheme).to_string(),
                from_trusted_proxy: is_trusted,
            });
        }
        Ok(Found {
            scheme,
            authority,
            prefix: found.prefix,
        })
    }

    fn port_header(&self) -> Option<HeaderName> {
        self.headers.names().and_then(|[.., port]| port)
    }

    /// Reads the headers of a trusted proxy.
    fn read<'a>(&self, parts: &'a Parts) -> Result<Headers<'a>, ForwardedError> {
        let listed = |name: Option<HeaderName>| match name {
            Some(name) => value(&parts.headers, &name, self.hops),
            None => Ok(None),
        };
        let (Element { proto, host }, port) = match self.headers.names() {
            None => {
                let element = element(&parts.headers, self.hops)?;
                (element.unwrap_or_default(), None)
            }
            Some([scheme, host, port]) => {
                let (proto, host) = (listed(scheme)?, listed(host)?);
                (Element { proto, host }, listed(port)?)
            }
        };
        let scheme = match proto {
            Some(proto) => http_scheme(proto).map(Some).ok_or_else(|| {
                let header = self.headers.scheme_header();
                ForwardedError::Scheme { header }
            })?,
            // With a number of hops, each of them must have said something.
            None if self.hops.is_some() => {
                let header = self.headers.scheme_header();
                return Err(match self.headers {
                    Forwarding::Forwarded => ForwardedError::NoScheme { header },
                    _ => too_few(header, 0, self.hops),
                });
            }
            None => None,
        };
        let host = host.map(Authority::parse).transpose().map_err(|_| {
            let header = self.headers.host_header();
            ForwardedError::Host { header }
        })?;
        let port = match (port, self.port_header()) {
            (Some(port), Some(header)) => {
                Some(number(port).ok_or(ForwardedError::Port { header })?)
            }
            _ => None,
        };
        let prefix = match &self.prefix {
            Some(header) => prefix(&parts.headers, header)?,
            None => None,
        };
        Ok(Headers {
            scheme,
            host,
            port,
            prefix,
        })
    }
}

/// What the headers of a trusted proxy say.
#[derive(Default)]
struct Headers<'a> {
    scheme: Option<&'static str>,
    host: Option<Authority<'a>>,
    port: Option<u16>,
    prefix: Option<&'a str>,
}

impl fmt::Debug for TrustedProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustedProxies")
            .field("headers", &self.headers)
            .field("networks", &self.networks)
            .field("origins", &self.origins)
            .field("hops", &self.hops)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}
