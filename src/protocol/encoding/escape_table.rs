//! RFC 5849 section 3.6: tables of the encoded form of each byte.

use super::coding::Passes;
use super::writer::ShortText;
use super::{escape, is_unreserved};

/// Returns the table that maps each decoded byte to its encoded form.
pub(crate) fn escapes(passes: Passes) -> &'static [ShortText; 256] {
    static ESCAPES: [[ShortText; 256]; 2] =
        [table(Passes::Once, false), table(Passes::Twice, false)];
    &ESCAPES[passes as usize]
}

/// Returns the same table for the bytes of a form: `+` is a space.
pub(crate) fn form_escapes(passes: Passes) -> &'static [ShortText; 256] {
    static ESCAPES: [[ShortText; 256]; 2] = [table(Passes::Once, true), table(Passes::Twice, true)];
    &ESCAPES[passes as usize]
}

/// Creates one table at compile time.
const fn table(passes: Passes, form: bool) -> [ShortText; 256] {
    let mut escapes = [ShortText::new(b""); 256];
    let mut at = 0;
    while at < 256 {
        let byte = if form && at == b'+' as usize {
            b' '
        } else {
            at as u8
        };
        let [percent, high, low] = escape(byte);
        escapes[at] = match passes {
            _ if is_unreserved(byte) => ShortText::new(&[byte]),
            Passes::Once => ShortText::new(&[percent, high, low]),
            Passes::Twice => ShortText::new(&[percent, b'2', b'5', high, low]),
        };
        at += 1;
    }
    escapes
}
