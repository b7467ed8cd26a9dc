//! RFC 5849 section 3.6: what each byte of a text is encoded to, looked up.

use super::byte_search::first;
use super::coding::{Passes, WireEncoding};
use super::writer::Word;
use super::{HEX, escape, is_unreserved};

/// What each byte becomes. In texts that have escapes, a `%` begins one that stays.
pub(crate) fn words(passes: Passes, encoding: WireEncoding) -> &'static [Word; 256] {
    static WORDS: [[[Word; 256]; 3]; 2] = [
        [
            table(Passes::Once, WireEncoding::Plain),
            table(Passes::Once, WireEncoding::Form),
            table(Passes::Once, WireEncoding::Percent),
        ],
        [
            table(Passes::Twice, WireEncoding::Plain),
            table(Passes::Twice, WireEncoding::Form),
            table(Passes::Twice, WireEncoding::Percent),
        ],
    ];
    let encoding = match encoding {
        WireEncoding::Plain | WireEncoding::Unreserved => 0,
        WireEncoding::Form => 1,
        WireEncoding::Percent => 2,
    };
    &WORDS[passes as usize][encoding]
}

const fn table(passes: Passes, encoding: WireEncoding) -> [Word; 256] {
    let mut words = [Word::new(b""); 256];
    let mut at = 0;
    while at < 256 {
        let byte = match (at as u8, encoding) {
            (b'+', WireEncoding::Form) => b' ',
            (byte, _) => byte,
        };
        let stays = byte == b'%' && !matches!(encoding, WireEncoding::Plain);
        let [percent, high, low] = escape(byte);
        words[at] = match passes {
            _ if is_unreserved(byte) => Word::new(&[byte]),
            Passes::Once if stays => Word::new(b"%").marked(),
            Passes::Twice if stays => Word::new(b"%25").marked(),
            Passes::Once => Word::new(&[percent, high, low]),
            Passes::Twice => Word::new(&[percent, b'2', b'5', high, low]),
        };
        at += 1;
    }
    words
}

/// Whether the escapes that begin at these places of the text are written as section 3.6 does, and needed.
#[inline]
pub(crate) fn escapes_stay(text: &[u8], mut percents: u64) -> bool {
    let mut stay = true;
    while percents != 0 {
        stay &= is_escape_that_stays(&text[first(percents) + 1..]);
        percents &= percents - 1;
    }
    stay
}

/// Whether what follows a `%` are the two digits, in upper case, of a reserved byte.
#[inline]
fn is_escape_that_stays(after: &[u8]) -> bool {
    /// For each first digit, the second ones that are good after it, a bit each.
    static HIGH: [u16; 256] = digits(true);
    /// For each second digit, its bit.
    static LOW: [u16; 256] = digits(false);
    const fn digits(high: bool) -> [u16; 256] {
        let mut bits = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            let (first, second) = (byte >> 4, byte & 15);
            if !high {
                bits[HEX[second] as usize] = 1 << second;
            } else if !is_unreserved(byte as u8) {
                bits[HEX[first] as usize] |= 1 << second;
            }
            byte += 1;
        }
        bits
    }
    match after {
        &[high, low, ..] => HIGH[usize::from(high)] & LOW[usize::from(low)] != 0,
        _ => false,
    }
}
