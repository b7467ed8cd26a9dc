//! RFC 5849 section 3.6: percent-encoding.
//!
//! Names and values stay as the bytes of the request ([`WireText`](wire_text::WireText)). They are
//! sorted and written in their encoded form, and are not decoded into memory.
//!
//! - To compare two texts, [`sort_key`] first compares the first eight bytes of their encoded form
//!   as one integer.
//! - To write a text, each byte or escape is decoded, and [`escape_table`] gives the bytes that the
//!   base string needs for it, encoded once or twice. A text that has only unreserved characters is
//!   copied.
//! - [`writer`] collects the output in a buffer on the stack. The MAC takes a short base string in
//!   one piece.
//!
//! This is fast because parameters are not copied into strings, and because eight bytes without an
//! escape are written without a branch.
//!
//! Texts are `[u8]` and not `str`, because a query may contain bytes that are not UTF-8. Replacing
//! such bytes would change what is signed.

pub(super) mod byte_search;
pub(super) mod coding;
pub(super) mod escape_table;
pub(super) mod sort_key;
pub(super) mod wire_text;
pub(super) mod writer;

use std::borrow::Cow;

use self::byte_search::find;

/// Percent-encodes bytes as RFC 5849 section 3.6 defines it. Pass a text with `as_bytes()`: its
/// characters are encoded as UTF-8.
///
/// All bytes except `A-Z a-z 0-9 - . _ ~` are encoded, with upper-case hexadecimal digits. This is
/// stricter than most URL encoders: a space becomes `%20`, and `! * ' ( )` are encoded.
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

/// Percent-encodes a text and appends it to `text`.
///
/// `text` should have enough capacity. If it grows, a copy of its content may stay in freed memory.
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

/// Returns the escape of a byte: `%` and two upper-case hexadecimal digits.
pub(super) const fn escape(byte: u8) -> [u8; 3] {
    [b'%', HEX[(byte >> 4) as usize], HEX[(byte & 15) as usize]]
}

/// Returns the length in bytes of a text after [`percent_encode`].
pub(super) fn encoded_length(decoded: &[u8]) -> usize {
    let length = |byte: &u8| if is_unreserved(*byte) { 1 } else { 3 };
    decoded.iter().map(length).sum()
}

/// Decodes a percent-encoded text.
///
/// A `+` stays a plus, as in the `Authorization` header (RFC 5849 section 3.5.1). Returns `None` if
/// a `%` is not followed by two hexadecimal digits.
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

/// Returns whether two hexadecimal digits follow each `%`.
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

/// The hexadecimal digits, in upper case as section 3.6 requires.
pub(super) const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Returns whether a byte is unreserved: an ASCII letter or digit, `-`, `.`, `_` or `~`.
pub(super) const fn is_unreserved(byte: u8) -> bool {
    UNRESERVED[byte as usize]
}

/// Returns whether all bytes of a text are unreserved.
#[inline]
pub(super) fn all_unreserved(text: &[u8]) -> bool {
    unreserved_length(text) == text.len()
}

/// Returns the number of unreserved bytes at the beginning of a text.
///
/// Most names and values have only unreserved bytes. So the byte after them is usually the
/// separator, and one search finds both the end of the text and its encoding.
#[inline]
pub(super) fn unreserved_length(text: &[u8]) -> usize {
    let reserved = |byte: &u8| !is_unreserved(*byte);
    // Most names and values are short. The length of `first` is a constant, so the compiler writes
    // the search as 32 comparisons without a loop.
    let Some((first, rest)) = text.split_first_chunk::<32>() else {
        return text.iter().position(reserved).unwrap_or(text.len());
    };
    let at = first.iter().position(reserved);
    at.unwrap_or_else(|| first.len() + long_unreserved_length(rest))
}

/// Like [`unreserved_length`], 16 bytes at a time.
fn long_unreserved_length(text: &[u8]) -> usize {
    let mut rest = text;
    // No byte of a block ends the search early, so the compiler tests all of them at once with SIMD
    // instructions.
    let has_reserved = |block: &[u8; 16]| block.iter().fold(false, |any, &b| any | is_reserved(b));
    while let Some((_, later)) = rest
        .split_first_chunk()
        .filter(|(block, _)| !has_reserved(block))
    {
        rest = later;
    }
    let last = rest.iter().position(|&byte| !is_unreserved(byte));
    text.len() - rest.len() + last.unwrap_or(rest.len())
}

/// Returns whether a byte is not unreserved, without a branch.
///
/// The result is the same as with the table of [`is_unreserved`]. Comparisons are used here because
/// they can be made for many bytes at once. A table can be read for one byte at a time only.
#[inline(always)]
fn is_reserved(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    !letter & !digit & (byte != b'-') & (byte != b'.') & (byte != b'_') & (byte != b'~')
}

/// For each byte, whether it is unreserved.
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

/// Decodes the two hexadecimal digits at the beginning of `text`. Returns `None` if there are no
/// such digits.
pub(super) fn hex_pair(text: &[u8]) -> Option<u8> {
    let &[high, low, ..] = text else { return None };
    let (high, low) = (NIBBLE[usize::from(high)], NIBBLE[usize::from(low)]);
    ((high | low) < 16).then(|| 16 * high + low)
}

/// The value of each hexadecimal digit, in upper or lower case. Other bytes have the value 255.
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
        for length in 1..70 {
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
