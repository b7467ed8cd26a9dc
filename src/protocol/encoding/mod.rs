//! RFC 5849 section 3.6: percent-encoding, and texts that stay as they are on the wire.
//!
//! Names and values are kept as slices of the request, together with their encoding ([`wire_text`]). They
//! are sorted ([`sort_key`]) and written ([`writer`]) in the encoding of the base string, without a decoded
//! copy. This is fast because most bytes are their own encoding, and because an escape on the wire is
//! nearly always written exactly as the base string needs it: both are copied. A table holds what each
//! other byte becomes ([`escape_table`]).
//!
//! Texts are bytes, not strings: a query may contain bytes that are not UTF-8, and replacing them would
//! change what is signed.

pub(super) mod byte_search;
pub(super) mod coding;
pub(super) mod escape_table;
pub(super) mod sort_key;
pub(super) mod wire_text;
pub(super) mod writer;

use std::borrow::Cow;

use self::byte_search::find;

/// Percent-encodes a text as section 3.6 says: all bytes except `A-Z a-z 0-9 - . _ ~`, with
/// upper-case hexadecimal digits.
///
/// It encodes more than most URL encoders: a space is `%20`, and `! * ' ( )` are encoded.
///
/// ```
/// use tower_oauth1::protocol::percent_encode;
///
/// assert_eq!(percent_encode("r b+é~*".as_bytes()), "r%20b%2B%C3%A9~%2A");
/// ```
#[allow(clippy::missing_panics_doc, reason = "encoded text is ASCII")]
pub fn percent_encode(decoded: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(decoded) {
        Ok(text) if all_unreserved(decoded) => Cow::Borrowed(text),
        _ => {
            let mut text = Vec::with_capacity(encoded_length(decoded));
            percent_encode_onto(decoded, &mut text);
            Cow::Owned(String::from_utf8(text).expect("encoded text is ASCII"))
        }
    }
}

/// Like [`percent_encode`], but appends to `text`. If `text` has enough capacity, no copy is left in memory.
#[inline]
pub(super) fn percent_encode_onto(decoded: &[u8], text: &mut Vec<u8>) {
    let mut rest = decoded;
    while let Some(at) = rest.iter().position(|&byte| !is_unreserved(byte)) {
        text.extend_from_slice(&rest[..at]);
        text.extend_from_slice(&escape(rest[at]));
        rest = &rest[at + 1..];
    }
    text.extend_from_slice(rest);
}

/// Returns the escape of a byte: `%` and two digits.
pub(super) const fn escape(byte: u8) -> [u8; 3] {
    [b'%', HEX[(byte >> 4) as usize], HEX[(byte & 15) as usize]]
}

/// Returns the length of a text after [`percent_encode`].
pub(super) fn encoded_length(decoded: &[u8]) -> usize {
    let length = |byte: &u8| if is_unreserved(*byte) { 1 } else { 3 };
    decoded.iter().map(length).sum()
}

/// Decodes a percent-encoded text. A `+` is a plus, as in the `Authorization` header (section 3.5.1).
///
/// Returns `None` if a `%` is not followed by two hexadecimal digits.
///
/// ```
/// use tower_oauth1::protocol::percent_decode;
///
/// assert_eq!(percent_decode(b"a%20b+c").as_deref(), Some(&b"a b+c"[..]));
/// assert_eq!(percent_decode(b"100%"), None);
/// ```
pub fn percent_decode(encoded: &[u8]) -> Option<Cow<'_, [u8]>> {
    is_percent_encoded(encoded).then(|| percent_encoding::percent_decode(encoded).into())
}

pub(crate) fn is_percent_encoded(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(at) = find(b'%', rest) {
        rest = &rest[at + 1..];
        if hex_pair(rest).is_none() {
            return false;
        }
    }
    true
}

pub(super) const HEX: &[u8; 16] = b"0123456789ABCDEF";

pub(super) const fn is_unreserved(byte: u8) -> bool {
    UNRESERVED[byte as usize]
}

/// Whether every byte of a text is unreserved.
pub(super) fn all_unreserved(text: &[u8]) -> bool {
    // The compiler compares 16 bytes at once if it knows that there are 16. The last block overlaps the one
    // before it, so some bytes are compared twice.
    if let Some(last) = text.last_chunk::<16>() {
        let mut many = text
            .chunks_exact(16)
            .filter_map(|many| many.first_chunk::<16>());
        return none_reserved(last) && many.all(none_reserved);
    }
    match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) => none_reserved(first) & none_reserved(last),
        _ => text.iter().all(|&byte| is_unreserved(byte)),
    }
}

/// Whether these bytes are all unreserved. It compares instead of looking bytes up in the table, because
/// comparisons can be done for many bytes at once.
#[inline]
fn none_reserved<const N: usize>(text: &[u8; N]) -> bool {
    let reserved = |byte: u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        !letter & !digit & (byte != b'-') & (byte != b'.') & (byte != b'_') & (byte != b'~')
    };
    !text.iter().fold(false, |any, &byte| any | reserved(byte))
}

static UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

/// Returns the byte that the two hexadecimal digits at the start of `text` encode.
pub(super) fn hex_pair(text: &[u8]) -> Option<u8> {
    let &[high, low, ..] = text else { return None };
    let (high, low) = (NIBBLE[usize::from(high)], NIBBLE[usize::from(low)]);
    ((high | low) < 16).then_some(high << 4 | low)
}

/// The value of each hexadecimal digit, and 255 for every other byte.
static NIBBLE: [u8; 256] = {
    let mut nibbles = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        let digit = HEX[value];
        nibbles[digit as usize] = value as u8;
        nibbles[digit.to_ascii_lowercase() as usize] = value as u8;
        value += 1;
    }
    nibbles
};

#[cfg(test)]
mod tests {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

    use super::*;

    #[test]
    fn a_reserved_byte_is_seen_at_every_place() {
        for length in 1..50 {
            for at in 0..length {
                for byte in 0..=255 {
                    let mut text = vec![b'a'; length];
                    text[at] = byte;
                    assert_eq!(all_unreserved(&text), is_unreserved(byte), "{byte} at {at}");
                }
            }
        }
        assert!(all_unreserved(b""));
    }

    #[test]
    fn every_byte_is_encoded_as_by_the_library() {
        const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
            .remove(b'-')
            .remove(b'.')
            .remove(b'_')
            .remove(b'~');
        for byte in 0..=255 {
            for text in [&[byte][..], &[b'a', byte, byte, b'z']] {
                let theirs = percent_encoding::percent_encode(text, RESERVED).to_string();
                assert_eq!(percent_encode(text), theirs);
                assert_eq!(encoded_length(text), theirs.len());
                assert_eq!(percent_decode(theirs.as_bytes()).as_deref(), Some(text));
            }
        }
    }
}
