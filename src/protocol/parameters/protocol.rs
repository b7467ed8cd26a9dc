//! RFC 5849 section 3.1: the protocol parameters of one request, and the header that carries them
//! (section 3.5.1).

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;
use zeroize::Zeroizing;

use super::header_style::HeaderStyle;
use super::realm::Realm;
use crate::protocol::encoding::{encoded_length, percent_encode, percent_encode_onto};
use crate::protocol::error::SignError;

/// The protocol parameters of one request (RFC 5849 section 3.1), in the order in which they are
/// sent.
///
/// They are kept as the text of the `Authorization` header, because most requests send them there. Sending
/// that header then costs no copy.
///
/// `Debug` shows names without values, because a PLAINTEXT signature contains the secrets.
///
/// ```
/// use tower_oauth1::protocol::ProtocolParameters;
///
/// let mut parameters = ProtocolParameters::with_realm("Photos")?;
/// parameters.push("oauth_consumer_key", "dpf43f3p2l4k3l03");
/// parameters.push("oauth_callback", "http://printer.example.com/ready");
/// assert_eq!(
///     parameters.authorization_header().to_str()?,
///     "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", \
///      oauth_callback=\"http%3A%2F%2Fprinter.example.com%2Fready\"",
/// );
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ProtocolParameters {
    /// `OAuth realm="..", name="value", name="value"`
    pub(crate) header: Zeroizing<Vec<u8>>,
    /// The position where scheme and realm end.
    pub(crate) start: usize,
    /// The separator between two parameters in the header.
    pub(crate) separator: &'static str,
}

const SCHEME: &str = "OAuth";

impl ProtocolParameters {
    /// Creates an empty list without a realm.
    pub fn new() -> Self {
        Self::with_realm_text("", HeaderStyle::new().separator())
    }

    /// Creates an empty list with a realm for the header (decoded; quotes and backslashes are escaped).
    ///
    /// # Errors
    ///
    /// Returns [`SignError::InvalidRealm`] if the realm has control characters, which no header can carry.
    pub fn with_realm(realm: &str) -> Result<Self, SignError> {
        let realm = Realm::new(realm)?;
        Ok(Self::with_realm_text(
            realm.text(HeaderStyle::new()),
            HeaderStyle::new().separator(),
        ))
    }

    /// Creates a list of decoded pairs, to append it to a form or a query.
    pub(crate) fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        // Capacity for all bytes: there may be secrets, and a vector that grows leaves copies in memory.
        let length = |(name, value): &(&str, &str)| 3 * (name.len() + value.len()) + 5;
        let length = pairs.iter().map(length).sum();
        let mut parameters = Self::new();
        parameters.reserve(length);
        for (name, value) in pairs {
            parameters.push(name, value);
        }
        parameters
    }

    /// `realm` is the text of a [`Realm`], or empty.
    pub(crate) fn with_realm_text(realm: &str, separator: &'static str) -> Self {
        let blank = if realm.is_empty() { "" } else { " " };
        let header = [SCHEME, blank, realm].concat().into_bytes();
        Self {
            start: header.len(),
            header: Zeroizing::new(header),
            separator,
        }
    }

    /// Adds a parameter at the end. Name and value are decoded.
    pub fn push(&mut self, name: &str, value: &str) {
        let (name, value) = (name.as_bytes(), value.as_bytes());
        let length = header_length(self.separator, encoded_length(name), encoded_length(value));
        self.reserve(length);
        let write = |header: &mut _| percent_encode_onto(value, header);
        self.push_reserved(percent_encode(name).as_bytes(), write);
    }

    /// Reserves capacity for more bytes. A PLAINTEXT signature is a secret, so the old memory is wiped.
    fn reserve(&mut self, more: usize) {
        let needed = self.header.len() + more;
        if needed > self.header.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.next_power_of_two()));
            larger.extend_from_slice(&self.header);
            self.header = larger;
        }
    }

    /// Adds a parameter for which there is capacity. The name and the written value are percent-encoded.
    #[inline]
    pub(crate) fn push_reserved(&mut self, name: &[u8], write_value: impl FnOnce(&mut Vec<u8>)) {
        let first = self.header.len() == SCHEME.len();
        let separator = if first { " " } else { self.separator };
        self.header.extend_from_slice(separator.as_bytes());
        self.header.extend_from_slice(name);
        self.header.extend_from_slice(b"=\"");
        write_value(&mut self.header);
        self.header.push(b'"');
    }

    /// Returns names and values, decoded, in the order in which they are sent, without the realm.
    #[allow(
        clippy::missing_panics_doc,
        reason = "what was text when it was encoded is text"
    )]
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        let decode = |text| {
            percent_encoding::percent_decode_str(text)
                .decode_utf8()
                .expect("the text was UTF-8 when it was encoded")
        };
        self.encoded()
            .map(move |(name, value)| (decode(name), decode(value)))
    }

    /// Returns the decoded value of the parameter with this name.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.iter()
            .find_map(|(other, value)| (other == name).then_some(value))
    }

    /// Returns names and values, percent-encoded. Encoded texts have no `"`, `,` or `=`.
    pub(crate) fn encoded(&self) -> impl Iterator<Item = (&str, &str)> {
        let header = std::str::from_utf8(&self.header[self.start..]);
        let mut pieces = header.expect("encoded text is ASCII").split('"');
        std::iter::from_fn(move || {
            let name = pieces.next()?.trim_start_matches([',', ' ']);
            Some((name.strip_suffix('=')?, pieces.next()?))
        })
    }

    /// Returns a length in bytes that is enough for the parameters in header, query or form.
    pub(crate) fn encoded_length(&self) -> usize {
        self.header.len()
    }

    /// Returns the value of the `Authorization` header (section 3.5.1). It is marked as sensitive: `Debug`
    /// redacts it, and HTTP/2 does not index it.
    #[allow(
        clippy::missing_panics_doc,
        reason = "a header can carry all that is in it"
    )]
    pub fn authorization_header(mut self) -> HeaderValue {
        let header = std::mem::take(&mut *self.header);
        let mut value = HeaderValue::try_from(header)
            .expect("encoded text and a realm without control characters");
        value.set_sensitive(true);
        value
    }
}

/// Returns the bytes that [`push_reserved`](ProtocolParameters::push_reserved) writes for an encoded name
/// and value of these lengths.
pub(crate) fn header_length(separator: &str, name_length: usize, value_length: usize) -> usize {
    separator.len() + name_length + "=\"\"".len() + value_length
}

impl Default for ProtocolParameters {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ProtocolParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.encoded().map(|(name, _)| name))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_has_no_separator_too_many() {
        let header = |parameters: ProtocolParameters| {
            let header = parameters.authorization_header();
            String::from_utf8(header.as_bytes().to_vec()).unwrap()
        };
        let realm = || ProtocolParameters::with_realm("a\\\"b").unwrap();
        assert_eq!(header(ProtocolParameters::new()), "OAuth");
        assert_eq!(header(realm()), r#"OAuth realm="a\\\"b""#);
        for (mut parameters, start) in [
            (ProtocolParameters::new(), ""),
            (realm(), r#"realm="a\\\"b", "#),
        ] {
            parameters.push("a", "\", b=");
            parameters.push("c", "d ");
            let pairs: Vec<_> = parameters.iter().collect();
            assert_eq!(
                pairs,
                [("a".into(), "\", b=".into()), ("c".into(), "d ".into())]
            );
            assert_eq!(
                header(parameters),
                format!(r#"OAuth {start}a="%22%2C%20b%3D", c="d%20""#)
            );
        }
    }
}
