//! RFC 5849 section 3.6: what each byte of a text is encoded to, looked up.

use super::byte_search::first;
use super::coding::{Coding, Depth};
use super::writer::Word;
use super::{HEX, escape, is_unreserved};

/// What each byte becomes. In texts that have escapes, a `%` begins one that stays.
pub(crate) fn words(depth: Depth, coding: Coding) -> &'static [Word; 256] {
    static WORDS: [[[Word; 256]; 3]; 2] = [
        [
            table(Depth::Once, Coding::Plain),
            table(Depth::Once, Coding::Form),
            table(Depth::Once, Coding::Percent),
        ],
        [
            table(Depth::Twice, Coding::Plain),
            table(Depth::Twice, Coding::Form),
            table(Depth::Twice, Coding::Percent),
        ],
    ];
    let coding = match coding {
        Coding::Plain | Coding::Unreserved => 0,
        Coding::Form => 1,
        Coding::Percent => 2,
    };
    &WORDS[depth as usize][coding]
}

const fn table(depth: Depth, coding: Coding) -> [Word; 256] {
    let mut words = [Word::new(b""); 256];
    let mut at = 0;
    while at < 256 {
        let byte = match (at as u8, coding) {
            (b'+', Coding::Form) => b' ',
            (byte, _) => byte,
        };
        let stays = byte == b'%' && !matches!(coding, Coding::Plain);
        let [percent, high, low] = escape(byte);
        words[at] = match depth {
            _ if is_unreserved(byte) => Word::new(&[byte]),
            Depth::Once if stays => Word::new(b"%").marked(),
            Depth::Twice if stays => Word::new(b"%25").marked(),
            Depth::Once => Word::new(&[percent, high, low]),
            Depth::Twice => Word::new(&[percent, b'2', b'5', high, low]),
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
