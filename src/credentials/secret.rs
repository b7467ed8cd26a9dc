//! Secrets in memory, and how they are compared.

use std::fmt;

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A shared-secret: wiped when dropped, redacted in `Debug`, compared nowhere.
///
/// It has no `PartialEq` on purpose: `==` on a secret leaks its content through time.
#[derive(Clone)]
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The one door to the secret's text.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Whether two texts are equal, without telling through time where they differ.
///
/// Digests are compared, so that the time does not depend on whether the lengths are equal either.
pub(crate) fn equal_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    digest(left).ct_eq(&digest(right)).into()
}

/// The digest by which [`equal_in_constant_time`] compares; made beforehand where one side is kept.
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
