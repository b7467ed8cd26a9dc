//! Texts of a base string: decoding, and pairs of names and values.

use crate::protocol::encoding::percent_decode;

/// A name and its value, encoded. `None` if there is no `=`.
pub(super) type Pair<'a> = (&'a str, Option<&'a str>);

/// Splits normalized parameters into pairs.
pub(super) fn pairs(text: &str) -> Vec<Pair<'_>> {
    let pairs = text.split('&').filter(|_| !text.is_empty());
    pairs
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (pair, None),
        })
        .collect()
}

/// Decodes a text once. Returns `None` if it is not encoded, or if the result is not UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    let bytes = percent_decode(text.as_bytes())?.into_owned();
    String::from_utf8(bytes).ok()
}

/// Decodes a text once. Returns no bytes if it is not encoded.
pub(super) fn decoded(text: &str) -> Vec<u8> {
    let bytes = percent_decode(text.as_bytes());
    bytes.unwrap_or_default().into_owned()
}

/// Decodes the name and the value of a pair.
pub(super) fn decoded_pair((name, value): Pair<'_>) -> (Vec<u8>, Vec<u8>) {
    (decoded(name), decoded(value.unwrap_or_default()))
}
