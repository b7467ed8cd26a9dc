//! Errors in the forwarding headers of a proxy.

use http::HeaderName;

/// Error returned when a forwarding header of a trusted proxy cannot be used.
///
/// It names the header. The value of the header is not in the message, because a client may have
/// written it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForwardedError {
    /// The header has more than one value. One of them may come from the client.
    #[error(
        "the header `{header}` has more than one value; let the proxy replace the header, or set `TrustedProxies::trusted_hops`"
    )]
    Repeated {
        /// The header.
        header: HeaderName,
    },
    /// The header with the prefix has more than one value. One of them may come from the client.
    #[error(
        "the header `{header}` has more than one value; let the outermost proxy replace the header, and the others pass it on"
    )]
    RepeatedPrefix {
        /// The header.
        header: HeaderName,
    },
    /// The list in the header is shorter than the number of
    /// [trusted hops](crate::verify::TrustedProxies::trusted_hops).
    #[error(
        "the header `{header}` has {found} of the {expected} values that `TrustedProxies::trusted_hops` requires; let each proxy add one, or set a lower number"
    )]
    TooFewHops {
        /// The header.
        header: HeaderName,
        /// The number of values that the request has.
        found: usize,
        /// The number of trusted hops.
        expected: usize,
    },
    /// The element of the `Forwarded` header that counts has no `proto`. With
    /// [trusted hops](crate::verify::TrustedProxies::trusted_hops), it must name the scheme.
    #[error(
        "the header `{header}` names no scheme; let the outermost proxy add it, as in `proto=https`"
    )]
    NoScheme {
        /// The header.
        header: HeaderName,
    },
    /// The value is empty, is not ASCII, or does not have the form that the header requires.
    #[error("the header `{header}` is malformed; let the proxy replace what clients send")]
    Malformed {
        /// The header.
        header: HeaderName,
    },
    /// The value is not one of the schemes `http`, `https`, `ws` and `wss`.
    #[error(
        "the scheme in the header `{header}` is not `http`, `https`, `ws` or `wss`; let the proxy set one of them"
    )]
    Scheme {
        /// The header.
        header: HeaderName,
    },
    /// The value is not a host, with or without a port.
    #[error(
        "the host in the header `{header}` is malformed; let the proxy send a host and port, as in `api.example.com:8443`"
    )]
    Host {
        /// The header.
        header: HeaderName,
    },
    /// The value is not a number from 0 to 65535, or differs from the port of the host.
    #[error(
        "the port in the header `{header}` is no number up to 65535, or the host has another port; let the proxy send one port"
    )]
    Port {
        /// The header.
        header: HeaderName,
    },
    /// The value is not a prefix of paths.
    #[error(
        "the prefix in the header `{header}` is not allowed; let the proxy send `/name` or `/one/two`, without `//`, dot segments and an encoded `/`, `\\` or `.`"
    )]
    Prefix {
        /// The header.
        header: HeaderName,
    },
}
