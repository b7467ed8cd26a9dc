//! What can be wrong with a URI, an origin or a `Host` header.

/// Why a text or a URI names no [`Origin`](super::origin::Origin).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OriginError {
    /// Scheme or host is missing, as in `/path` or `api.example.com`.
    #[error("not absolute: write scheme and host, as in `https://api.example.com`")]
    NotAbsolute,
    /// The scheme of an origin is neither `http` nor `https`.
    #[error("the scheme is neither http nor https")]
    Scheme,
    /// The host has a `*`, as if it were a pattern.
    #[error("an origin is one host, not a pattern; name each subdomain")]
    Wildcard,
    /// A path, query or fragment follows the host.
    #[error("an origin ends after its host and port; take the path away")]
    Path,
    /// User information, as in `https://user@host`: no client sends it in the `Host` header.
    #[error("user information in a URI cannot be signed; take it out")]
    Userinfo,
    /// The port is no number up to 65535.
    #[error("the port is no number up to 65535")]
    Port,
    /// The host is empty or has characters that no host name has.
    #[error("the host is empty or malformed")]
    Host,
    /// A request was received that says nowhere which host it is for.
    #[error("the request names no host; HTTP/1.1 requires a `Host` header")]
    NoHost,
    /// The headers by which a proxy says how it was reached are malformed, or there more than once.
    #[error("the proxy's forwarding headers are malformed, or there more than once")]
    Forwarded,
    /// A scope of no origins, in which nothing would be signed.
    #[error("no origin is named, so nothing would be signed")]
    NoOrigins,
    /// A request was received whose target has another scheme than the one that clients use.
    #[error("the request's target has another scheme than the one that clients use")]
    ConflictingSchemes,
    /// More than one `Host`, or one that differs from the host of a request received: servers and
    /// proxies would disagree on it.
    #[error("the request names more than one host; keep one `Host` header")]
    ConflictingHosts,
}

/// A URI that is longer than one can be, 64 KiB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UriTooLong;
