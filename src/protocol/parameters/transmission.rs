//! RFC 5849 section 3.5: the places of parameters in a request.

use std::fmt;

/// The place of a parameter in a request (RFC 5849 section 3.5).
///
/// Default: [`AuthorizationHeader`](Self::AuthorizationHeader).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transmission {
    /// The `Authorization` header (section 3.5.1).
    #[default]
    AuthorizationHeader,
    /// A body of type `application/x-www-form-urlencoded` (section 3.5.2).
    FormBody,
    /// The query of the request URI (section 3.5.3).
    Query,
}

impl fmt::Display for Transmission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AuthorizationHeader => "header",
            Self::FormBody => "form body",
            Self::Query => "query",
        })
    }
}
