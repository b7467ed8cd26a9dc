//! The canonical form of a path, which all HTTP clients send without change.
//!
//! hyper sends a path byte for byte. reqwest and other clients change some paths before they send
//! them: they remove dot segments (`.` and `..`), and they escape characters that RFC 3986 does not
//! allow. If that happens after signing, the signature is wrong. So a path is brought into its
//! canonical form before it is signed and sent. All clients send that form as it is.

use http::Uri;
use http::uri::PathAndQuery;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::error::UriTooLong;

/// Returns `uri` with its path in canonical form, or `Ok(None)` if the path is canonical already.
///
/// Dot segments are removed. Raw UTF-8 and the characters `"`, `{`, `}` and `\` are
/// percent-encoded. Everything else stays the same, byte for byte. In particular, the query does
/// not change.
///
/// A `\` becomes `%5C`. Some clients replace it with `/`, which makes a different path.
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

/// Returns `uri` with another path and query.
///
/// `target` must contain only characters that are valid in a path and query. So the only possible
/// error is a URI that is too long.
pub(crate) fn with_target(uri: &Uri, target: String) -> Result<Uri, UriTooLong> {
    let mut parts = uri.clone().into_parts();
    let target = PathAndQuery::try_from(target).map_err(|_| UriTooLong)?;
    parts.path_and_query = Some(target);
    Uri::from_parts(parts).map_err(|_| UriTooLong)
}

/// Returns whether the path is in canonical form. The path must begin with a slash.
fn is_canonical(path: &str) -> bool {
    // Fast path: for almost all paths `may_change` returns false.
    !may_change(path.as_bytes())
        || !path.bytes().any(is_escaped) && path.split('/').all(|segment| dots(segment) == 0)
}

/// Returns whether the path may differ from its canonical form. The path must begin with a slash.
///
/// This is a quick test. It returns true if a byte must be escaped, or if a segment begins with `.`
/// or `%`, because dot segments begin that way (`.`, `..`, `%2e`). The result may be true for a
/// path that is canonical. It is never false for a path that is not.
fn may_change(path: &[u8]) -> bool {
    // The test looks at each byte together with the byte before it. A window of 17 bytes holds 16
    // such pairs. The length of a window is a constant, so the compiler can test all pairs of a
    // window at once with SIMD instructions. Neighbouring windows share one byte, so no pair is
    // missed. The last window is aligned to the end of the path and may overlap the one before it:
    // some pairs are tested twice.
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
    // `&`, `|` and `fold` instead of `&&`, `||` and `any`: without branches, the compiler can use
    // SIMD.
    let pairs = text.iter().zip(text.iter().skip(1));
    pairs.fold(false, |any, (&before, &byte)| {
        let begins_dots = (before == b'/') & ((byte == b'.') | (byte == b'%'));
        any | begins_dots | is_escaped(byte)
    })
}

/// Returns whether the canonical form escapes this byte. Control characters cannot occur in an
/// `http::Uri`, so they are not tested.
#[inline]
fn is_escaped(byte: u8) -> bool {
    (byte == b'"') | (byte == b'{') | (byte == b'}') | (byte == b'\\') | (byte >= 0x80)
}

/// The characters that `http::Uri` accepts in a path but RFC 3986 does not allow.
/// `utf8_percent_encode` always escapes the bytes outside ASCII, so they are not listed.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'"').add(b'{').add(b'}').add(b'\\');

/// Returns 1 for the segment `.`, 2 for `..`, and 0 for any other segment. A dot may be written as
/// `%2e`.
fn dots(segment: &str) -> usize {
    // Fast path: the first character rules out most segments.
    if !segment.starts_with(['.', '%']) {
        return 0;
    }
    match segment.to_ascii_lowercase().replace("%2e", ".").as_str() {
        "." => 1,
        ".." => 2,
        _ => 0,
    }
}

/// Returns the segments of the path after dot segments are removed. A `..` also removes the segment
/// before it.
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
            // A path that ends with a dot segment names a folder, so its canonical form ends with a
            // slash.
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
