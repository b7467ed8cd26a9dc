//! Decimal numbers in protocol fields.

use std::str::FromStr;

/// Parses a number that consists of ASCII digits only.
///
/// `parse` alone also accepts `+80`, so a plus sign is rejected here. A minus sign needs no check:
/// types that convert into `u64` are unsigned, and their `parse` rejects `-80`.
pub(crate) fn number<N: FromStr + Into<u64>>(text: &str) -> Option<N> {
    let plus = text.starts_with('+');
    text.parse().ok().filter(|_| !plus)
}
