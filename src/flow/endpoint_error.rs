//! Errors of an endpoint that cannot be used.

use std::fmt;

use http::Uri;

use crate::uri::error::OriginError;

/// Error returned when an endpoint cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// The endpoint is missing, because the endpoints were created with
    /// [`Endpoints::token_only`](super::Endpoints::token_only).
    #[error("it is missing; create the endpoints with `Endpoints::new`")]
    Missing,
    /// The scheme, the host or the port is missing or invalid, or the URI contains user
    /// information.
    #[error(transparent)]
    Origin(OriginError),
    /// The scheme is neither `https` nor `http`.
    #[error("its scheme is not `https`; use `https`")]
    Scheme,
    /// The scheme is `http` and the host is another machine. Anyone on the network path could read
    /// the secrets.
    #[error(
        "`http` sends the credentials in clear text, without TLS; use `https`, or allow `http` with `Endpoints::insecure_without_tls` (with a profile: `Profile::insecure_without_tls`); `http` to this machine (`localhost`, 127.0.0.0/8 and `[::1]`) is always allowed"
    )]
    WithoutTls,
    /// The authorization URI needs a parameter for the token, and possibly one for the client
    /// identifier. The name of one of them is empty or used twice.
    #[error(
        "the parameter name for the token or the client identifier is empty or used twice; correct it with `Endpoints::authorize_parameters`, or remove it from the query"
    )]
    IdentifierParameter,
    /// The query contains a parameter whose name begins with `oauth_`. These names are reserved for
    /// the protocol.
    #[error("its query contains a parameter whose name begins with `oauth_`; remove it")]
    ProtocolParameter,
}

/// One of the three endpoints of a server. `Display` writes its name in RFC 5849, and what services
/// call its URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Endpoint {
    /// The endpoint for temporary credentials (RFC 5849 section 2.1).
    Initiate,
    /// The page where the user grants or denies access (RFC 5849 section 2.2).
    Authorize,
    /// The endpoint for token credentials (RFC 5849 section 2.3).
    Token,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Initiate => "temporary-credentials endpoint (request token URL)",
            Self::Authorize => "authorization endpoint (authorize URL)",
            Self::Token => "token endpoint (access token URL)",
        })
    }
}

/// An endpoint that cannot be used, with the reason.
pub(super) struct UnusableEndpoint<'a> {
    /// `None` if it is missing.
    pub(super) uri: Option<&'a Uri>,
    pub(super) endpoint: Endpoint,
    pub(super) source: EndpointError,
}
