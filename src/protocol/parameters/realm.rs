//! RFC 5849 section 3.5.1: the realm of the `Authorization` header.

use super::header_style::HeaderStyle;
use crate::protocol::encoding::percent_encode;
use crate::protocol::error::SignError;

/// The realm of an `Authorization` header. It is never signed.
///
/// The text is stored in two styles: as a quoted string, and percent-encoded for services that need
/// this.
#[derive(Clone, Debug)]
pub(crate) struct Realm {
    quoted: String,
    encoded: String,
}

/// Returns an error if the realm has control characters, which no header can carry.
pub(crate) fn check_realm(realm: &str) -> Result<(), SignError> {
    if realm.chars().any(char::is_control) {
        return Err(SignError::InvalidRealm);
    }
    Ok(())
}

impl Realm {
    /// Creates a realm from its decoded text.
    pub(crate) fn new(realm: &str) -> Result<Self, SignError> {
        check_realm(realm)?;
        let escaped = realm.replace('\\', r"\\").replace('"', "\\\"");
        Ok(Self {
            quoted: format!("realm=\"{escaped}\""),
            encoded: format!("realm=\"{}\"", percent_encode(realm.as_bytes())),
        })
    }

    /// Returns `realm="..."` in the given style.
    pub(crate) fn text(&self, style: HeaderStyle) -> &str {
        if style.encodes_realm() {
            &self.encoded
        } else {
            &self.quoted
        }
    }
}
