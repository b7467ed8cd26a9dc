//! RFC 5849 section 3.4.1.3: one parameter of a request.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use super::transmission::Transmission;
use crate::protocol::encoding::coding::WireEncoding;
use crate::protocol::encoding::sort_key::unreserved_sort_key;
use crate::protocol::encoding::wire_text::WireText;

/// The names of the protocol parameters that this crate knows. They are from sections 2.1, 2.3 and
/// 3.1 and from the session and body hash extensions.
///
/// A request may carry these parameters only in the place where it carries its protocol parameters.
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

/// Returns the name if it is one of [`PROTOCOL_NAMES`]. Unlike other names in a text from another
/// party, it is safe to log.
pub(crate) fn protocol_name(name: &str) -> Option<&'static str> {
    PROTOCOL_NAMES.into_iter().find(|other| *other == name)
}

/// One parameter of a request.
///
/// Name and value are borrowed from the request, as they are encoded there.
///
/// `Debug` does not print the value, because it may be a password or a PLAINTEXT signature, which
/// contains the secrets.
#[derive(Clone, Copy)]
pub struct Parameter<'a> {
    // Names and values are stored without `WireText`, so that a parameter is small. Sorting moves
    // parameters.
    name: &'a [u8],
    value: &'a [u8],
    name_encoding: WireEncoding,
    value_encoding: WireEncoding,
    source: Transmission,
    /// The position in the request, if somebody asked for it.
    position: u32,
    /// The first eight bytes of the encoded name, as an integer. Most names differ in these bytes,
    /// so sorting mostly compares integers.
    sort_key: u64,
}

impl<'a> Parameter<'a> {
    /// Creates a parameter.
    #[inline]
    pub(crate) fn new(name: WireText<'a>, value: WireText<'a>, source: Transmission) -> Self {
        Self {
            name: name.text,
            value: value.text,
            name_encoding: name.encoding,
            value_encoding: value.encoding,
            source,
            position: 0,
            sort_key: name.sort_key(),
        }
    }

    /// Creates a parameter from a decoded name and value.
    pub(crate) fn decoded(name: &'a [u8], value: &'a [u8], source: Transmission) -> Self {
        let [name, value] = [name, value].map(|text| WireText::detect(text, WireEncoding::Plain));
        Self::new(name, value, source)
    }

    /// Returns the name with its encoding.
    pub(crate) fn name_text(&self) -> WireText<'a> {
        WireText::new(self.name, self.name_encoding)
    }

    /// Returns the value with its encoding.
    pub(crate) fn value_text(&self) -> WireText<'a> {
        WireText::new(self.value, self.value_encoding)
    }

    /// Returns the decoded name. It is not always UTF-8.
    pub fn name(&self) -> Cow<'a, [u8]> {
        self.name_text().decode()
    }

    /// Returns the decoded value. It is not always UTF-8.
    pub fn value(&self) -> Cow<'a, [u8]> {
        self.value_text().decode()
    }

    /// Returns the length in bytes of name and value as they are in the request. The decoded name
    /// and value are never longer.
    pub(crate) fn encoded_length(&self) -> usize {
        self.name.len() + self.value.len()
    }

    /// Appends the decoded name and value to `text`, and returns the position where the name ends.
    pub(crate) fn decode_onto(&self, text: &mut Vec<u8>) -> usize {
        self.name_text().decode_onto(text);
        let name_end = text.len();
        self.value_text().decode_onto(text);
        name_end
    }

    /// Stores the decoded value at the beginning of `bytes`, and returns its length. Returns `None`
    /// if it is too long.
    pub(crate) fn decode_value_into(&self, bytes: &mut [u8]) -> Option<usize> {
        let length = bytes.len();
        let mut slots = bytes.iter_mut();
        for byte in self.value_text().bytes() {
            *slots.next()? = byte;
        }
        Some(length - slots.len())
    }

    /// Returns the part of the request that contains the parameter.
    pub fn source(&self) -> Transmission {
        self.source
    }

    /// Returns whether the parameter has this name. `name` is decoded.
    ///
    /// The result is correct if `name` or the name of the parameter has only unreserved characters.
    /// The names of all protocol parameters do.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        self.is(name, sort_key(name))
    }

    /// Like [`is_named`](Self::is_named), if the [`sort_key`] of `name` is known.
    #[inline]
    pub(crate) fn is(&self, name: &str, sort_key: u64) -> bool {
        self.sort_key == sort_key && self.name_text().is(name)
    }

    /// Returns whether this is the parameter `oauth_signature`.
    #[inline]
    pub(crate) fn is_signature(&self) -> bool {
        const SIGNATURE: &str = "oauth_signature";
        self.is(SIGNATURE, const { sort_key(SIGNATURE) })
    }

    /// Returns whether two parameters have the same decoded name.
    pub(crate) fn has_name_of(&self, other: &Self) -> bool {
        self.sort_key == other.sort_key && self.name_text().bytes().eq(other.name_text().bytes())
    }

    /// Returns whether the name begins with `oauth_`. Few names of other parameters do.
    #[inline]
    pub(crate) fn has_protocol_prefix(&self) -> bool {
        const PREFIX: u64 = sort_key("oauth_") >> 16;
        self.sort_key >> 16 == PREFIX
    }

    /// Returns the name of the parameter if it is one of [`PROTOCOL_NAMES`].
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
        if !self.has_protocol_prefix() {
            return None;
        }
        let mut known = PROTOCOL_NAMES.into_iter().zip(ORDERS);
        known.find_map(|(name, sort_key)| self.is(name, sort_key).then_some(name))
    }

    /// Remembers the position of the parameter in the request.
    pub(super) fn set_position(&mut self, position: u32) {
        self.position = position;
    }

    /// Returns the position of the parameter in the request, if it was set.
    pub(crate) fn position(&self) -> u32 {
        self.position
    }

    /// Returns the integer by which parameters are sorted first.
    pub(crate) fn sort_key(&self) -> u64 {
        self.sort_key
    }

    /// Compares two parameters as section 3.4.1.3.2 defines it: by the bytes of the encoded name,
    /// then by the bytes of the encoded value.
    #[inline]
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let rest = || self.compare_alike(other);
        self.sort_key.cmp(&other.sort_key).then_with(rest)
    }

    /// Like [`compare`](Self::compare), for two parameters with the same
    /// [sort key](Self::sort_key).
    pub(crate) fn compare_alike(&self, other: &Self) -> Ordering {
        let names = self.name_text().compare(other.name_text());
        names.then_with(|| self.value_text().compare(other.value_text()))
    }
}

/// Returns the [sort key](Parameter::sort_key) of a name that has only unreserved characters.
pub(crate) const fn sort_key(name: &str) -> u64 {
    unreserved_sort_key(name.as_bytes())
}

impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name().escape_ascii(), self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server reserves memory for the decoded parameters of a form, which may be a password.
    #[test]
    fn a_decoded_parameter_has_memory_and_wastes_none() {
        for (name, value, unused) in [("", "", 0), ("ab", "cde", 0), ("a%62", "%2B+", 4)] {
            let [name, value] =
                [name, value].map(|text| WireText::detect(text.as_bytes(), WireEncoding::Form));
            let parameter = Parameter::new(name, value, Transmission::FormBody);
            let mut decoded = Vec::new();
            parameter.decode_onto(&mut decoded);
            assert_eq!(decoded.len() + unused, parameter.encoded_length());
        }
    }

    /// Signatures of the usual length are decoded without an allocation.
    #[test]
    fn a_value_is_decoded_into_memory_that_is_long_enough() {
        let text = WireText::detect(b"a%2Bb", WireEncoding::Form);
        let parameter = Parameter::new(text, text, Transmission::Query);
        let mut bytes = *b"0000";
        assert_eq!(parameter.decode_value_into(&mut bytes), Some(3));
        assert_eq!(&bytes, b"a+b0");
        assert_eq!(parameter.decode_value_into(&mut bytes[..3]), Some(3));
        assert_eq!(parameter.decode_value_into(&mut bytes[..2]), None);
    }
}
