//! Errors in a URI, an origin or a `Host` header.

use std::fmt;

use super::forwarded_error::ForwardedError;

/// Error returned when the [`Origin`](super::origin::Origin) of a text, a URI or a request cannot
/// be determined.
///
/// `Debug` output contains the message, because `main` prints the errors that it returns with
/// `Debug`.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OriginError {
    /// The scheme or the host is missing, as in `/path` or `api.example.com`.
    #[error("not absolute; write the scheme and the host, as in `https://api.example.com`")]
    NotAbsolute,
    /// The scheme is not `http`, `https`, `ws` or `wss`.
    #[error("unsupported scheme; use `http` or `https` (`ws` and `wss` mean the same)")]
    Scheme,
    /// The host contains a `*`. An origin is one host, not a pattern.
    #[error("an origin cannot contain `*`; list each subdomain")]
    Wildcard,
    /// A path, query or fragment follows the host.
    #[error("unexpected path, query or fragment after the host and port; remove it")]
    Path,
    /// The URI contains user information, as in `https://user@host`. It cannot be signed, because
    /// clients do not send it in the `Host` header.
    #[error("the URI contains user information, which cannot be signed; remove it")]
    Userinfo,
    /// The port is not a number from 0 to 65535.
    #[error("invalid port: expected 0 to 65535")]
    Port,
    /// The host is empty or contains characters that are not allowed in a host name.
    #[error(
        "the host is empty or malformed; write a host name or an IP address, without spaces and other special characters"
    )]
    Host,
    /// A received request names no host, neither in its target nor in a `Host` header.
    #[error("the request names no host; HTTP/1.1 requires a `Host` header")]
    NoHost,
    /// A forwarding header of a trusted proxy cannot be used. In these headers, a proxy sends the
    /// scheme and host that the client used.
    #[error(transparent)]
    Forwarded(ForwardedError),
    /// The request reached the server under an origin that is not one of the public origins of
    /// [`TrustedProxies`](crate::verify::TrustedProxies).
    #[error(
        "the origin `{origin}` is not one of the public origins of `TrustedProxies`; {}",
        match .from_trusted_proxy {
            Some(true) => {
                "add it if clients use it, or else let the proxy replace the host that clients send"
            }
            Some(false) => "the peer is not a trusted proxy, so its forwarding headers were ignored",
            None => {
                "the address of the peer is unknown, so its forwarding headers were ignored; let the HTTP server put it into the extensions, in axum with `into_make_service_with_connect_info::<SocketAddr>()`"
            }
        }
    )]
    UnknownOrigin {
        /// The origin.
        origin: String,
        /// Whether a trusted proxy sent the request. If not, its forwarding headers were ignored.
        /// `None` if the address of the peer is unknown: the extensions of the request do not have
        /// it.
        from_trusted_proxy: Option<bool>,
    },
    /// The text is not a prefix of paths.
    #[error(
        "not a path prefix; write `/name` or `/one/two`, without `//`, dot segments and an encoded `/`, `\\` or `.`"
    )]
    PathPrefix,
    /// The URI of [`RequestVerifier::signed_uri`](crate::RequestVerifier::signed_uri) has no path,
    /// or its query is not that of the request. Handlers read the query of the request, so this
    /// query must be the signed one.
    #[error(
        "the URI of `RequestVerifier::signed_uri` has no path, or another query than the request; put `VerifyLayer` outside of layers that change the query"
    )]
    SignedUri,
    /// A scope contains no origins. No request would be signed.
    #[error("the scope is empty, so no request would be signed; name an origin")]
    NoOrigins,
    /// The target of a received request has a scheme that differs from the scheme that clients use.
    #[error("the scheme of the request target differs from the scheme that clients use")]
    ConflictingSchemes,
    /// The request has more than one `Host` header, or the `Host` header of a received request
    /// differs from its target. Servers and proxies could choose different ones.
    #[error("the request names more than one host; keep one `Host` header")]
    ConflictingHosts,
}

impl fmt::Debug for OriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OriginError")
            .field(&self.to_string())
            .finish()
    }
}

/// Error returned when a URI is longer than the limit of the `http` crate, 64 KiB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UriTooLong;
