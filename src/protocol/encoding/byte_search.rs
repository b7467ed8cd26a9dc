//! Searches for a byte, many bytes at a time.

/// Returns the position of the first `wanted`.
#[inline]
pub(crate) fn find(wanted: u8, text: &[u8]) -> Option<usize> {
    let mut rest = text;
    // The loop over a block has no early exit, so the compiler compares all bytes of the block at once.
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
    // The last eight bytes overlap bytes that were already searched. Those did not match.
    match text.last_chunk() {
        Some(eight) => {
            let found = match_mask(wanted, *eight);
            (found != 0).then(|| text.len() - eight.len() + first(found))
        }
        None => text.iter().position(|&byte| byte == wanted),
    }
}

/// Marks each `wanted` among eight bytes: sets the highest bit of its byte. The first byte is the lowest.
#[inline]
pub(crate) fn match_mask(wanted: u8, eight: [u8; 8]) -> u64 {
    const SEVEN_BITS: u64 = u64::from_ne_bytes([0x7F; 8]);
    let zero_where_wanted = u64::from_le_bytes(eight) ^ u64::from_ne_bytes([wanted; 8]);
    // The addition carries into the highest bit of each byte whose other bits are not all zero.
    let carried = (zero_where_wanted & SEVEN_BITS) + SEVEN_BITS;
    !(carried | zero_where_wanted | SEVEN_BITS)
}

/// Returns which of the eight bytes is the first marked one.
#[inline]
pub(crate) fn first(found: u64) -> usize {
    found.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_found_at_every_place() {
        for wanted in 0..=255 {
            // Bytes that differ from it in one bit stand all around it.
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
