//! Numbers as protocols write them.

use std::str::FromStr;

/// An unsigned number written in ASCII digits and nothing else. `parse` alone would take `+80` too.
pub(crate) fn number<N: FromStr + Into<u64>>(text: &str) -> Option<N> {
    let signed = text.starts_with('+');
    text.parse().ok().filter(|_| !signed)
}
