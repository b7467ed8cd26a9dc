//! How two texts differ that are encodings of the same text.

use super::text::decode;
use crate::protocol::encoding::{HEX, hex_pair, is_unreserved, percent_decode};
use crate::protocol::explain::difference::LikelyReason;

/// A text of ours, encoded once. It is prepared once, because it may be long and is compared with
/// many texts.
pub(super) struct Encoded<'a> {
    text: &'a str,
    /// `None` if the text cannot be decoded.
    decoded: Option<String>,
    /// The text, encoded once more.
    twice: String,
    /// The text, read as another character set and encoded in UTF-8 again: Latin-1 and
    /// Windows-1252.
    misread: Option<[String; 2]>,
    /// The text in Latin-1.
    latin_1: Option<Vec<u8>>,
}

impl<'a> Encoded<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let decoded = decode(text);
        let other_characters = decoded.as_deref().filter(|text| !text.is_ascii());
        let misread = other_characters.map(|text| {
            [latin_1, windows_1252].map(|character| text.bytes().map(character).collect())
        });
        let latin_1 = other_characters.and_then(|text| {
            let bytes = text.chars().map(|c| u8::try_from(u32::from(c)).ok());
            bytes.collect()
        });
        let twice = text.replace('%', "%25");
        Self {
            text,
            decoded,
            twice,
            misread,
            latin_1,
        }
    }

    /// Returns whether the other text is this text without any encoding, and this text needs one.
    pub(super) fn is_not_encoded_in(&self, other: &str) -> bool {
        self.text != other && self.decoded.as_deref() == Some(other)
    }

    /// Returns how another text differs if both are encodings of the same text.
    ///
    /// The cost depends on the length of the other text only.
    pub(super) fn difference(&self, other: &str) -> Option<LikelyReason> {
        let ours = self.decoded.as_deref()?;
        if other == self.twice {
            return Some(LikelyReason::DoubledCoding);
        }
        if let Some(found) = Deviations::find(self.text.as_bytes(), other.as_bytes()) {
            let is_decoded = other == ours;
            return found.reason(is_decoded);
        }
        if other == ours {
            return Some(LikelyReason::DoubledCoding);
        }
        let other_bytes = percent_decode(other.as_bytes())?;
        let is_other = |text: &String| text.as_bytes() == &*other_bytes;
        if self.misread.iter().flatten().any(is_other) {
            return Some(LikelyReason::Utf8Twice);
        }
        if self
            .latin_1
            .as_deref()
            .is_some_and(|text| text == &*other_bytes)
        {
            return Some(LikelyReason::NotUtf8);
        }
        let other_text = std::str::from_utf8(&other_bytes).ok()?;
        if ours != other_text && ours.trim() == other_text.trim() && !ours.trim().is_empty() {
            return Some(LikelyReason::WhiteSpace);
        }
        (ours == other_text).then_some(LikelyReason::Encoding)
    }
}

fn latin_1(byte: u8) -> char {
    char::from(byte)
}

fn windows_1252(byte: u8) -> char {
    /// The characters of the bytes 0x80 to 0x9F. A byte without a character is kept, as browsers
    /// do.
    const HIGH: &str = "\u{20ac}\u{81}\u{201a}\u{192}\u{201e}\u{2026}\u{2020}\u{2021}\u{2c6}\
                        \u{2030}\u{160}\u{2039}\u{152}\u{8d}\u{17d}\u{8f}\u{90}\u{2018}\u{2019}\
                        \u{201c}\u{201d}\u{2022}\u{2013}\u{2014}\u{2dc}\u{2122}\u{161}\u{203a}\
                        \u{153}\u{9d}\u{17e}\u{178}";
    let high = byte.checked_sub(0x80);
    let high = high.and_then(|at| HIGH.chars().nth(usize::from(at)));
    high.unwrap_or(char::from(byte))
}

/// What the other side does with some characters.
#[derive(Default)]
struct Deviations {
    /// It writes a space as `+`.
    space_as_plus: bool,
    /// It writes `%2B` for a space.
    plus_kept: bool,
    raw_plus: bool,
    raw_slash: bool,
    raw_other: bool,
    /// It encodes an escape once more.
    twice: bool,
    /// It uses other digits, or encodes a character that needs no encoding.
    other: bool,
}

impl Deviations {
    /// Compares two encodings of the same text, character by character. Returns `None` if they are
    /// not encodings of the same text.
    fn find(ours: &[u8], other: &[u8]) -> Option<Self> {
        let mut found = Self::default();
        let (mut ours, mut other) = (ours, other);
        while let Some((&first, after)) = ours.split_first() {
            let escaped = (first == b'%').then(|| hex_pair(after)).flatten();
            let byte = escaped.unwrap_or(first);
            let (token, rest) = ours.split_at(if escaped.is_some() { 3 } else { 1 });
            ours = rest;
            let length = found.step(token, byte, other)?;
            other = &other[length..];
        }
        other.is_empty().then_some(found)
    }

    /// Notes how the other text begins with this byte, and returns the length of what it writes for
    /// it.
    fn step(&mut self, token: &[u8], byte: u8, other: &[u8]) -> Option<usize> {
        if other.starts_with(token) {
            return Some(token.len());
        }
        let escape = [
            b'%',
            HEX[usize::from(byte >> 4)],
            HEX[usize::from(byte & 15)],
        ];
        let begins = other.get(..3).unwrap_or_default();
        if begins.eq_ignore_ascii_case(&escape) {
            self.other = true;
            return Some(3);
        }
        let after_percent = other.strip_prefix(b"%25").and_then(|rest| rest.get(..2));
        if after_percent.is_some_and(|digits| digits.eq_ignore_ascii_case(&escape[1..])) {
            self.twice = true;
            return Some(5);
        }
        if byte == b' ' && begins.eq_ignore_ascii_case(b"%2B") {
            self.plus_kept = true;
            return Some(3);
        }
        if byte == b' ' && other.starts_with(b"+") {
            self.space_as_plus = true;
            return Some(1);
        }
        if byte == b'+' && begins == b"%20" {
            self.other = true;
            return Some(3);
        }
        if other.first() != Some(&byte) || is_unreserved(byte) {
            return None;
        }
        match byte {
            b'+' => self.raw_plus = true,
            b'/' => self.raw_slash = true,
            _ => self.raw_other = true,
        }
        Some(1)
    }

    /// Returns the reason, if all deviations have the same one.
    fn reason(&self, is_decoded: bool) -> Option<LikelyReason> {
        let reasons = [
            (self.space_as_plus, LikelyReason::SpaceAsPlus),
            (self.plus_kept, LikelyReason::PlusNotDecoded),
            (self.raw_plus, LikelyReason::RawPlus),
            (self.raw_slash, LikelyReason::RawSlash),
            (self.raw_other, LikelyReason::Encoding),
            (self.twice, LikelyReason::DoubledCoding),
            (self.other, LikelyReason::Encoding),
        ];
        let mut found = reasons.into_iter().filter(|(is, _)| *is);
        let (_, first) = found.next()?;
        let is_only = found.next().is_none();
        if is_decoded && !(is_only && (self.raw_plus || self.raw_slash)) {
            return Some(LikelyReason::DoubledCoding);
        }
        Some(if is_only {
            first
        } else {
            LikelyReason::Encoding
        })
    }
}
