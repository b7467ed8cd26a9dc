//! The origin under which clients reach the server: the scheme, host and port of the base string
//! URI (RFC 5849 section 3.4.1.2).

pub(super) mod forwarding;
mod header_values;
pub(super) mod network;
pub(super) mod proxies;
pub(super) mod received;

use std::fmt;
use std::sync::Arc;

use http::Version;
use http::request::Parts;
use http::uri::Scheme;

use self::proxies::TrustedProxies;
use self::received::{ReceivedOrigin, Source};
use crate::uri::authority::Authority;
use crate::uri::error::OriginError;
use crate::uri::origin::{Origin, http_scheme};
use crate::uri::prefix::path_prefix;

/// The scheme, host and port under which clients reach this server.
///
/// A request does not contain its scheme. Behind a proxy, its host may differ from the host that
/// the client signed. Most wrong signatures come from a wrong origin, so you must configure it.
///
/// # The `Host` header
///
/// The signature protects the host from this origin. So it protects the `Host` header only if the
/// origin takes the host from it: with [`as_received`](Self::as_received), and with
/// [`forwarded`](Self::forwarded) if no trusted proxy sends a host. With
/// [`from_fn`](Self::from_fn), it depends on the function. Otherwise a request with a foreign
/// `Host` passes. Do not choose a tenant by the `Host` header. Use
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
pub struct PublicOrigin {
    kind: Kind,
    /// What was removed from the path. Empty if nothing was.
    prefix: String,
}

#[derive(Clone)]
enum Kind {
    Fixed(Origin),
    AsReceived(Scheme),
    Forwarded(TrustedProxies),
    FromFn(Arc<FindOrigin>),
}

/// A function that finds the origin of a request.
type FindOrigin = dyn Fn(&Parts) -> Result<Origin, OriginError> + Send + Sync;

impl From<Kind> for PublicOrigin {
    fn from(kind: Kind) -> Self {
        let prefix = String::new();
        Self { kind, prefix }
    }
}

impl From<Origin> for PublicOrigin {
    fn from(origin: Origin) -> Self {
        Kind::Fixed(origin).into()
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
        Kind::AsReceived(match http_scheme(scheme.as_str()) {
            Some("https") => Scheme::HTTPS,
            Some(_) => Scheme::HTTP,
            None => scheme,
        })
        .into()
    }

    /// Uses the origin in the forwarding headers of proxies.
    ///
    /// Use this for a server with several names behind proxies that change `Host` or terminate TLS.
    /// For a server with *one* name, use [`fixed`](Self::fixed) instead: no header can change a
    /// fixed origin. See [`TrustedProxies`] for an example.
    pub fn forwarded(proxies: TrustedProxies) -> Self {
        Kind::Forwarded(proxies).into()
    }

    /// Uses the origin that the function returns for the head of each request.
    ///
    /// Use this if no other kind of origin fits: for a header of your own, or for a table of
    /// tenants. A client can set every part of the head, so return only origins that are yours, and
    /// believe a header only if the proxy in front of the server sets it.
    ///
    /// If the function returns an error, the request is refused with 400.
    ///
    /// ```
    /// use http::request::Parts;
    /// use tower_oauth1::{Origin, OriginError, PublicOrigin};
    ///
    /// // The proxy always sets this header.
    /// let origin = PublicOrigin::from_fn(|parts: &Parts| {
    ///     match parts.headers.get("x-tenant").map(|tenant| tenant.as_bytes()) {
    ///         Some(b"blue") => "https://blue.example.com".parse::<Origin>(),
    ///         Some(b"green") => "https://green.example.com".parse::<Origin>(),
    ///         _ => Err(OriginError::NoHost),
    ///     }
    /// });
    /// ```
    pub fn from_fn(
        origin: impl Fn(&Parts) -> Result<Origin, OriginError> + Send + Sync + 'static,
    ) -> Self {
        Kind::FromFn(Arc::new(origin)).into()
    }

    /// Sets the prefix that a proxy removes from the path of each request, as in `/api` if clients
    /// send `/api/photos` and the server receives `/photos`. Default: none.
    ///
    /// The prefix is one or more segments, without `//`, dot segments, and an encoded `/`, `\` or
    /// `.`. A slash at its end has no meaning. The prefix is a part of what the client signed, so
    /// write it byte for byte as clients send it. A proxy that also changes the rest of the path
    /// breaks signatures: see the guide [behind a proxy](crate::guide::behind_a_proxy).
    ///
    /// If [`TrustedProxies::prefix_header`] is set and a trusted proxy sends the header, its prefix
    /// is used instead.
    ///
    /// For a prefix that a router of your own server removes, use
    /// [`RequestVerifier::signed_uri`](crate::RequestVerifier::signed_uri).
    ///
    /// ```
    /// use tower_oauth1::PublicOrigin;
    ///
    /// let origin = PublicOrigin::fixed("https://example.com")?.path_prefix("/api")?;
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`OriginError::PathPrefix`] if the text is not such a prefix.
    pub fn path_prefix(mut self, prefix: &str) -> Result<Self, OriginError> {
        let prefix = path_prefix(prefix).ok_or(OriginError::PathPrefix)?;
        prefix.clone_into(&mut self.prefix);
        Ok(self)
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
    /// - the scheme of the target differs from that of [`as_received`](Self::as_received),
    /// - a header of a trusted proxy cannot be used,
    /// - the origin is not one of those of [`TrustedProxies`], or
    /// - the function of [`from_fn`](Self::from_fn) returned an error.
    pub fn from_parts(&self, parts: &Parts) -> Result<Origin, OriginError> {
        self.received(parts).map(ReceivedOrigin::into_origin)
    }

    /// Returns the origin of this request, without copying it.
    pub(super) fn received<'a>(
        &'a self,
        parts: &'a Parts,
    ) -> Result<ReceivedOrigin<'a>, OriginError> {
        let mut prefix = self.prefix.as_str();
        let origin = match &self.kind {
            Kind::Fixed(origin) => {
                Authority::from_request(origin.scheme(), parts)?;
                Source::Fixed(origin)
            }
            Kind::AsReceived(scheme) => {
                // In HTTP/2, a proxy writes here the scheme that it uses itself, not the scheme
                // that the client uses.
                let is_checked = parts.version <= Version::HTTP_11;
                let (target, scheme) = (parts.uri.scheme_str(), scheme.as_str());
                let target = target.map(|target| http_scheme(target).unwrap_or(target));
                if is_checked && target.is_some_and(|target| target != scheme) {
                    return Err(OriginError::ConflictingSchemes);
                }
                let authority = Authority::from_received(scheme, &parts.uri, &parts.headers)?;
                Source::FromRequest(scheme, authority)
            }
            Kind::Forwarded(proxies) => {
                let found = proxies.found(parts)?;
                prefix = found.prefix.unwrap_or(prefix);
                Source::FromRequest(found.scheme, found.authority)
            }
            Kind::FromFn(function) => {
                let origin = function(parts)?;
                Authority::from_request(origin.scheme(), parts)?;
                Source::Computed(origin)
            }
        };
        Ok(ReceivedOrigin { origin, prefix })
    }
}

impl PublicOrigin {
    /// Returns whether the request comes from a trusted proxy. `None` if the origin does not depend
    /// on proxies.
    pub(super) fn is_proxy_trusted(&self, parts: &Parts) -> Option<bool> {
        match &self.kind {
            Kind::Forwarded(proxies) => Some(proxies.trust_peer(parts) == Some(true)),
            Kind::Fixed(_) | Kind::AsReceived(_) | Kind::FromFn(_) => None,
        }
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(origin) => f.debug_tuple("Fixed").field(origin).finish(),
            Self::AsReceived(scheme) => f.debug_tuple("AsReceived").field(scheme).finish(),
            Self::Forwarded(proxies) => f.debug_tuple("Forwarded").field(proxies).finish(),
            Self::FromFn(_) => f.write_str("FromFn"),
        }
    }
}
