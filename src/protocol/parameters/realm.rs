//! RFC 5849 section 3.5.1: the realm of the `Authorization` header.

use crate::protocol::encoding::percent_encode;
use crate::protocol::error::SignError;

/// The realm of an `Authorization` header, as a quoted-string and percent-encoded, as some services want
/// it. It is never signed.
#[derive(Clone, Debug)]
pub(crate) struct Realm {
    quoted: String,
    encoded: String,
}

impl Realm {
    pub(crate) fn new(realm: &str) -> Result<Self, SignError> {
        if realm.chars().any(char::is_control) {
            return Err(SignError::Realm);
        }
        let escaped = realm.replace('\\', r"\\").replace('"', "\\\"");
        Ok(Self {
            quoted: format!("realm=\"{escaped}\""),
            encoded: format!("realm=\"{}\"", percent_encode(realm.as_bytes())),
        })
    }

    pub(crate) fn text(&self, encoded: bool) -> &str {
        match encoded {
            true => &self.encoded,
            false => &self.quoted,
        }
    }
}
