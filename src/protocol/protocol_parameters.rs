//! RFC 5849 section 3.1: the protocol parameters of one request, and the header that carries them
//! (section 3.5.1).

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::HeaderValue;

use super::SignError;
use super::encoding::percent_encode;

/// The realm of an `Authorization` header, as a quoted-string. It is never signed.
#[derive(Clone, Debug)]
pub(crate) struct Realm(String);

impl Realm {
    pub(crate) fn new(realm: &str) -> Result<Self, SignError> {
        if realm.chars().any(char::is_control) {
            return Err(SignError::Realm);
        }
        let escaped = realm.replace('\\', r"\\").replace('"', "\\\"");
        Ok(Self(format!("realm=\"{escaped}\"")))
    }
}

/// The protocol parameters of one request (RFC 5849 section 3.1), in the order in which they are
/// sent.
///
/// They are kept as the text of the `Authorization` header, because that is where nearly all
/// requests carry them: the signature is made over this very text, and sending it costs no copy.
///
/// `Debug` names the parameters without their values: a PLAINTEXT signature *is* the secrets.
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
    header: String,
    /// Where the first parameter begins, or would.
    start: usize,
}

const SCHEME: &str = "OAuth ";
const SEPARATOR: &str = ", ";

impl ProtocolParameters {
    /// No parameters, and no realm.
    pub fn new() -> Self {
        Self::with_capacity(None, 0)
    }

    /// No parameters yet, and a realm for the header (decoded; quotes and backslashes are escaped).
    ///
    /// # Errors
    ///
    /// [`SignError::Realm`] where it has control characters, which no header can carry.
    pub fn with_realm(realm: &str) -> Result<Self, SignError> {
        Ok(Self::with_capacity(Some(&Realm::new(realm)?), 0))
    }

    pub(crate) fn with_capacity(realm: Option<&Realm>, parameters: usize) -> Self {
        let realm = realm.map_or("", |realm| &realm.0);
        let mut header = String::with_capacity(SCHEME.len() + realm.len() + 2 + parameters);
        header.push_str(SCHEME);
        header.push_str(realm);
        if !realm.is_empty() {
            header.push_str(SEPARATOR);
        }
        let start = header.len();
        Self { header, start }
    }

    /// Adds one at the end. Name and value are given decoded.
    pub fn push(&mut self, name: &str, value: &str) {
        self.push_encoded(
            &percent_encode(name.as_bytes()),
            &percent_encode(value.as_bytes()),
        );
    }

    pub(crate) fn push_encoded(&mut self, name: &str, value: &str) {
        if self.header.len() > self.start {
            self.header.push_str(SEPARATOR);
        }
        for piece in [name, "=\"", value, "\""] {
            self.header.push_str(piece);
        }
    }

    /// Names and values, decoded, in the order in which they are sent. The realm is none of them.
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

    /// The decoded value of the parameter with this name.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.iter()
            .find_map(|(other, value)| (other == name).then_some(value))
    }

    /// Names and values, percent-encoded. Encoded, neither has a `"`, `,` or `=`.
    pub(crate) fn encoded(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut pieces = self.header[self.start..].split('"');
        std::iter::from_fn(move || {
            let name = pieces.next()?.trim_start_matches([',', ' ']);
            Some((name.strip_suffix('=')?, pieces.next()?))
        })
    }

    /// The value of the `Authorization` header (section 3.5.1), marked as sensitive, so that
    /// `Debug` redacts it and HTTP/2 does not index it.
    #[allow(
        clippy::missing_panics_doc,
        reason = "a header can carry all that is in it"
    )]
    pub fn authorization_header(self) -> HeaderValue {
        let mut value = HeaderValue::from_maybe_shared(Bytes::from(self.header))
            .expect("encoded text and a realm without control characters");
        value.set_sensitive(true);
        value
    }
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
