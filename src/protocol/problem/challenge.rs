//! RFC 9110 section 11.6.1: the challenges in a `WWW-Authenticate` header.

use crate::protocol::encoding::coding::WireEncoding;
use crate::protocol::encoding::wire_text::WireText;

/// Returns the `name=value` pairs of each challenge of the scheme `OAuth`. The header value may
/// contain challenges of several schemes. Commas and spaces in quotes are data.
pub(crate) fn challenges(value: &[u8]) -> Vec<Vec<(String, String)>> {
    let mut challenges = Vec::new();
    let mut oauth = false;
    for element in split_unquoted(value, b',') {
        let element = element.trim_ascii();
        // A challenge begins with its scheme, a space, and its first pair.
        let word = element
            .iter()
            .position(|&b| b.is_ascii_whitespace() || b == b'=');
        let word = word.filter(|&at| element[at] != b'=').unwrap_or(0);
        let (scheme, pair) = match word {
            0 if element.eq_ignore_ascii_case(b"OAuth") => (element, &element[..0]),
            word => element.split_at(word),
        };
        if !scheme.is_empty() {
            oauth = scheme.eq_ignore_ascii_case(b"OAuth");
            challenges.extend(oauth.then(Vec::new));
        }
        if let (true, Some(challenge)) = (oauth && !pair.is_empty(), challenges.last_mut()) {
            challenge.push(split(pair, WireEncoding::Percent));
        }
    }
    challenges
}

/// Splits a list at the separators that are not in quotes.
pub(crate) fn split_unquoted(list: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    list.split(move |&byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
        byte == separator && !quoted
    })
}

/// Returns the name and value of a pair, decoded. Bytes that are not UTF-8 are replaced.
pub(crate) fn split(pair: &[u8], encoding: WireEncoding) -> (String, String) {
    let equals = pair.iter().position(|&byte| byte == b'=');
    let equals = equals.unwrap_or(pair.len());
    let (name, value) = (&pair[..equals], pair.get(equals + 1..).unwrap_or_default());
    let value = value.trim_ascii();
    let inner = value
        .strip_prefix(b"\"")
        .and_then(|v| v.strip_suffix(b"\""));
    let decode = |text: &[u8]| {
        let decoded = WireText::new(text.trim_ascii(), encoding)
            .decode()
            .into_owned();
        String::from_utf8_lossy(&decoded).into_owned()
    };
    (decode(name), decode(inner.unwrap_or(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the names of the problems in a header.
    fn problems(header: &str) -> Vec<String> {
        let pairs = challenges(header.as_bytes()).into_iter().flatten();
        let problems = pairs.filter(|(name, _)| name == "oauth_problem");
        problems.map(|(_, value)| value).collect()
    }

    #[test]
    fn quotes_hide_what_is_within() {
        for header in [
            r#"Basic realm="My OAuth server", OAuth oauth_problem="token_expired""#,
            r#"OAuth realm="x", Bearer error="y", OAuth oauth_problem=token_expired"#,
            r#"OAuth realm="a\"b, c", oauth_problem="token_expired""#,
            r#"OAuth realm="oauth_problem=x, oauth_problem=y", oauth_problem="token_expired""#,
            "OAuth\toauth_problem=token_expired",
            "OAuth  oauth_problem = \"token_expired\" ",
        ] {
            assert_eq!(problems(header), ["token_expired"], "{header}");
        }
        for header in [
            r#"Basic realm="x, OAuth oauth_problem=spoof""#,
            r#"Basic realm="x", oauth_problem="of another scheme""#,
            r#"XOAuth oauth_problem="x""#,
            r#"OAuth2 oauth_problem="x""#,
        ] {
            assert!(problems(header).is_empty(), "{header}");
        }
    }
}
