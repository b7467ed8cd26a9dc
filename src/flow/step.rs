//! The steps of the dance.

use std::fmt;

/// A step of the dance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FlowStep {
    /// Asking for temporary credentials (RFC 5849 section 2.1).
    TemporaryCredentials,
    /// Sending the user to the service (RFC 5849 section 2.2), which is a browser's request.
    Authorization,
    /// Asking for token credentials (RFC 5849 section 2.3).
    TokenCredentials,
}

impl fmt::Display for FlowStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TemporaryCredentials => "requesting temporary credentials",
            Self::Authorization => "sending the user to the service",
            Self::TokenCredentials => "requesting token credentials",
        })
    }
}
