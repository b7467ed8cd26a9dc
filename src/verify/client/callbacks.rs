//! The callbacks that a client registered with the server (RFC 5849 section 2.1).

use http::Uri;

use crate::protocol::has_protocol_parameters;
use crate::uri::authority::Authority;
use crate::uri::callback::{CallbackError, split_absolute};
use crate::uri::origin::is_web_scheme;

/// The callbacks that a client may use.
#[derive(Clone, Debug)]
pub(crate) enum Callbacks {
    Listed(Vec<String>),
    /// Any callback with the scheme `http` or `https`, and `oob`.
    Any,
}

/// The longest accepted callback, in bytes.
const LONGEST: usize = 2048;

/// The schemes with which a browser runs or shows the text of a URI, or opens a local file. A page
/// of the server that links to such a callback would run it with the rights of the server.
const UNSAFE_SCHEMES: [&str; 8] = [
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "javascript",
    "vbscript",
    "view-source",
];

impl Callbacks {
    /// Checks the callbacks and returns a list of them.
    pub(crate) fn listed(callbacks: Vec<String>) -> Result<Self, CallbackError> {
        callbacks.iter().try_for_each(|callback| check(callback))?;
        Ok(Self::Listed(callbacks))
    }

    /// Returns whether the client may use this callback.
    pub(crate) fn allow(&self, callback: &str) -> bool {
        match self {
            Self::Listed(registered) => registered.iter().any(|other| other == callback),
            Self::Any => callback == "oob" || (is_web(callback) && check(callback).is_ok()),
        }
    }
}

/// Checks a callback.
///
/// The server sends browsers to the callback with a `Location` header. It adds two parameters to
/// the end of the query. So the callback must be printable ASCII, and its query must not have such
/// parameters already.
fn check(callback: &str) -> Result<(), CallbackError> {
    if callback == "oob" {
        return Ok(());
    }
    let is_printable = callback.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_printable || callback.len() > LONGEST {
        return Err(CallbackError::Malformed);
    }
    // Look for these schemes first: most of these texts are not absolute URIs, and this error says
    // what is wrong with them.
    let scheme = callback.split(':').next().unwrap_or_default();
    let has_scheme = |other: &&str| scheme.eq_ignore_ascii_case(other);
    if callback.contains(':') && UNSAFE_SCHEMES.iter().any(has_scheme) {
        return Err(CallbackError::UnsafeScheme);
    }
    let (scheme, _) = split_absolute(callback)?;
    if is_web_scheme(scheme) {
        let uri: Option<Uri> = callback.parse().ok();
        let authority = uri.as_ref().and_then(Uri::authority);
        // An authority with user information is refused, because user information can hide the real
        // host: `https://good.example@evil.example` goes to `evil.example`.
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

/// Returns whether the scheme is `http` or `https`.
fn is_web(callback: &str) -> bool {
    let scheme = callback.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(is_web_scheme)
}
