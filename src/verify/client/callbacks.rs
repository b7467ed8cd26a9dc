//! RFC 5849 section 2.1, as the server sees it: the callbacks that a client registered.

use http::Uri;

use crate::protocol::has_protocol_parameters;
use crate::uri::authority::Authority;
use crate::uri::origin::{is_scheme, is_web_scheme};

#[derive(Clone, Debug)]
pub(crate) enum Callbacks {
    These(Vec<String>),
    Any,
}

/// Why a text is no callback that a client can register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisteredCallbackError {
    /// It is no absolute URI, and not `oob`.
    #[error("a callback must be `oob`, or an absolute URI as `https://app.example.com/ready`")]
    NotAbsolute,
    /// It has other characters than printable ASCII, or a host or port that is none, or is longer than
    /// 2048 bytes.
    #[error("a callback must be up to 2048 characters of printable ASCII, with a usable host")]
    Malformed,
    /// Its query has a parameter of the protocol's, which the resource owner is to bring with the
    /// server's value (section 2.2).
    #[error("a callback's query must not have parameters that begin with `oauth_`")]
    ProtocolParameter,
}

/// No client is asked for a longer one, in bytes.
const LONGEST: usize = 2048;

impl Callbacks {
    pub(crate) fn these(callbacks: Vec<String>) -> Result<Self, RegisteredCallbackError> {
        callbacks.iter().try_for_each(|callback| check(callback))?;
        Ok(Self::These(callbacks))
    }

    /// Whether the client may name this one, which it did not say before.
    pub(crate) fn contain(&self, callback: &str) -> bool {
        match self {
            Self::These(registered) => registered.iter().any(|other| other == callback),
            Self::Any => callback == "oob" || (is_web(callback) && check(callback).is_ok()),
        }
    }
}

/// Browsers are sent there by a `Location` header, with two parameters at the end of its query.
fn check(callback: &str) -> Result<(), RegisteredCallbackError> {
    if callback == "oob" {
        return Ok(());
    }
    let is_printable = callback.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_printable || callback.len() > LONGEST {
        return Err(RegisteredCallbackError::Malformed);
    }
    let absolute = callback.split_once(':');
    let absolute = absolute.filter(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty());
    let (_, rest) = absolute.ok_or(RegisteredCallbackError::NotAbsolute)?;
    if is_web(callback) {
        if !rest.starts_with("//") {
            return Err(RegisteredCallbackError::NotAbsolute);
        }
        let uri: Option<Uri> = callback.parse().ok();
        let authority = uri.as_ref().and_then(Uri::authority);
        // User information is what makes another's host look like one's own.
        if authority.is_none_or(|authority| Authority::parse(authority.as_str()).is_err()) {
            return Err(RegisteredCallbackError::Malformed);
        }
    }
    let before_fragment = callback
        .split_once('#')
        .map_or(callback, |(before, _)| before);
    let query = before_fragment.split_once('?');
    match query.is_some_and(|(_, query)| has_protocol_parameters(query)) {
        true => Err(RegisteredCallbackError::ProtocolParameter),
        false => Ok(()),
    }
}

fn is_web(callback: &str) -> bool {
    let scheme = callback.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(is_web_scheme)
}
