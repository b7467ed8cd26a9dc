//! The reasons why a request passes unsigned that have nothing to do with its URI.

use std::fmt;

/// The reason why a request passes unsigned, although it may be in scope.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unsigned {
    /// The request has the marker `SkipSigning`.
    Skipped,
    /// The request has an `Authorization` header of another scheme, and the layer skips it.
    OtherAuthorization,
    /// The request carries no credentials, and the layer sends such requests unsigned.
    NoCredentials,
}

impl fmt::Display for Unsigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Skipped => "the request has the marker `SkipSigning`",
            Self::OtherAuthorization => {
                "the request has an `Authorization` header of another scheme than `OAuth` \
                 (`skip_other_authorization`)"
            }
            Self::NoCredentials => {
                "the request carries no `RequestCredentials` (`per_request_or_unsigned`)"
            }
        })
    }
}
