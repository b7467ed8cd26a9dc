//! RFC 5849 section 3.6: percent-encoding; and the decoding of forms that section 3.4.1.3.1 asks for.
//!
//! Texts are taken as bytes: a query may carry octets that are not UTF-8, and a signature over a
//! lossy reading of them would be a signature over something else.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// All but the unreserved characters of section 3.6: `A-Z a-z 0-9 - . _ ~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes as section 3.6 says: all but `A-Z a-z 0-9 - . _ ~`, with upper-case hexadecimals.
///
/// This is stricter than most URL encoders: a space is `%20`, and `! * ' ( )` are encoded.
///
/// ```
/// use tower_oauth1::protocol::percent_encode;
///
/// assert_eq!(percent_encode("r b+é~*".as_bytes()), "r%20b%2B%C3%A9~%2A");
/// ```
pub fn percent_encode(decoded: &[u8]) -> Cow<'_, str> {
    percent_encoding::percent_encode(decoded, RESERVED).into()
}

/// Like [`percent_encode`], to the end of a text that has room for it, so that no copy is left behind.
pub(crate) fn percent_encode_into(decoded: &str, text: &mut String) {
    text.reserve(3 * decoded.len());
    text.extend(percent_encoding::percent_encode(
        decoded.as_bytes(),
        RESERVED,
    ));
}

/// Undoes [`percent_encode`]. A `+` is a plus here, as in the `Authorization` header (section 3.5.1).
///
/// `None` where a `%` is not followed by two hexadecimal digits.
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
    text.iter()
        .enumerate()
        .filter(|&(_, &byte)| byte == b'%')
        .all(|(at, _)| hex_pair(&text[at + 1..]).is_some())
}

/// How a text is written where it was found, which is how it must be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    /// Nothing is encoded.
    Plain,
    /// `application/x-www-form-urlencoded`, in a query or a body: `+` is a space, a `%` without
    /// two hexadecimal digits is itself.
    Form,
    /// Section 3.6, in the `Authorization` header: `+` is a plus.
    Percent,
}

/// How often [`Coded::encode`] encodes: parameters are encoded once for their normalized form
/// (section 3.4.1.3.2) and the whole of that once more for the base string (section 3.4.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    Once,
    Twice,
}

/// A name or value where it was found: wire bytes, never copied, decoded byte by byte when needed.
#[derive(Clone, Copy)]
pub(crate) struct Coded<'a> {
    text: &'a [u8],
    coding: Coding,
}

impl<'a> Coded<'a> {
    pub(crate) fn new(text: &'a [u8], coding: Coding) -> Self {
        Self { text, coding }
    }

    /// The decoded bytes.
    pub(crate) fn bytes(self) -> Decoded<'a> {
        Decoded(self)
    }

    pub(crate) fn decode(self) -> Cow<'a, [u8]> {
        let special = |byte: &u8| *byte == b'%' || *byte == b'+';
        if self.coding == Coding::Plain || !self.text.iter().any(special) {
            Cow::Borrowed(self.text)
        } else {
            // Room for all at once: what is decoded may be a secret, and growing leaves copies behind.
            let mut decoded = Vec::with_capacity(self.text.len());
            decoded.extend(self.bytes());
            Cow::Owned(decoded)
        }
    }

    pub(crate) fn is(self, decoded: &str) -> bool {
        self.bytes().eq(decoded.bytes())
    }

    /// Decodes and encodes anew, into `sink`, in as few pieces as the text allows.
    #[inline]
    pub(crate) fn encode(mut self, depth: Depth, sink: &mut (impl FnMut(&[u8]) + ?Sized)) {
        loop {
            let (run, rest) = self.text.split_at(unreserved_run(self.text));
            if !run.is_empty() {
                sink(run);
            }
            self.text = rest;
            let Some(byte) = self.next_byte() else { return };
            if is_unreserved(byte) {
                sink(&[byte]);
                continue;
            }
            let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]);
            match depth {
                Depth::Once => sink(&[b'%', high, low]),
                Depth::Twice => sink(&[b'%', b'2', b'5', high, low]),
            }
        }
    }

    #[inline]
    fn next_byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.text.split_first()?;
        self.text = rest;
        match (first, self.coding) {
            (b'%', Coding::Form | Coding::Percent) => match hex_pair(rest) {
                Some(byte) => {
                    self.text = &rest[2..];
                    Some(byte)
                }
                None => Some(b'%'),
            },
            (b'+', Coding::Form) => Some(b' '),
            _ => Some(first),
        }
    }
}

/// The decoded bytes of a [`Coded`].
#[derive(Clone)]
pub(crate) struct Decoded<'a>(Coded<'a>);

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        self.0.next_byte()
    }
}

/// The rank of a decoded byte in the order of *encoded* texts, which is the order of section
/// 3.4.1.3.2.
///
/// Encoded, a reserved byte begins with `%`, which is less than every unreserved character; two
/// reserved bytes then differ in their hexadecimals, which are ordered like the bytes. So comparing
/// ranks byte by byte is comparing the encoded texts, and neither needs to be written. Encoding
/// once more turns each `%` into `%25` and changes nothing of it.
pub(crate) const fn rank(decoded: u8) -> u8 {
    RANK[decoded as usize]
}

static RANK: [u8; 256] = {
    let mut ranks = [0; 256];
    // The 190 reserved bytes come first, each kind in the order of its bytes.
    let (mut reserved, mut unreserved) = (0, 190);
    let mut byte = 0;
    while byte < 256 {
        let next = if is_unreserved(byte as u8) {
            &mut unreserved
        } else {
            &mut reserved
        };
        ranks[byte] = *next as u8;
        *next += 1;
        byte += 1;
    }
    ranks
};

const HEX: &[u8; 16] = b"0123456789ABCDEF";

const fn is_unreserved(byte: u8) -> bool {
    UNRESERVED[byte as usize]
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

/// How many unreserved bytes `text` begins with.
fn unreserved_run(text: &[u8]) -> usize {
    let reserved = text.iter().position(|&byte| !is_unreserved(byte));
    reserved.unwrap_or(text.len())
}

/// The byte that the two hexadecimal digits at the beginning of `text` stand for.
fn hex_pair(text: &[u8]) -> Option<u8> {
    let &[high, low, ..] = text else { return None };
    let (high, low) = (NIBBLE[usize::from(high)], NIBBLE[usize::from(low)]);
    ((high | low) < 16).then_some(high << 4 | low)
}

/// What a hexadecimal digit stands for, and 255 for any other byte.
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
    use super::*;

    fn encoded(text: &[u8], coding: Coding, depth: Depth) -> String {
        let mut out = Vec::new();
        Coded::new(text, coding).encode(depth, &mut |piece| out.extend_from_slice(piece));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_byte_is_encoded_alike_here_and_by_the_library() {
        for byte in 0..=255 {
            let once = percent_encode(&[byte]).into_owned();
            assert_eq!(encoded(&[byte], Coding::Plain, Depth::Once), once);
            let twice = percent_encode(once.as_bytes()).into_owned();
            assert_eq!(encoded(&[byte], Coding::Plain, Depth::Twice), twice);
            assert_eq!(encoded(once.as_bytes(), Coding::Percent, Depth::Once), once);
        }
    }

    #[test]
    fn ranks_order_bytes_as_their_encodings() {
        for left in 0..=255_u8 {
            for right in 0..=255_u8 {
                let by_text = percent_encode(&[left]).cmp(&percent_encode(&[right]));
                assert_eq!(rank(left).cmp(&rank(right)), by_text, "{left} {right}");
            }
        }
    }

    #[test]
    fn a_form_keeps_what_is_not_an_escape() {
        let cases: [(&str, &[u8]); 7] = [
            ("a+b%20c%2Bd", b"a b c+d"),
            ("100%", b"100%"),
            ("%zz%4", b"%zz%4"),
            ("%FF%fe", b"\xFF\xFE"),
            ("%%41", b"%A"),
            ("a;b=c", b"a;b=c"),
            ("%e2%98%83", "\u{2603}".as_bytes()),
        ];
        for (text, decoded) in cases {
            let coded = Coded::new(text.as_bytes(), Coding::Form);
            assert_eq!(coded.decode(), decoded, "{text}");
        }
        assert_eq!(Coded::new(b"a+b", Coding::Percent).decode(), &b"a+b"[..]);
        assert_eq!(Coded::new(b"a%20b", Coding::Plain).decode(), &b"a%20b"[..]);
    }
}
