//! RFC 5849 section 3.4.1.3: one parameter of a request.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use super::transmission::Transmission;
use crate::protocol::encoding::all_unreserved;
use crate::protocol::encoding::coding::Coding;
use crate::protocol::encoding::sort_key::order_of_unreserved;
use crate::protocol::encoding::wire_text::Coded;

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
    name_coding: Coding,
    value_coding: Coding,
    source: Transmission,
    /// The first eight bytes of the encoded name. Most pairs of names differ in them, so most
    /// comparisons of the sort are one of integers.
    order: u64,
}

impl<'a> Parameter<'a> {
    #[inline]
    pub(crate) fn new(
        name: &'a [u8],
        value: &'a [u8],
        coding: Coding,
        source: Transmission,
    ) -> Self {
        let name_coding = match coding {
            Coding::Unreserved => coding,
            _ if all_unreserved(name) => Coding::Unreserved,
            _ => coding,
        };
        Self {
            name,
            value,
            name_coding,
            value_coding: coding,
            source,
            order: Coded::new(name, name_coding).order(),
        }
    }

    pub(crate) fn coded_name(&self) -> Coded<'a> {
        Coded::new(self.name, self.name_coding)
    }

    pub(crate) fn coded_value(&self) -> Coded<'a> {
        Coded::new(self.value, self.value_coding)
    }

    /// The decoded name. It need not be UTF-8.
    pub fn name(&self) -> Cow<'a, [u8]> {
        self.coded_name().decode()
    }

    /// The decoded value. It need not be UTF-8.
    pub fn value(&self) -> Cow<'a, [u8]> {
        self.coded_value().decode()
    }

    /// How long name and value are where they were found, which is no shorter than decoded.
    pub(crate) fn encoded_length(&self) -> usize {
        self.name.len() + self.value.len()
    }

    /// Decodes name and value to the end of a text, and returns where the name ends.
    pub(crate) fn decode_onto(&self, text: &mut Vec<u8>) -> usize {
        self.coded_name().decode_onto(text);
        let name_end = text.len();
        self.coded_value().decode_onto(text);
        name_end
    }

    /// Where it was found.
    pub fn source(&self) -> Transmission {
        self.source
    }

    /// Whether this is its name, given decoded. The names asked for are the protocol's, of unreserved
    /// characters.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.is(name, order(name))
    }

    /// The same, where the name's [`order`] is known.
    #[inline]
    pub(crate) fn is(&self, name: &str, order: u64) -> bool {
        self.order == order && self.coded_name().is(name)
    }

    #[inline]
    pub(crate) fn is_signature(&self) -> bool {
        const SIGNATURE: &str = "oauth_signature";
        self.is(SIGNATURE, const { order(SIGNATURE) })
    }

    pub(crate) fn has_name_of(&self, other: &Self) -> bool {
        self.order == other.order && self.coded_name().bytes().eq(other.coded_name().bytes())
    }

    /// The protocol parameter that this one has the name of.
    #[inline]
    pub(crate) fn protocol_name(&self) -> Option<&'static str> {
        const ORDERS: [u64; PROTOCOL_NAMES.len()] = {
            let mut orders = [0; PROTOCOL_NAMES.len()];
            let mut at = 0;
            while at < orders.len() {
                orders[at] = order(PROTOCOL_NAMES[at]);
                at += 1;
            }
            orders
        };
        // Few of a caller's names begin like this, and the others are not worth eleven looks.
        const BEGIN: u64 = order("oauth_") >> 16;
        if self.order >> 16 != BEGIN {
            return None;
        }
        let mut known = PROTOCOL_NAMES.into_iter().zip(ORDERS);
        known.find_map(|(name, order)| self.is(name, order).then_some(name))
    }

    /// What two parameters are compared by first.
    pub(crate) fn order(&self) -> u64 {
        self.order
    }

    /// The order of section 3.4.1.3.2: by encoded name, then by encoded value, as bytes.
    #[inline]
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let further = || self.compare_alike(other);
        self.order.cmp(&other.order).then_with(further)
    }

    /// The same, of two that have the same [`order`](Self::order).
    pub(crate) fn compare_alike(&self, other: &Self) -> Ordering {
        let names = self.coded_name().compare(other.coded_name());
        names.then_with(|| self.coded_value().compare(other.coded_value()))
    }
}

/// The first eight bytes of a name of unreserved characters: what parameters are compared by first.
pub(crate) const fn order(name: &str) -> u64 {
    order_of_unreserved(name.as_bytes())
}

impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name().escape_ascii(), self.source)
    }
}
