//! The path as every client sends it, so that what is signed is what goes out.
//!
//! hyper sends a path as it is given; reqwest and others first remove dot segments and escape what
//! RFC 3986 has no place for. A path that is already in this form goes out alike through all of
//! them.

use http::Uri;
use http::uri::PathAndQuery;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::error::UriTooLong;

/// Brings the path of `uri` into that form: dot segments removed, raw UTF-8 and `"`, `{`, `}`, `\`
/// escaped. All else, the query above all, stays byte for byte. `None` where nothing changes.
///
/// A `\` becomes `%5C`: some clients would make a `/` of it, which is another path.
pub(crate) fn canonical(uri: &Uri) -> Result<Option<Uri>, UriTooLong> {
    let path = uri.path();
    if !path.starts_with('/') || is_canonical(path) {
        return Ok(None);
    }
    let mut target = remove_dot_segments(path).iter().fold(
        String::with_capacity(uri.path().len() + 64),
        |mut target, segment| {
            target.push('/');
            target.extend(utf8_percent_encode(segment, ESCAPED));
            target
        },
    );
    if let Some(query) = uri.query() {
        target.push('?');
        target.push_str(query);
    }
    with_target(uri, target).map(Some)
}

/// The URI with another path and query, of characters that are good in them: their length is all
/// that can be wrong.
pub(crate) fn with_target(uri: &Uri, target: String) -> Result<Uri, UriTooLong> {
    let mut parts = uri.clone().into_parts();
    let target = PathAndQuery::try_from(target).map_err(|_| UriTooLong)?;
    parts.path_and_query = Some(target);
    Uri::from_parts(parts).map_err(|_| UriTooLong)
}

fn is_canonical(path: &str) -> bool {
    // Nearly no path has a segment that begins like one of dots.
    !may_change(path.as_bytes())
        || !path.bytes().any(is_escaped) && path.split('/').all(|segment| dots(segment) == 0)
}

/// Whether a byte of a path is escaped, or a segment begins as dots do, themselves or as `%2e`. The path begins
/// with a slash.
fn may_change(path: &[u8]) -> bool {
    // Pairs of neighbours, so many at once that the compiler compares them side by side, for which it has to
    // know their number. Some are looked at twice.
    const PAIRS: usize = 16;
    match path.last_chunk::<{ PAIRS + 1 }>() {
        Some(last) => {
            let most = path.windows(PAIRS + 1).step_by(PAIRS);
            let mut most = most.filter_map(|many| many.first_chunk::<{ PAIRS + 1 }>());
            any_may_change(last) || most.any(|many| any_may_change(many))
        }
        None => any_may_change(path),
    }
}

#[inline]
fn any_may_change(text: &[u8]) -> bool {
    let pairs = text.iter().zip(text.iter().skip(1));
    pairs.fold(false, |any, (&before, &byte)| {
        let begins_dots = (before == b'/') & ((byte == b'.') | (byte == b'%'));
        any | begins_dots | is_escaped(byte)
    })
}

#[inline]
fn is_escaped(byte: u8) -> bool {
    (byte == b'"') | (byte == b'{') | (byte == b'}') | (byte == b'\\') | (byte >= 0x80)
}

/// Of what `http::Uri` takes, what RFC 3986 has no place for. The library escapes all beyond ASCII
/// by itself.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'"').add(b'{').add(b'}').add(b'\\');

/// How many dots a segment consists of, itself or as `%2e`: 1 or 2, and 0 for any other segment.
fn dots(segment: &str) -> usize {
    // Most segments are told apart by their first character.
    if !segment.starts_with(['.', '%']) {
        return 0;
    }
    match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
        "." => 1,
        ".." => 2,
        _ => 0,
    }
}

fn remove_dot_segments(path: &str) -> Vec<&str> {
    let mut kept = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let dots = dots(segment);
        if dots == 2 {
            kept.pop();
        }
        match (dots, segments.peek()) {
            (0, _) => kept.push(segment),
            // A path that ends in a dot segment names a folder.
            (_, None) => kept.push(""),
            (_, Some(_)) => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_what_clients_send() {
        for (given, sent) in [
            ("/a/../b?x=/../%2e", "/b?x=/../%2e"),
            ("/a/./b", "/a/b"),
            ("/a/%2e%2E/b", "/b"),
            ("/a/.%2e", "/"),
            ("/..", "/"),
            ("/../../a", "/a"),
            ("/a/b/.", "/a/b/"),
            ("/a//../b?", "/a/b?"),
            ("/caf\u{e9}", "/caf%C3%A9"),
            ("/{id}/a\"b\\c", "/%7Bid%7D/a%22b%5Cc"),
            ("/a\\b", "/a%5Cb"),
            ("/a\"", "/a%22"),
            ("/a{", "/a%7B"),
            ("/a}", "/a%7D"),
            ("/\u{2603}\u{2603}x", "/%E2%98%83%E2%98%83x"),
        ] {
            let uri: Uri = format!("https://h{given}").parse().unwrap();
            let canonical = canonical(&uri).unwrap().unwrap().to_string();
            assert_eq!(canonical, format!("https://h{sent}"), "{given}");
        }
    }

    #[test]
    fn no_place_in_a_path_is_overlooked() {
        for length in 1..60 {
            let path = ["/", &"a".repeat(length)].concat();
            assert!(!may_change(path.as_bytes()), "{path}");
            for at in 1..=length {
                for suspicious in ["/.", "/%", "\"", "{", "}", "\\", "\u{e9}"] {
                    let (before, after) = path.split_at(at);
                    let path = [before, suspicious, after].concat();
                    assert!(may_change(path.as_bytes()), "{path}");
                }
                for other in ["/", ".", "%"] {
                    let (before, after) = path.split_at(at + 1);
                    let path = [before, other, after].concat();
                    assert!(!may_change(path.as_bytes()), "{path}");
                }
            }
        }
    }

    #[test]
    fn other_paths_stay() {
        for given in [
            "/",
            "",
            "/a|b^c%20%2f%7e~//;v=1/*",
            "/...",
            "/.a",
            "/a.",
            "/%2e%2e%2e",
            "/%2ea",
            "/a?q=../{}\u{e9}",
            "/a'(b)!$&+,:@",
        ] {
            let uri: Uri = format!("https://h{given}").parse().unwrap();
            assert_eq!(canonical(&uri).unwrap(), None, "{given}");
        }
    }
}
