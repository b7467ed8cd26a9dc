//! The headers in which a proxy says how the client reached it.

use http::{HeaderName, header};

/// The headers in which a proxy names the origin under which clients reach it.
///
/// Choose headers that the proxy always sets, whatever the client sends. A client can set all other
/// headers itself.
///
/// In each header, the schemes `wss` and `ws` mean `https` and `http`, in upper or lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Forwarding {
    /// The `Forwarded` header (RFC 7239). Only `proto` and `host` of its last element are used,
    /// because the proxy itself added this element.
    ///
    /// The whole line must be well-formed. Otherwise a client could open a quoted string, and hide
    /// in it what the proxy appends.
    Forwarded,
    /// The headers `X-Forwarded-Proto` and `X-Forwarded-Host`. Each may occur once and have one
    /// value.
    ///
    /// If `X-Forwarded-Host` is missing, the `Host` header is used. If the proxy does not use the
    /// default port of the scheme, the header that is used must contain the port.
    XForwarded,
    /// Headers with other names, which are read like those of
    /// [`XForwarded`](Self::XForwarded).
    ///
    /// ```
    /// use http::HeaderName;
    /// use tower_oauth1::verify::Forwarding;
    ///
    /// // The proxy keeps the `Host` header, and sends no other host.
    /// let headers = Forwarding::Headers {
    ///     scheme: HeaderName::from_static("x-forwarded-proto"),
    ///     host: None,
    ///     port: None,
    /// };
    /// ```
    Headers {
        /// The header with the scheme.
        scheme: HeaderName,
        /// The header with the host, and the port if it is not the default one. If it is `None`, or
        /// if the request has no such header, the `Host` header is used.
        host: Option<HeaderName>,
        /// The header with the port. It adds the port to a host without one. A host with another
        /// port is refused.
        port: Option<HeaderName>,
    },
}

impl Forwarding {
    /// Returns the names of the headers with the scheme, host and port, or `None` if one header has
    /// all of them.
    pub(super) fn names(&self) -> Option<[Option<HeaderName>; 3]> {
        let x = |name| Some(HeaderName::from_static(name));
        match self {
            Self::Forwarded => None,
            Self::XForwarded => Some([x("x-forwarded-proto"), x("x-forwarded-host"), None]),
            Self::Headers { scheme, host, port } => {
                Some([Some(scheme.clone()), host.clone(), port.clone()])
            }
        }
    }

    /// Returns the header that has the host.
    pub(super) fn host_header(&self) -> HeaderName {
        let names = self.names();
        names
            .and_then(|[_, host, _]| host)
            .unwrap_or(header::FORWARDED)
    }

    /// Returns the header that has the scheme.
    pub(super) fn scheme_header(&self) -> HeaderName {
        let names = self.names();
        names
            .and_then(|[scheme, ..]| scheme)
            .unwrap_or(header::FORWARDED)
    }
}
