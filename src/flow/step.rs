//! The steps of the authorization flow.

use std::fmt;

/// A step of the authorization flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FlowStep {
    /// The client requests temporary credentials (RFC 5849 section 2.1).
    TemporaryCredentials,
    /// The user opens the authorization URI in a browser (RFC 5849 section 2.2).
    Authorization,
    /// The client requests token credentials (RFC 5849 section 2.3).
    TokenCredentials,
}

impl fmt::Display for FlowStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TemporaryCredentials => "requesting temporary credentials",
            Self::Authorization => "sending the user to the server",
            Self::TokenCredentials => "requesting token credentials",
        })
    }
}
