//! The values of forwarding headers. The value that counts is the one of the outermost trusted
//! proxy: the nth from the right.

use http::{HeaderMap, HeaderName, header};

use crate::protocol::split_unquoted;
use crate::uri::forwarded_error::ForwardedError;
use crate::uri::prefix::path_prefix;

/// `proto` and `host` of one element of a `Forwarded` header (RFC 7239 section 4).
#[derive(Clone, Copy, Default)]
pub(super) struct Element<'a> {
    pub(super) proto: Option<&'a str>,
    pub(super) host: Option<&'a str>,
}

/// Returns the value of a header, or `None` if the request has no such header.
///
/// With `hops`, the header is a list, and the value is the nth from the right. Without, it must
/// have one value, because it is not known which of several values the proxy set.
pub(super) fn value<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
    hops: Option<usize>,
) -> Result<Option<&'a str>, ForwardedError> {
    let header = || name.clone();
    let mut values = Vec::new();
    for line in headers.get_all(name) {
        let malformed = |_| ForwardedError::Malformed { header: header() };
        let line = line.to_str().map_err(malformed)?;
        values.extend(line.split(',').map(str::trim));
    }
    let found = values.len();
    if found == 0 {
        return Ok(None);
    }
    let at = match hops {
        None if found > 1 => return Err(ForwardedError::Repeated { header: header() }),
        None => Some(0),
        Some(hops) => found.checked_sub(hops),
    };
    match at.and_then(|at| values.get(at)) {
        Some(&"") => Err(ForwardedError::Malformed { header: header() }),
        Some(value) => Ok(Some(value)),
        None => Err(too_few(header(), found, hops)),
    }
}

/// Returns the prefix in a header, or `None` if the request has no such header. It has one value
/// for all proxies in a row, because only one of them knows the whole prefix.
pub(super) fn prefix<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a str>, ForwardedError> {
    let prefix = value(headers, name, None).map_err(|error| match error {
        ForwardedError::Repeated { header } => ForwardedError::RepeatedPrefix { header },
        error => error,
    })?;
    let header = || name.clone();
    let malformed = || ForwardedError::Prefix { header: header() };
    prefix
        .map(|prefix| path_prefix(prefix).ok_or_else(malformed))
        .transpose()
}

/// Returns the error of a list that is shorter than the number of trusted hops.
pub(super) fn too_few(header: HeaderName, found: usize, hops: Option<usize>) -> ForwardedError {
    let expected = hops.unwrap_or(1);
    ForwardedError::TooFewHops {
        header,
        found,
        expected,
    }
}

/// Returns the nth element from the right of the `Forwarded` headers, or `None` if there is no such
/// header. Default: the last element.
pub(super) fn element(
    headers: &HeaderMap,
    hops: Option<usize>,
) -> Result<Option<Element<'_>>, ForwardedError> {
    let mut found = 0;
    for line in headers.get_all(header::FORWARDED).iter().rev() {
        let malformed = || ForwardedError::Malformed {
            header: header::FORWARDED,
        };
        let line = line.to_str().map_err(|_| malformed())?;
        // The client may have written the beginning of the line. Read all of it: a quoted string
        // without an end would hide what the proxy appended.
        let elements = split_unquoted(line.as_bytes(), b',').map(read_element);
        let elements: Option<Vec<_>> = elements.collect();
        let elements = elements.ok_or_else(malformed)?;
        found += elements.len();
        if let Some(at) = found.checked_sub(hops.unwrap_or(1)) {
            return Ok(elements.get(at).copied());
        }
    }
    if hops.is_none() && found == 0 {
        Ok(None)
    } else {
        Err(too_few(header::FORWARDED, found, hops))
    }
}

/// Reads one element. Returns `None` if it is malformed or empty.
fn read_element(element: &[u8]) -> Option<Element<'_>> {
    let mut read = Element::default();
    if element.trim_ascii().is_empty() {
        return None;
    }
    for pair in split_unquoted(element, b';') {
        let pair = std::str::from_utf8(pair).ok()?.trim();
        if pair.is_empty() {
            continue;
        }
        let (name, value) = pair.split_once('=')?;
        let (name, value) = (name.trim(), unquoted(value.trim())?);
        if name.is_empty() || name.contains(['"', '\\', ' ', '\t']) {
            return None;
        }
        let slot = match name {
            name if name.eq_ignore_ascii_case("proto") => &mut read.proto,
            name if name.eq_ignore_ascii_case("host") => &mut read.host,
            _ => continue,
        };
        if slot.replace(value).is_some() {
            return None;
        }
    }
    Some(read)
}

/// Removes the quotes of a value, if it has any. Returns `None` if a quote is anywhere else.
///
/// Backslashes stay. A scheme or a host never needs one, and is refused because of it.
fn unquoted(value: &str) -> Option<&str> {
    let Some(rest) = value.strip_prefix('"') else {
        let is_plain = !value.is_empty() && !value.contains(['"', '\\', ' ', '\t']);
        return is_plain.then_some(value);
    };
    let mut escaped = false;
    let end = rest.find(|character| {
        let ends = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        ends
    })?;
    let (inner, after) = rest.split_at(end);
    (after == "\"").then_some(inner)
}
