//! The path as every client sends it, so that what is signed is what goes out.
//!
//! hyper sends a path as it is given; reqwest and others first remove dot segments and escape what
//! RFC 3986 has no place for. A path that is already in this form goes out alike through all of
//! them.

use std::borrow::Cow;

use http::Uri;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::protocol::{SignError, with_target};

/// Brings the path of `uri` into that form: dot segments removed, raw UTF-8 and `"`, `{`, `}`, `\`
/// escaped. All else, the query above all, stays byte for byte. Borrowed where nothing changes.
///
/// A `\` becomes `%5C`: some clients would make a `/` of it, which is another path.
pub(crate) fn canonical(uri: &Uri) -> Result<Cow<'_, Uri>, SignError> {
    let path = uri.path();
    if !path.starts_with('/') || is_canonical(path) {
        return Ok(Cow::Borrowed(uri));
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
    with_target(uri, target).map(Cow::Owned)
}

fn is_canonical(path: &str) -> bool {
    let (mut after, mut suspects) = (0, 0);
    for byte in path.bytes() {
        let class = CLASSES[usize::from(byte)];
        suspects |= class & (IS_ESCAPED | after);
        after = (class & IS_SLASH) << 1;
    }
    // Nearly no path has a segment that begins like one of dots.
    suspects == 0 || suspects == BEGINS_DOTS && path.split('/').all(|segment| dots(segment) == 0)
}

const IS_ESCAPED: u8 = 1;
const IS_SLASH: u8 = 2;
/// Begins `.` and `..`, themselves or as `%2e`.
/// Suspicious after a slash only, whose bit is the one below.
const BEGINS_DOTS: u8 = IS_SLASH << 1;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'"' | b'{' | b'}' | b'\\' | 0x80.. => IS_ESCAPED,
            b'/' => IS_SLASH,
            b'.' | b'%' => BEGINS_DOTS,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

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
            let canonical = canonical(&uri).unwrap().to_string();
            assert_eq!(canonical, format!("https://h{sent}"), "{given}");
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
            let unchanged = matches!(canonical(&uri).unwrap(), Cow::Borrowed(_));
            assert!(unchanged, "{given}");
        }
    }
}
