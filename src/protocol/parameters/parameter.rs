//! RFC 5849 section 3.4.1.3: one parameter of a request.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use super::transmission::Transmission;
use crate::protocol::encoding::all_unreserved;
use crate::protocol::encoding::coding::WireEncoding;
use crate::protocol::encoding::sort_key::unreserved_sort_key;
use crate::protocol::encoding::wire_text::WireText;

/// The names of the protocol parameters that this crate knows (sections 3.1, 2.1, 2.3, and the session and
/// body hash extensions). A request may carry each one only where its protocol parameters are.
const PROTOCOL_NAMES: [&str; 11] = [
    "oauth_body_hash",
    "oauth_callback",
    "oauth_consumer_key",
    "oauth_nonce",
    "oauth_session_handle",
    "oauth_signature",
    "oauth_signature_method",
    "oauth_timestamp",
    "oauth_token",
    "oauth_verifier",
    "oauth_version",
];

/// One parameter of a request, and where it was found.
///
/// `Debug` does not show the value: it may be a password, or the secrets of a PLAINTEXT signature.
#[derive(Clone, Copy)]
pub struct Parameter<'a> {
    name: &'a [u8],
    value: &'a [u8],
    /// Nearly all names have only unreserved characters, whatever the encoding of the value.
    name_encoding: WireEncoding,
    value_encoding: WireEncoding,
    source: Transmission,
    /// The first eight bytes of the encoded name. Most names differ in them, so sorting mostly compares
    /// integers.
    sort_key: u64,
}

impl<'a> Parameter<'a> {
    #[inline]
    pub(crate) fn new(
        name: &'a [u8],
        value: &'a [u8],
        encoding: WireEncoding,
        source: Transmission,
    ) -> Self {
        let name_encoding = match encoding {
            WireEncoding::Unreserved => encoding,
            _ if all_unreserved(name) => WireEncoding::Unreserved,
            _ => encoding,
        };
        Self {
            name,
            value,
            name_encoding,
            value_encoding: encoding,
            source,
            sort_key: WireText::new(name, name_encoding).sort_key(),
        }
    }

    /// Creates a parameter from a decoded name and value.
    pub(crate) fn decoded(name: &'a [u8], value: &'a [u8], source: Transmission) -> Self {
        Self::new(name, value, WireEncoding::Plain, source)
    }

    pub(crate) fn name_text(&self) -> WireText<'a> {
        WireText::new(self.name, self.name_encoding)
    }

    pub(crate) fn value_text(&self) -> WireText<'a> {
        WireText::new(self.value, self.value_encoding)
    }

    /// Returns the decoded name. It may be other bytes than UTF-8.
    pub fn name(&self) -> Cow<'a, [u8]> {
        self.name_text().decode()
    }

    /// Returns the decoded value. It may be other bytes than UTF-8.
    pub fn value(&self) -> Cow<'a, [u8]> {
        self.value_text().decode()
    }

    /// Returns the length of name and value as found, in bytes. It is at least their decoded length.
    pub(crate) fn encoded_length(&self) -> usize {
        self.name.len() + self.value.len()
    }

    /// Appends the decoded name and value to `text`, and returns where the name ends.
    pub(crate) fn decode_onto(&self, text: &mut Vec<u8>) -> usize {
        self.name_text().decode_onto(text);
        let name_end = text.len();
        self.value_text().decode_onto(text);
        name_end
    }

    /// Returns where the parameter was found.
    pub fn source(&self) -> Transmission {
        self.source
    }

    /// Whether the parameter has this name. `name` is decoded and has only unreserved characters, as the names
    /// of the protocol.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.is(name, sort_key(name))
    }

    /// Like `is_named`, if the [`sort_key`] of the name is known.
    #[inline]
    pub(crate) fn is(&self, name: &str, sort_key: u64) -> bool {
        self.sort_key == sort_key && self.name_text().is(name)
    }

    #[inline]
    pub(crate) fn is_signature(&self) -> bool {
        const SIGNATURE: &str = "oauth_signature";
        self.is(SIGNATURE, const { sort_key(SIGNATURE) })
    }

    pub(crate) fn has_name_of(&self, other: &Self) -> bool {
        self.sort_key == other.sort_key && self.name_text().bytes().eq(other.name_text().bytes())
    }

    /// Returns the name of the protocol parameter that this parameter has the name of.
    #[inline]
    pub(crate) fn protocol_name(&self) -> Option<&'static str> {
        const ORDERS: [u64; PROTOCOL_NAMES.len()] = {
            let mut orders = [0; PROTOCOL_NAMES.len()];
            let mut at = 0;
            while at < orders.len() {
                orders[at] = sort_key(PROTOCOL_NAMES[at]);
                at += 1;
            }
            orders
        };
        // Few names of a caller begin with these bytes, so most need no search in the list.
        const BEGIN: u64 = sort_key("oauth_") >> 16;
        if self.sort_key >> 16 != BEGIN {
            return None;
        }
        let mut known = PROTOCOL_NAMES.into_iter().zip(ORDERS);
        known.find_map(|(name, sort_key)| self.is(name, sort_key).then_some(name))
    }

    /// Returns the number that parameters are compared by first.
    pub(crate) fn sort_key(&self) -> u64 {
        self.sort_key
    }

    /// Compares two parameters as in section 3.4.1.3.2: by encoded name, then by encoded value, as bytes.
    #[inline]
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let rest = || self.compare_alike(other);
        self.sort_key.cmp(&other.sort_key).then_with(rest)
    }

    /// Compares two parameters that have the same [sort key](Self::sort_key).
    pub(crate) fn compare_alike(&self, other: &Self) -> Ordering {
        let names = self.name_text().compare(other.name_text());
        names.then_with(|| self.value_text().compare(other.value_text()))
    }
}

/// Returns the first eight bytes of a name of unreserved characters, as a number.
pub(crate) const fn sort_key(name: &str) -> u64 {
    unreserved_sort_key(name.as_bytes())
}

impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name().escape_ascii(), self.source)
    }
}
