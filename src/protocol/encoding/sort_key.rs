//! RFC 5849 section 3.4.1.3.2: the order of names and values.
//!
//! Names and values are sorted by the bytes of their encoded form. The functions here compare that
//! form without writing it to memory. The base string contains the parameters encoded twice. The
//! second encoding only replaces each `%` with `%25`, so it does not change the order.

use std::cmp::Ordering;

use super::byte_search::first_eight;
use super::coding::WireEncoding;
use super::wire_text::WireText;
use super::{escape, is_unreserved};

impl WireText<'_> {
    /// Returns the first eight bytes of the encoded text as a big-endian integer.
    ///
    /// If the keys of two texts differ, the texts have the same order as their keys. If the keys
    /// are equal, use [`compare`](Self::compare). If the encoded text is shorter than eight bytes,
    /// it is filled up with zeros. Encoded text contains no zeros, so the order stays correct.
    #[inline]
    pub(crate) fn sort_key(self) -> u64 {
        match self.encoding {
            WireEncoding::Unreserved => unreserved_sort_key(self.text),
            _ => self.encoded_sort_key(),
        }
    }

    #[cold]
    fn encoded_sort_key(self) -> u64 {
        let mut first = [0; 8];
        let slots = first.iter_mut().zip(self.encoded());
        slots.for_each(|(slot, byte)| *slot = byte);
        u64::from_be_bytes(first)
    }

    /// Compares two texts by the bytes of their encoded form.
    #[inline]
    pub(crate) fn compare(self, other: Self) -> Ordering {
        match (self.encoding, other.encoding) {
            (WireEncoding::Unreserved, WireEncoding::Unreserved) => self.text.cmp(other.text),
            _ => self.compare_encoded(other),
        }
    }

    /// Compares two texts, of which at least one may contain reserved characters.
    ///
    /// If both texts have the same encoding, their first different byte usually decides. Otherwise
    /// both texts are decoded and encoded byte by byte.
    fn compare_encoded(self, other: Self) -> Ordering {
        if self.encoding == other.encoding {
            let pairs = || self.text.iter().zip(other.text);
            let shorter = self.text.len().min(other.text.len());
            let at = pairs()
                .position(|(own, other)| own != other)
                .unwrap_or(shorter);
            // The bytes before `at` are the same in both texts, so their encoded forms are the
            // same. There is one exception: an escape may begin before `at` and differ in its
            // digits. Then the escapes must be decoded.
            let in_escape = self.text[at.saturating_sub(2)..at].contains(&b'%');
            match (self.text.get(at), other.text.get(at)) {
                (None, None) => return Ordering::Equal,
                _ if in_escape => {}
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some(own), Some(other)) if is_unreserved(*own) && is_unreserved(*other) => {
                    return own.cmp(other);
                }
                _ => {}
            }
        }
        self.encoded().cmp(other.encoded())
    }

    /// Returns the bytes of the encoded text.
    fn encoded(self) -> impl Iterator<Item = u8> {
        self.bytes().flat_map(|byte| {
            let (text, length) = if is_unreserved(byte) {
                ([byte, 0, 0], 1)
            } else {
                (escape(byte), 3)
            };
            text.into_iter().take(length)
        })
    }
}

/// Returns the [sort key](WireText::sort_key) of a text that has only unreserved characters.
#[inline]
pub(crate) const fn unreserved_sort_key(text: &[u8]) -> u64 {
    first_eight(text).swap_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::encoding::percent_encode;

    #[test]
    fn texts_are_ordered_as_their_encodings() {
        let pieces = ["", "a", "~", "%", "%4", "%41", "%2b", "+", "[", "%C3"];
        let mut texts = Vec::new();
        for one in pieces {
            for two in pieces {
                texts.push([one, two].concat());
                texts.push(["common", one, two].concat());
                texts.push(["common_name", one, "x", two].concat());
            }
        }
        let codings = [
            WireEncoding::Plain,
            WireEncoding::Form,
            WireEncoding::Percent,
        ];
        let coded = codings.map(|encoding| {
            texts
                .iter()
                .map(move |text| WireText::new(text.as_bytes(), encoding))
        });
        let written = |coded: WireText<'_>| percent_encode(&coded.decode()).into_owned();
        let all: Vec<_> = coded
            .into_iter()
            .flatten()
            .map(|coded| (coded, written(coded)))
            .collect();
        for (one, one_text) in &all {
            for (two, two_text) in all.iter().step_by(3) {
                let right = one_text.cmp(two_text);
                assert_eq!(one.compare(*two), right, "{one_text} {two_text}");
                let by_number = one.sort_key().cmp(&two.sort_key());
                assert!(
                    by_number.is_eq() || by_number == right,
                    "{one_text} {two_text}"
                );
            }
        }
    }

    #[test]
    fn every_byte_has_its_place() {
        for left in 0..=255_u8 {
            for right in 0..=255_u8 {
                let texts = ([left], [right]);
                let [one, two] =
                    [&texts.0, &texts.1].map(|text| WireText::new(text, WireEncoding::Plain));
                let by_text = percent_encode(&texts.0).cmp(&percent_encode(&texts.1));
                assert_eq!(one.compare(two), by_text, "{left} {right}");
                assert_eq!(
                    one.sort_key().cmp(&two.sort_key()),
                    by_text,
                    "{left} {right}"
                );
            }
        }
    }
}
