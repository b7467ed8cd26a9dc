//! Searches for a byte in a text, many bytes at a time.

/// Returns the position of the first `wanted`.
#[inline]
pub(crate) fn find(wanted: u8, text: &[u8]) -> Option<usize> {
    let mut rest = text;
    // Skip blocks of 32 bytes that do not contain `wanted`. The loop over a block has no early
    // exit, so the compiler compares many bytes at once with SIMD instructions.
    let has = |many: &[u8; 32]| many.iter().fold(false, |has, &byte| has | (byte == wanted));
    while let Some((_, later)) = rest.split_first_chunk().filter(|(many, _)| !has(many)) {
        rest = later;
    }
    while let Some((eight, later)) = rest.split_first_chunk() {
        let found = match_mask(wanted, *eight);
        if found != 0 {
            return Some(text.len() - rest.len() + first(found));
        }
        rest = later;
    }
    // Fewer than eight bytes are left. Search the last eight bytes of the text instead: the bytes
    // that are searched a second time do not contain `wanted`.
    match text.last_chunk() {
        Some(eight) => {
            let found = match_mask(wanted, *eight);
            (found != 0).then(|| text.len() - eight.len() + first(found))
        }
        None => text.iter().position(|&byte| byte == wanted),
    }
}

/// Returns a mask of the positions of `wanted` in eight bytes.
///
/// The first byte is the lowest byte of the mask. The highest bit of a byte is set if the byte is
/// `wanted`. All other bits are zero.
#[inline]
pub(crate) fn match_mask(wanted: u8, eight: [u8; 8]) -> u64 {
    const SEVEN_BITS: u64 = u64::from_ne_bytes([0x7F; 8]);
    let zero_where_wanted = u64::from_le_bytes(eight) ^ u64::from_ne_bytes([wanted; 8]);
    // Look for zero bytes. The addition sets the highest bit of each byte whose other seven bits
    // are not all zero. It never carries into the next byte, so all eight bytes are tested at once.
    let carried = (zero_where_wanted & SEVEN_BITS) + SEVEN_BITS;
    !(carried | zero_where_wanted | SEVEN_BITS)
}

/// Returns the position (0 to 7) of the first byte that is marked in a mask of [`match_mask`]. The
/// mask must not be zero.
#[inline]
pub(crate) fn first(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

/// Returns the first eight bytes of a text as a little-endian integer. If the text is shorter, the
/// integer is filled up with zeros.
#[inline]
pub(crate) const fn first_eight(text: &[u8]) -> u64 {
    if let Some(eight) = text.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    // A text of four to seven bytes is read as its first four bytes and its last four bytes, which
    // may overlap. This needs no loop.
    let length = text.len();
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let first = u32::from_le_bytes(*first) as u64;
        let last = u32::from_le_bytes(*last) as u64;
        return first | last << (8 * (length - 4));
    }
    match *text {
        [one] => one as u64,
        [one, two] => u16::from_le_bytes([one, two]) as u64,
        [one, two, three] => u32::from_le_bytes([one, two, three, 0]) as u64,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place() {
        for wanted in 0..=255 {
            // All other bytes differ from the wanted byte in one bit only.
            for bit in 0..8 {
                let mut text = [wanted ^ (1 << bit); 75];
                for at in 0..text.len() {
                    assert_eq!(find(wanted, &text), None);
                    text[at] = wanted;
                    assert_eq!(find(wanted, &text), Some(at));
                    assert_eq!(find(wanted, &text[at + 1..]), None);
                    text[at] = !wanted;
                }
            }
        }
    }
}
