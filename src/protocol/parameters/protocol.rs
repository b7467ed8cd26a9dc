//! RFC 5849 section 3.1: the protocol parameters of a request, and the `Authorization` header that
//! carries them (section 3.5.1).

use std::borrow::Cow;
use std::fmt;

use http::HeaderValue;
use zeroize::Zeroizing;

use super::header_style::HeaderStyle;
use super::realm::Realm;
use crate::protocol::encoding::{encoded_length, percent_encode, percent_encode_onto};
use crate::protocol::error::SignError;

/// The protocol parameters of a request (RFC 5849 section 3.1), in the order in which they are
/// sent.
///
/// They are stored as the text of the `Authorization` header, because nearly all requests carry
/// them there. Sending the header then needs no copy.
///
/// `Debug` prints the names of the parameters and not their values, because a PLAINTEXT signature
/// contains the secrets.
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
    /// The text of the header: `OAuth realm="..", name="value", name="value"`.
    pub(crate) header: Zeroizing<Vec<u8>>,
    /// The position where the scheme and the realm end.
    pub(crate) start: usize,
    /// The separator between two parameters in the header.
    pub(crate) separator: &'static str,
}

/// The scheme of the `Authorization` header.
const SCHEME: &str = "OAuth";

impl ProtocolParameters {
    /// Creates an empty list of protocol parameters, without a realm.
    pub fn new() -> Self {
        Self::with_realm_text("", HeaderStyle::new().separator())
    }

    /// Creates an empty list of protocol parameters, with a realm for the header.
    ///
    /// `realm` is the decoded text. Quotes and backslashes in it are escaped.
    ///
    /// # Errors
    ///
    /// Returns [`SignError::InvalidRealm`] if the realm has control characters, which no header can
    /// carry.
    pub fn with_realm(realm: &str) -> Result<Self, SignError> {
        let realm = Realm::new(realm)?;
        Ok(Self::with_realm_text(
            realm.text(HeaderStyle::new()),
            HeaderStyle::new().separator(),
        ))
    }

    /// Creates a list from decoded pairs, to append it to a form or a query.
    pub(crate) fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        let mut parameters = Self::new();
        for (name, value) in pairs {
            parameters.push(name, value);
        }
        parameters
    }

    /// Creates an empty list. `realm` is the text of a [`Realm`], or empty.
    pub(crate) fn with_realm_text(realm: &str, separator: &'static str) -> Self {
        let blank = if realm.is_empty() { "" } else { " " };
        let header = [SCHEME, blank, realm].concat().into_bytes();
        Self {
            start: header.len(),
            header: Zeroizing::new(header),
            separator,
        }
    }

    /// Adds a parameter at the end. `name` and `value` are decoded.
    pub fn push(&mut self, name: &str, value: &str) {
        let (name, value) = (name.as_bytes(), value.as_bytes());
        let length = header_length(self.separator, encoded_length(name), encoded_length(value));
        self.reserve(length);
        let write = |header: &mut _| percent_encode_onto(value, header);
        self.push_reserved(percent_encode(name).as_bytes(), write);
    }

    /// Sets the value of the last parameter, which must be empty. `value` is decoded.
    pub(crate) fn set_last_value(&mut self, value: &str) {
        self.reserve(encoded_length(value.as_bytes()));
        self.header.pop(); // the closing quote
        percent_encode_onto(value.as_bytes(), &mut self.header);
        self.header.push(b'"');
    }

    /// Reserves memory for `more` bytes. A PLAINTEXT signature is a secret, so the old memory is
    /// overwritten with zeros before it is freed.
    fn reserve(&mut self, more: usize) {
        let needed = self.header.len() + more;
        if needed > self.header.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed.next_power_of_two()));
            larger.extend_from_slice(&self.header);
            self.header = larger;
        }
    }

    /// Adds a parameter without reserving memory; the caller must have reserved it. `name` is
    /// percent-encoded. `write_value` must write the percent-encoded value.
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

    /// Returns the decoded names and values in the order in which they are sent, without the realm.
    #[allow(
        clippy::missing_panics_doc,
        reason = "the text was UTF-8 when it was encoded"
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

    /// Returns the decoded value of the first parameter with this name. `name` is decoded.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.iter()
            .find_map(|(other, value)| (other == name).then_some(value))
    }

    /// Returns the percent-encoded names and values.
    ///
    /// Percent-encoded text contains no `"`, `,` or `=`, so splitting the header at each `"` is
    /// enough.
    pub(crate) fn encoded(&self) -> impl Iterator<Item = (&str, &str)> {
        let header = std::str::from_utf8(&self.header[self.start..]);
        let mut pieces = header.expect("encoded text is ASCII").split('"');
        std::iter::from_fn(move || {
            let name = pieces.next()?.trim_start_matches([',', ' ']);
            Some((name.strip_suffix('=')?, pieces.next()?))
        })
    }

    /// Returns an upper limit of the length of the parameters in bytes, for the header, a form and
    /// a query.
    pub(crate) fn encoded_length(&self) -> usize {
        self.header.len()
    }

    /// Returns the value of the `Authorization` header (RFC 5849 section 3.5.1).
    ///
    /// The value is marked as sensitive, so `Debug` redacts it and HTTP/2 does not index it.
    #[allow(
        clippy::missing_panics_doc,
        reason = "the text has only characters that a header can carry"
    )]
    pub fn authorization_header(mut self) -> HeaderValue {
        let header = std::mem::take(&mut *self.header);
        let mut value = HeaderValue::try_from(header)
            .expect("encoded text and the realm have no control characters");
        value.set_sensitive(true);
        value
    }
}

/// Returns the number of bytes that [`push_reserved`](ProtocolParameters::push_reserved) adds to
/// the header, for an encoded name and value of these lengths.
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

    /// A vector that grows by itself leaves copies of the signature in freed memory. It also has
    /// other lengths.
    #[test]
    fn the_header_grows_by_memory_that_is_wiped() {
        let mut parameters = ProtocolParameters::new();
        for length in [1, 7, 30, 60, 100, 3, 600] {
            parameters.push("oauth_signature", &"&".repeat(length));
            let (length, memory) = (parameters.header.len(), parameters.header.capacity());
            assert!(memory.is_power_of_two(), "{memory}");
            assert!(memory < 2 * (length + 2), "{length} of {memory}");
        }
    }
}
