//! RFC 5849 section 3.4.1.3: one parameter of a request.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use super::transmission::Transmission;
use crate::protocol::encoding::all_unreserved;
use crate::protocol::encoding::coding::WireEncoding;
use crate::protocol::encoding::sort_key::unreserved_sort_key;
use crate::protocol::encoding::wire_text::WireText;

/// The protocol parameters that this crate knows by name (sections 3.1, 2.1, 2.3; the session and
/// body hash extensions). A request may carry each only where its protocol parameters stand.
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

/// One parameter, where it was found.
///
/// `Debug` leaves the value out: it may be a password, and a PLAINTEXT signature *is* the secrets.
#[derive(Clone, Copy)]
pub struct Parameter<'a> {
    name: &'a [u8],
    value: &'a [u8],
    /// Nearly all names are of unreserved characters, however their neighbours are coded.
    name_encoding: WireEncoding,
    value_encoding: WireEncoding,
    source: Transmission,
    /// The first eight bytes of the encoded name. Most pairs of names differ in them, so most
    /// comparisons of the sort are one of integers.
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

    /// A parameter whose name and value are given decoded.
    pub(crate) fn decoded(name: &'a [u8], value: &'a [u8], source: Transmission) -> Self {
        Self::new(name, value, WireEncoding::Plain, source)
    }

    pub(crate) fn name_text(&self) -> WireText<'a> {
        WireText::new(self.name, self.name_encoding)
    }

    pub(crate) fn value_text(&self) -> WireText<'a> {
        WireText::new(self.value, self.value_encoding)
    }

    /// The decoded name. It need not be UTF-8.
    pub fn name(&self) -> Cow<'a, [u8]> {
        self.name_text().decode()
    }

    /// The decoded value. It need not be UTF-8.
    pub fn value(&self) -> Cow<'a, [u8]> {
        self.value_text().decode()
    }

    /// How long name and value are where they were found, which is no shorter than decoded.
    pub(crate) fn encoded_length(&self) -> usize {
        self.name.len() + self.value.len()
    }

    /// Decodes name and value to the end of a text, and returns where the name ends.
    pub(crate) fn decode_onto(&self, text: &mut Vec<u8>) -> usize {
        self.name_text().decode_onto(text);
        let name_end = text.len();
        self.value_text().decode_onto(text);
        name_end
    }

    /// Where it was found.
    pub fn source(&self) -> Transmission {
        self.source
    }

    /// Whether this is its name, given decoded. The names asked for are the protocol's, of unreserved
    /// characters.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.is(name, sort_key(name))
    }

    /// The same, where the name's [`sort_key`] is known.
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

    /// The protocol parameter that this one has the name of.
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
        // Few of a caller's names begin like this, and the others are not worth eleven looks.
        const BEGIN: u64 = sort_key("oauth_") >> 16;
        if self.sort_key >> 16 != BEGIN {
            return None;
        }
        let mut known = PROTOCOL_NAMES.into_iter().zip(ORDERS);
        known.find_map(|(name, sort_key)| self.is(name, sort_key).then_some(name))
    }

    /// What two parameters are compared by first.
    pub(crate) fn sort_key(&self) -> u64 {
        self.sort_key
    }

    /// The order of section 3.4.1.3.2: by encoded name, then by encoded value, as bytes.
    #[inline]
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let rest = || self.compare_alike(other);
        self.sort_key.cmp(&other.sort_key).then_with(rest)
    }

    /// The same, of two that have the same [sort key](Self::sort_key).
    pub(crate) fn compare_alike(&self, other: &Self) -> Ordering {
        let names = self.name_text().compare(other.name_text());
        names.then_with(|| self.value_text().compare(other.value_text()))
    }
}

/// The first eight bytes of a name of unreserved characters: what parameters are compared by first.
pub(crate) const fn sort_key(name: &str) -> u64 {
    unreserved_sort_key(name.as_bytes())
}

impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name().escape_ascii(), self.source)
    }
}
