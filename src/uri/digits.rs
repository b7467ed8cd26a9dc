//! Numbers as protocols write them.

use std::str::FromStr;

/// A number written in ASCII digits and nothing else. `parse` alone would take `+80` too; no type that becomes a
/// `u64` takes `-80`.
pub(crate) fn number<N: FromStr + Into<u64>>(text: &str) -> Option<N> {
    let plus = text.starts_with('+');
    text.parse().ok().filter(|_| !plus)
}
