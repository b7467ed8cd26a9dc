//! RFC 5849 section 3.6: tables of what each byte is encoded to.

use super::byte_search::first;
use super::coding::{Passes, WireEncoding};
use super::writer::ShortText;
use super::{HEX, escape, is_unreserved};

/// Returns the table for an encoding. In texts that have escapes, `%` starts an escape that is copied, so
/// its entry is marked.
pub(crate) fn escapes(passes: Passes, encoding: WireEncoding) -> &'static [ShortText; 256] {
    static ESCAPES: [[[ShortText; 256]; 3]; 2] = [
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
    &ESCAPES[passes as usize][encoding]
}

const fn table(passes: Passes, encoding: WireEncoding) -> [ShortText; 256] {
    let mut escapes = [ShortText::new(b""); 256];
    let mut at = 0;
    while at < 256 {
        let byte = match (at as u8, encoding) {
            (b'+', WireEncoding::Form) => b' ',
            (byte, _) => byte,
        };
        let stays = byte == b'%' && !matches!(encoding, WireEncoding::Plain);
        let [percent, high, low] = escape(byte);
        escapes[at] = match passes {
            _ if is_unreserved(byte) => ShortText::new(&[byte]),
            Passes::Once if stays => ShortText::new(b"%").marked(),
            Passes::Twice if stays => ShortText::new(b"%25").marked(),
            Passes::Once => ShortText::new(&[percent, high, low]),
            Passes::Twice => ShortText::new(&[percent, b'2', b'5', high, low]),
        };
        at += 1;
    }
    escapes
}

/// Whether the escapes at these positions are written exactly as section 3.6 writes them: upper-case
/// digits, and only for reserved bytes.
#[inline]
pub(crate) fn escapes_stay(text: &[u8], mut percents: u64) -> bool {
    let mut stay = true;
    while percents != 0 {
        stay &= is_escape_that_stays(&text[first(percents) + 1..]);
        percents &= percents - 1;
    }
    stay
}

/// Whether the two bytes after a `%` are upper-case digits of a reserved byte.
#[inline]
fn is_escape_that_stays(after: &[u8]) -> bool {
    /// For each first digit: a set of the second digits that may follow it, one bit for each.
    static HIGH: [u16; 256] = digits(true);
    /// For each second digit: its bit in that set.
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
