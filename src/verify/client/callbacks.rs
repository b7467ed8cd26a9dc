//! The check of a callback that a server gets (RFC 5849 section 2.1).

use http::Uri;

use crate::protocol::Parameters;
use crate::uri::authority::Authority;
use crate::uri::callback::{CallbackError, split_absolute};
use crate::uri::origin::is_web_scheme;

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

/// Checks a callback.
///
/// The server sends browsers to the callback with a `Location` header. It adds two parameters to
/// the end of the query. So the callback must be printable ASCII, and its query must not have such
/// parameters already.
pub(super) fn check(callback: &str) -> Result<(), CallbackError> {
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
    let names = names(query(callback));
    if names.iter().any(|name| name.starts_with(b"oauth_")) {
        Err(CallbackError::ProtocolParameter)
    } else {
        Ok(())
    }
}

/// Returns the query of a callback, without the `?`.
pub(super) fn query(callback: &str) -> &str {
    let before_fragment = callback.split('#').next().unwrap_or_default();
    let query = before_fragment.split_once('?');
    query.map_or("", |(_, query)| query)
}

/// Returns the names of the parameters of a query, as the most lenient framework of the client
/// reads them.
///
/// Some frameworks also separate at `;`. Some ignore case. PHP ignores blanks before a name, ends
/// a name at `[` and at a NUL, and writes `_` for a `.` and for a blank.
pub(super) fn names(query: &str) -> Vec<Vec<u8>> {
    let mut parameters = Parameters::new();
    query
        .split(';')
        .for_each(|piece| parameters.add_query(piece));
    let names = parameters.iter().map(|parameter| {
        let name = parameter.name();
        let blanks = name.iter().take_while(|byte| **byte == b' ').count();
        let read = name[blanks..]
            .iter()
            .take_while(|byte| !matches!(byte, b'[' | 0));
        let read = read.map(|byte| match byte {
            b'.' | b' ' => b'_',
            byte => byte.to_ascii_lowercase(),
        });
        read.collect()
    });
    names.collect()
}

/// Returns whether the scheme is `http` or `https`.
pub(super) fn is_web(callback: &str) -> bool {
    let scheme = callback.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(is_web_scheme)
}
