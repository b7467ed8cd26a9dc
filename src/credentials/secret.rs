//! Secrets in memory, and comparison in constant time.

use std::fmt;

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A shared secret. Its memory is wiped when it is dropped. `Debug` output does not contain it, but
/// says whether it begins or ends in white space.
///
/// It does not implement `PartialEq` on purpose. The time that `==` takes depends on the content,
/// so it would leak the secret.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret in clear text, decoded.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the secret in clear text. This is the only way to read it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Returns whether the secret begins or ends in white space.
    pub(crate) fn has_outer_blank(&self) -> bool {
        self.expose().starts_with(is_blank) || self.expose().ends_with(is_blank)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(redacted(self.expose()))
    }
}

/// Returns what `Debug` output shows instead of a secret. It says whether the secret begins or ends
/// in white space. That is allowed, but often a mistake: a file ends in a line break, or a secret
/// was pasted with a blank.
pub(crate) fn redacted(secret: &str) -> &'static str {
    let (begins, ends) = (secret.starts_with(is_blank), secret.ends_with(is_blank));
    if begins && ends {
        "[redacted, begins and ends in white space]"
    } else if begins {
        "[redacted, begins in white space]"
    } else if ends {
        "[redacted, ends in white space]"
    } else {
        "[redacted]"
    }
}

/// Returns whether a character shows as white space, or not at all: the byte order mark and the
/// zero-width characters are also pasted by mistake.
pub(crate) fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}'..='\u{200d}')
}

/// Returns whether two texts are equal. The time does not depend on where they differ.
///
/// The function compares digests, which always have the same length. So the time also does not
/// depend on whether the texts have equal lengths.
pub(crate) fn equal_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    digest(left).ct_eq(&digest(right)).into()
}

/// Returns the digest that [`equal_in_constant_time`] compares. A caller that compares one text
/// often computes its digest once and keeps it.
pub(crate) fn digest(text: &[u8]) -> [u8; 20] {
    Sha1::digest(text).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_of_content_and_length() {
        assert!(equal_in_constant_time(b"", b""));
        assert!(equal_in_constant_time(b"hdk48Djdsa", b"hdk48Djdsa"));
        assert!(!equal_in_constant_time(b"hdk48Djdsa", b"hdk48Djds"));
        assert!(!equal_in_constant_time(b"hdk48Djdsa", b"hdk48DjdsA"));
    }
}
