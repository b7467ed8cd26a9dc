//! Recognizes a body that a layer should have decompressed.

use http::{HeaderMap, header};

/// The codings of RFC 9110 section 8.4.1, and those of the IANA registry that servers use.
const CODINGS: [&str; 6] = ["gzip", "x-gzip", "deflate", "compress", "br", "zstd"];

/// Returns the coding of a compressed body, by its `Content-Encoding` or its first bytes.
///
/// Returns `None` if the body is plain text, whatever the header says: some layers decompress a
/// body and leave the header.
pub(crate) fn coding(headers: &HeaderMap, body: &[u8]) -> Option<&'static str> {
    let is_control = |c: char| c.is_control() && !c.is_whitespace();
    if std::str::from_utf8(body).is_ok_and(|text| !text.contains(is_control)) {
        return None;
    }
    let values = headers.get_all(header::CONTENT_ENCODING).iter();
    let named = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|name| {
            let mut codings = CODINGS.into_iter();
            codings.find(|coding| coding.eq_ignore_ascii_case(name.trim()))
        });
    named.or(match body {
        [0x1f, 0x8b, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        _ => None,
    })
}
