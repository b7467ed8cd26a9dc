//! RFC 5849 section 2.1, as the server sees it: the callbacks that a client registered.

use http::Uri;

use crate::protocol::has_protocol_parameters;
use crate::uri::authority::Authority;
use crate::uri::callback::{CallbackError, split_absolute};
use crate::uri::origin::is_web_scheme;

#[derive(Clone, Debug)]
pub(crate) enum Callbacks {
    These(Vec<String>),
    Any,
}

/// No client is asked for a longer one, in bytes.
const LONGEST: usize = 2048;

impl Callbacks {
    pub(crate) fn these(callbacks: Vec<String>) -> Result<Self, CallbackError> {
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
fn check(callback: &str) -> Result<(), CallbackError> {
    if callback == "oob" {
        return Ok(());
    }
    let is_printable = callback.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_printable || callback.len() > LONGEST {
        return Err(CallbackError::Malformed);
    }
    let (scheme, _) = split_absolute(callback)?;
    if is_web_scheme(scheme) {
        let uri: Option<Uri> = callback.parse().ok();
        let authority = uri.as_ref().and_then(Uri::authority);
        // User information is what makes another's host look like one's own.
        if authority.is_none_or(|authority| Authority::parse(authority.as_str()).is_err()) {
            return Err(CallbackError::Malformed);
        }
    }
    let before_fragment = callback
        .split_once('#')
        .map_or(callback, |(before, _)| before);
    let query = before_fragment.split_once('?');
    if query.is_some_and(|(_, query)| has_protocol_parameters(query)) {
        Err(CallbackError::ProtocolParameter)
    } else {
        Ok(())
    }
}

fn is_web(callback: &str) -> bool {
    let scheme = callback.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(is_web_scheme)
}
