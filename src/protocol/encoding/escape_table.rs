//! RFC 5849 section 3.6: tables of the encoded form of each byte.

use super::byte_search::first;
use super::coding::{Passes, WireEncoding};
use super::writer::ShortText;
use super::{HEX, escape, is_unreserved};

/// Returns the table that maps each byte of a text to its encoded form.
///
/// `encoding` is the encoding of the text in the request. In a form, `+` becomes `%20`, because it
/// is a space. If the text may contain escapes, the tables keep a `%` as the beginning of an
/// escape: it becomes `%`, or `%25` if encoded twice. This is correct only if [`escapes_stay`]
/// returns true, so the entry of `%` is marked. The digits after it need no special case, because
/// digits and letters are unreserved.
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

/// Creates one table at compile time.
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

/// Returns whether a decoder and encoder would leave these escapes unchanged.
///
/// `percents` is a mask of the positions of `%` in the first eight bytes of `text`, as
/// [`match_mask`](super::byte_search::match_mask) returns it. An escape stays unchanged if its
/// digits are in upper case and it stands for a reserved byte. Examples of other escapes are `%2f`
/// (becomes `%2F`), `%41` (becomes `A`) and `%zz` (becomes `%25zz`).
#[inline]
pub(crate) fn escapes_stay(text: &[u8], mut percents: u64) -> bool {
    let mut stay = true;
    while percents != 0 {
        stay &= is_escape_that_stays(&text[first(percents) + 1..]);
        // Clear the lowest bit that is set: continue with the next `%`.
        percents &= percents - 1;
    }
    stay
}

/// Returns whether the text after a `%` begins with the digits, in upper case, of a reserved byte.
///
/// The two tables replace branches. A bit of `HIGH` means: this second digit may follow this first
/// digit. `LOW` has the bit of each second digit. Bytes that are not upper-case digits have no
/// bits.
#[inline]
fn is_escape_that_stays(after: &[u8]) -> bool {
    /// For each first digit, a set of the second digits that make a reserved byte with it.
    static HIGH: [u16; 256] = digits(true);
    /// For each second digit, its bit in a set of `HIGH`.
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
