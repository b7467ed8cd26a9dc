//! RFC 5849 section 3.4.1, written from the text of the RFC: slow, simple, and without a line of
//! the crate. The targets compare the crate with it.
//!
//! The RFC is silent on three points, and the crate's documentation decides them: an empty piece of
//! a query (`&&`) is no parameter, a `%` without two digits stands for itself in a query and a
//! form, and a `CONNECT` request of RFC 8441 is signed as `GET`.

use http::Method;

/// A decoded name and a decoded value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// Section 3.6: all bytes but letters, digits, `-`, `.`, `_` and `~` become `%XX`.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// Returns the value of the two digits after a `%`, if there are two.
fn escaped(text: &[u8]) -> Option<u8> {
    let digits = text.get(1..3)?;
    let digits = digits.iter().all(u8::is_ascii_hexdigit).then_some(digits)?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Decodes a text. In a form, a `+` is a space.
pub fn decode(mut text: &[u8], is_form: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(&first) = text.first() {
        let (byte, length) = match (first, escaped(text)) {
            (b'%', Some(byte)) => (byte, 3),
            (b'+', _) if is_form => (b' ', 1),
            _ => (first, 1),
        };
        bytes.push(byte);
        text = &text[length..];
    }
    bytes
}

/// Section 3.4.1.3.1: the parameters of a query or of a form, as
/// `application/x-www-form-urlencoded`.
pub fn form_pairs(text: &[u8]) -> Vec<Pair> {
    let pieces = text.split(|&byte| byte == b'&');
    let pair = |piece: &[u8]| {
        let equals = piece.iter().position(|&byte| byte == b'=');
        let (name, value) = piece.split_at(equals.unwrap_or(piece.len()));
        (
            decode(name, true),
            decode(value.get(1..).unwrap_or_default(), true),
        )
    };
    pieces.filter(|piece| !piece.is_empty()).map(pair).collect()
}

/// Section 3.5.1: what follows the scheme `OAuth` in a header.
pub fn after_scheme(header: &[u8]) -> Option<&[u8]> {
    let (scheme, rest) = header.trim_ascii().split_at_checked(5)?;
    let ends = rest.is_empty() || rest[0].is_ascii_whitespace();
    (scheme.eq_ignore_ascii_case(b"OAuth") && ends).then_some(rest)
}

/// Section 3.5.1: the parameters of an `Authorization` header without `realm`. Returns `None` if it
/// has another scheme, or no list of pairs.
pub fn header_pairs(header: &[u8]) -> Option<Vec<Pair>> {
    let mut rest = after_scheme(header)?;
    let mut pairs = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        if let Some(after) = rest.strip_prefix(b",") {
            rest = after;
            continue;
        }
        if rest.is_empty() {
            return Some(pairs);
        }
        let equals = rest.iter().position(|&byte| byte == b'=')?;
        let name = &rest[..equals];
        let value = rest[equals + 1..].strip_prefix(b"\"")?;
        let mut end = 0;
        while *value.get(end)? != b'"' {
            end += if value[end] == b'\\' { 2 } else { 1 };
        }
        if !name.eq_ignore_ascii_case(b"realm") {
            pairs.push((decode(name, false), decode(&value[..end], false)));
        }
        rest = &value[end + 1..];
    }
}

/// Section 3.4.1.3.2: encoded, sorted by name and then by value, and concatenated. The signature is
/// not among them.
pub fn normalized(pairs: &[Pair]) -> String {
    let signed = pairs.iter().filter(|(name, _)| name != b"oauth_signature");
    let mut encoded: Vec<_> = signed
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    encoded.sort();
    let pieces: Vec<_> = encoded
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pieces.join("&")
}

/// Section 3.4.1.2: the base string URI of a scheme in lower case, the value of a valid `Host`
/// header, and a path.
pub fn uri(scheme: &str, host: &str, path: &str) -> String {
    let host = host.to_ascii_lowercase();
    let end = host.rfind(']').map_or(0, |bracket| bracket + 1);
    let colon = host[end..]
        .find(':')
        .map_or(host.len(), |colon| end + colon);
    let (name, port) = host.split_at(colon);
    let port = port.get(1..).and_then(|port| port.parse::<u16>().ok());
    match (scheme, port) {
        (_, None) | ("http", Some(80)) | ("https", Some(443)) => format!("{scheme}://{name}{path}"),
        (_, Some(port)) => format!("{scheme}://{name}:{port}{path}"),
    }
}

/// Section 3.4.1.1: the signature base string.
pub fn base_string(method: &Method, uri: &str, pairs: &[Pair]) -> String {
    let method = match method {
        &Method::CONNECT => "GET".to_owned(),
        other => other.as_str().to_ascii_uppercase(),
    };
    let parts = [method, uri.to_owned(), normalized(pairs)];
    parts.map(|part| encode(part.as_bytes())).join("&")
}
