//! Numbers as protocols write them.

use std::str::FromStr;

/// A number written in ASCII digits and nothing else. `parse` alone would take `+80` too.
pub(crate) fn number<N: FromStr>(text: &str) -> Option<N> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}
