//! RFC 5849 sections 3.4.1.3.1 and 3.6: names and values as they are in a request.
//!
//! The signature covers the decoded text, encoded again by the rules of section 3.6.
//! [`WireText::encode`] does both steps in one pass.

use std::borrow::Cow;

use super::byte_search::{find, match_mask};
use super::coding::{Passes, WireEncoding};
use super::escape_table::{escapes, form_escapes};
use super::writer::{MOST_FREE, SHORT_TEXT, Writer};
use super::{all_unreserved, hex_pair};

/// A name or value as it is in the request, with its encoding.
///
/// The bytes are borrowed from the request. They are decoded byte by byte when this is needed.
#[derive(Clone, Copy)]
pub(crate) struct WireText<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) encoding: WireEncoding,
}

impl<'a> WireText<'a> {
    pub(crate) fn new(text: &'a [u8], encoding: WireEncoding) -> Self {
        Self { text, encoding }
    }

    /// Like [`new`](Self::new), but finds out whether the text has only unreserved characters. Such
    /// texts are compared and written faster.
    pub(crate) fn detect(text: &'a [u8], encoding: WireEncoding) -> Self {
        let encoding = if all_unreserved(text) {
            WireEncoding::Unreserved
        } else {
            encoding
        };
        Self::new(text, encoding)
    }

    /// Returns an iterator over the decoded bytes.
    pub(crate) fn bytes(self) -> Decoded<'a> {
        Decoded(self)
    }

    /// Returns the decoded text. It is borrowed if nothing is encoded.
    pub(crate) fn decode(self) -> Cow<'a, [u8]> {
        if self.encoded_at().is_none() {
            return Cow::Borrowed(self.text);
        }
        // Reserve memory for the whole text. The text may be a secret, and a vector that grows
        // leaves copies in freed memory.
        let mut decoded = Vec::with_capacity(self.text.len());
        self.decode_onto(&mut decoded);
        Cow::Owned(decoded)
    }

    /// Appends the decoded text to `text`. The decoded text is never longer than the encoded text.
    pub(crate) fn decode_onto(mut self, text: &mut Vec<u8>) {
        while let Some(at) = self.encoded_at() {
            let (run, rest) = self.text.split_at(at);
            text.extend_from_slice(run);
            self.text = rest;
            // Escapes often follow each other directly. Decode all of them before the next search.
            while let Some(b'%' | b'+') = self.text.first() {
                text.extend(self.next_byte());
            }
        }
        text.extend_from_slice(self.text);
    }

    /// Returns the position of the first byte that may be encoded: `%`, or `+` in a form.
    #[inline]
    fn encoded_at(self) -> Option<usize> {
        match self.encoding {
            WireEncoding::Plain | WireEncoding::Unreserved => None,
            WireEncoding::Percent => find(b'%', self.text),
            WireEncoding::Form => {
                let mut bytes = self.text.iter();
                bytes.position(|byte| matches!(byte, b'%' | b'+'))
            }
        }
    }

    /// Returns whether the decoded text equals `decoded`.
    #[inline]
    pub(crate) fn is(self, decoded: &str) -> bool {
        match self.encoding {
            WireEncoding::Plain | WireEncoding::Unreserved => self.text == decoded.as_bytes(),
            WireEncoding::Form | WireEncoding::Percent => self.bytes().eq(decoded.bytes()),
        }
    }

    /// Decodes the text, encodes it once or twice, and writes it.
    #[inline(always)]
    pub(crate) fn encode(self, passes: Passes, out: &mut Writer<'_>) {
        if self.encoding == WireEncoding::Unreserved {
            out.text(self.text);
        } else {
            self.encode_reserved(passes, out);
        }
    }

    /// Like [`encode`](Self::encode), for a text that may have reserved characters.
    fn encode_reserved(self, passes: Passes, out: &mut Writer<'_>) {
        let escapes = escapes(passes);
        // The table for the bytes that stand for themselves.
        let (direct, has_escapes) = match self.encoding {
            WireEncoding::Form => (form_escapes(passes), true),
            WireEncoding::Percent => (escapes, true),
            WireEncoding::Plain | WireEncoding::Unreserved => (escapes, false),
        };
        let mut rest = self.text;
        while !rest.is_empty() {
            let free = out.free();
            let mut end = 0;
            // Escapes often follow each other directly.
            while let [b'%', later @ ..] = rest {
                if !has_escapes || end > MOST_FREE / 2 - SHORT_TEXT {
                    break;
                }
                let (byte, later) = after_percent(later);
                end = escapes[usize::from(byte)].write(free, end);
                rest = later;
            }
            // Then eight bytes if they have no escape. The compiler unrolls this loop.
            if let Some((eight, later)) = rest.split_first_chunk::<8>() {
                if !has_escapes || match_mask(b'%', *eight) == 0 {
                    for &byte in eight {
                        end = direct[usize::from(byte)].write(free, end);
                    }
                    out.advance(end);
                    rest = later;
                    continue;
                }
            }
            // Otherwise the bytes before the next escape, which are fewer than eight.
            while let [byte, later @ ..] = rest {
                if has_escapes && *byte == b'%' {
                    break;
                }
                end = direct[usize::from(*byte)].write(free, end);
                rest = later;
            }
            out.advance(end);
        }
    }

    /// Removes the first byte or escape from the text and returns it decoded.
    #[inline]
    fn next_byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.text.split_first()?;
        self.text = rest;
        // Nearly all bytes stand for themselves, so look at the byte first.
        match first {
            b'%' if matches!(self.encoding, WireEncoding::Form | WireEncoding::Percent) => {
                let (byte, rest) = after_percent(rest);
                self.text = rest;
                Some(byte)
            }
            b'+' if self.encoding == WireEncoding::Form => Some(b' '),
            _ => Some(first),
        }
    }
}

/// Decodes the escape whose `%` is before this text. Returns the byte and the text after the
/// escape. A `%` without two digits stands for itself.
#[inline]
fn after_percent(text: &[u8]) -> (u8, &[u8]) {
    match hex_pair(text) {
        Some(byte) => (byte, &text[2..]),
        None => (b'%', text),
    }
}

/// The decoded bytes of a [`WireText`].
#[derive(Clone)]
pub(crate) struct Decoded<'a>(WireText<'a>);

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        self.0.next_byte()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::encoding::{percent_encode, writer};

    fn encoded(text: &[u8], encoding: WireEncoding, passes: Passes) -> String {
        writer::text(|out| WireText::new(text, encoding).encode(passes, out))
    }

    #[test]
    fn every_byte_is_encoded_alike_here_and_by_the_library() {
        for byte in 0..=255 {
            let once = percent_encode(&[byte]).into_owned();
            assert_eq!(encoded(&[byte], WireEncoding::Plain, Passes::Once), once);
            let twice = percent_encode(once.as_bytes()).into_owned();
            assert_eq!(encoded(&[byte], WireEncoding::Plain, Passes::Twice), twice);
            assert_eq!(
                encoded(once.as_bytes(), WireEncoding::Percent, Passes::Once),
                once
            );
        }
    }

    #[test]
    fn a_text_is_encoded_alike_wherever_its_pieces_stand() {
        let pieces = [
            "%",
            "%4",
            "%zz",
            "%2",
            "%2b",
            "%2B",
            "%41",
            "%%41",
            "%2%42",
            "%25",
            "%FF",
            "%ff",
            "+",
            "%e2%98%83",
            "%E2%98%83",
            "\u{2603}",
            "%2B%2",
            "%20%",
        ];
        for encoding in [
            WireEncoding::Plain,
            WireEncoding::Form,
            WireEncoding::Percent,
        ] {
            for piece in pieces {
                for before in 0..9 {
                    for after in [0, 1, 7, 8, 9] {
                        let text = [&"a".repeat(before), piece, &"0".repeat(after)].concat();
                        let decoded = WireText::new(text.as_bytes(), encoding).bytes();
                        let once = percent_encode(&decoded.collect::<Vec<_>>()).into_owned();
                        let twice = percent_encode(once.as_bytes()).into_owned();
                        let text = text.as_bytes();
                        assert_eq!(encoded(text, encoding, Passes::Once), once);
                        assert_eq!(encoded(text, encoding, Passes::Twice), twice);
                    }
                }
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
            let coded = WireText::new(text.as_bytes(), WireEncoding::Form);
            assert_eq!(coded.decode(), decoded, "{text}");
        }
        assert_eq!(
            WireText::new(b"a+b", WireEncoding::Percent).decode(),
            &b"a+b"[..]
        );
        assert_eq!(
            WireText::new(b"a%20b", WireEncoding::Plain).decode(),
            &b"a%20b"[..]
        );
    }
}
