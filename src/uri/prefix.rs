//! The prefix of paths that a proxy or a router removes.

/// Returns the prefix without a slash at its end, or `None` if the text is not a prefix.
///
/// The prefix is empty, or one or more segments that each begin with a slash. The base string has
/// the prefix and then the path. So the text must not contain anything that a server could read as
/// another path: no empty segments, no dot segments, and no `/`, `\` or `.` that is
/// percent-encoded. A query or a fragment is not a part of a path.
pub(crate) fn path_prefix(text: &str) -> Option<&str> {
    let prefix = text.strip_suffix('/').unwrap_or(text);
    if prefix.is_empty() {
        return Some(prefix);
    }
    let mut segments = prefix.strip_prefix('/')?.split('/');
    segments.all(is_plain_segment).then_some(prefix)
}

fn is_plain_segment(segment: &str) -> bool {
    if matches!(segment, "" | "." | "..") {
        return false;
    }
    let mut pieces = segment.split('%');
    let is_plain = |text: &str| text.bytes().all(is_path_character);
    pieces.next().is_some_and(is_plain)
        && pieces.all(|piece| {
            let code = piece.get(..2).map(|digits| u8::from_str_radix(digits, 16));
            // `from_str_radix` accepts a sign, which the next line does not.
            let are_digits = piece.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
            let is_allowed = |code: u8| !matches!(code, b'/' | b'\\' | b'.' | 0..=b' ' | 0x7F);
            are_digits
                && matches!(code, Some(Ok(code)) if is_allowed(code))
                && is_plain(&piece[2..])
        })
}

/// Returns whether a segment may contain the byte without encoding (RFC 3986 section 3.3).
fn is_path_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_have_whole_segments() {
        for (text, prefix) in [
            ("", ""),
            ("/", ""),
            ("/api", "/api"),
            ("/api/", "/api"),
            ("/a/b.c/~d", "/a/b.c/~d"),
            ("/caf%C3%A9/%7e", "/caf%C3%A9/%7e"),
            ("/...", "/..."),
            ("/a:b@c;d=e,f", "/a:b@c;d=e,f"),
        ] {
            assert_eq!(path_prefix(text), Some(prefix), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_prefixes() {
        for text in [
            "api",
            "//",
            "//api",
            "/api//",
            "/a//b",
            "/..",
            "/a/../b",
            "/./a",
            "/a/.",
            "/%2e%2e",
            "/%2E",
            "/.%2e",
            "/a%2Fb",
            "/a%2fb",
            "/a%5cb",
            "/a\\b",
            "/a%00",
            "/a%0d%0a",
            "/a%",
            "/a%2",
            "/a%zz",
            "/a%+1",
            "/a?b",
            "/a#b",
            "/a b",
            "/caf\u{e9}",
            "/%\u{e9}1",
            "https://h/a",
        ] {
            assert_eq!(path_prefix(text), None, "{text}");
        }
    }
}
