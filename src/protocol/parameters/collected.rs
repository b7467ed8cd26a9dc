//! RFC 5849 sections 3.4.1.3.1 and 3.4.1.3.2: the request's parameters, collected and normalized.
//!
//! Parameters stay where they were found, as slices of the wire bytes. Nothing is decoded into
//! strings, nothing is rebuilt, and a name that occurs twice is two parameters.

use super::header::{self, AuthorizationHeader, AuthorizationHeaderError};
use super::normalized::NormalizedParameters;
use super::parameter::{Parameter, sort_key};
use super::pool;
use super::protocol::ProtocolParameters;
use super::transmission::Transmission;
use crate::protocol::encoding::byte_search::find;
use crate::protocol::encoding::coding::WireEncoding;

/// Whether a query has names that section 2 keeps for the protocol: all that begin with `oauth_`.
pub(crate) fn has_protocol_parameters(query: &str) -> bool {
    let mut parameters = Parameters::new();
    parameters.add_query(query);
    let mut parameters = parameters.iter();
    parameters.any(|parameter| parameter.name().starts_with(b"oauth_"))
}

/// The parameters of a request, collected from their sources in the order found
/// (section 3.4.1.3.1).
///
/// ```
/// use tower_oauth1::protocol::Parameters;
///
/// let mut parameters = Parameters::new();
/// parameters.add_query("b5=%3D%253D&a3=a&c%40=&a2=r%20b");
/// parameters.add_form(b"c2&a3=2+q");
/// assert_eq!(
///     parameters.normalize().to_string(),
///     "a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=",
/// );
/// ```
#[derive(Clone, Debug, Default)]
pub struct Parameters<'a> {
    list: Vec<Parameter<'a>>,
}

impl<'a> Parameters<'a> {
    /// No parameters.
    pub fn new() -> Self {
        // Room for the protocol's and a few of the caller's, so that most requests do not grow it.
        let list = Vec::with_capacity(16);
        Self { list }
    }

    /// No parameters, for a request that is done with before the call returns.
    pub(crate) fn pooled() -> Self {
        let list = pool::empty_list();
        Self { list }
    }

    /// Adds those of a query, given as on the wire and without its `?`.
    pub fn add_query(&mut self, query: &'a str) {
        self.add_pairs(query.as_bytes(), Transmission::Query);
    }

    /// Adds those of a form body, given as on the wire.
    pub fn add_form(&mut self, form: &'a [u8]) {
        self.add_pairs(form, Transmission::FormBody);
    }

    /// Adds those of an `Authorization` header that was read. The realm is none of them.
    pub fn add_header(&mut self, header: &AuthorizationHeader<'a>) {
        self.list.extend(header.parameters());
    }

    /// Adds those of an `Authorization` header that was not read yet.
    pub(crate) fn read_header(&mut self, value: &'a [u8]) -> Result<(), AuthorizationHeaderError> {
        header::read(value, &mut self.list).map(drop)
    }

    /// The first parameter with this name, given decoded and of unreserved characters.
    pub(crate) fn named(&self, name: &str) -> Option<&Parameter<'a>> {
        let sort_key = sort_key(name);
        self.list
            .iter()
            .find(|parameter| parameter.is(name, sort_key))
    }

    /// Adds the protocol parameters of a request that is being signed.
    pub fn add_protocol(&mut self, protocol: &'a ProtocolParameters) {
        for (name, value) in protocol.encoded() {
            let (name, value) = (name.as_bytes(), value.as_bytes());
            let header = Transmission::AuthorizationHeader;
            self.list
                .push(Parameter::new(name, value, WireEncoding::Percent, header));
        }
    }

    /// Adds one whose name and value are given decoded.
    pub fn add(&mut self, name: &'a [u8], value: &'a [u8], source: Transmission) {
        self.list.push(Parameter::decoded(name, value, source));
    }

    /// The parameters in the order in which they were added.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Parameter<'a>> + '_ {
        self.list.iter()
    }

    /// Sorts them, and leaves `oauth_signature` out (sections 3.4.1.3.1 and 3.4.1.3.2).
    pub fn normalize(mut self) -> NormalizedParameters<'a> {
        self.list.retain(|parameter| !parameter.is_signature());
        self.sorted()
    }

    /// [Normalized](Self::normalize), where no signature is among them.
    pub(crate) fn sorted(mut self) -> NormalizedParameters<'a> {
        // First by what most names differ in: comparing numbers alone takes no branch that is mispredicted.
        self.list.sort_unstable_by_key(Parameter::sort_key);
        for alike in self
            .list
            .chunk_by_mut(|one, next| one.sort_key() == next.sort_key())
        {
            alike.sort_unstable_by(Parameter::compare_alike);
        }
        NormalizedParameters::new(self.list)
    }

    /// Splits by `&`, then by the first `=`; pieces without a byte are no parameters, and `;`
    /// separates nothing.
    fn add_pairs(&mut self, mut text: &'a [u8], source: Transmission) {
        while !text.is_empty() {
            let end = find(b'&', text).unwrap_or(text.len());
            let piece = &text[..end];
            text = text.get(end + 1..).unwrap_or_default();
            if piece.is_empty() {
                continue;
            }
            let (name, value) = match find(b'=', piece) {
                Some(at) => (&piece[..at], &piece[at + 1..]),
                None => (piece, &piece[end..]),
            };
            self.list
                .push(Parameter::new(name, value, WireEncoding::Form, source));
        }
    }
}

impl<'p, 'a> IntoIterator for &'p Parameters<'a> {
    type Item = &'p Parameter<'a>;
    type IntoIter = std::slice::Iter<'p, Parameter<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_alike_are_sorted_as_texts() {
        // Longer than what is compared as numbers, ends of every length, and values that decide.
        let alike = "an_array_of_parameters_whose_names_are_longer_than_anything_that_is_compared_by_number";
        let mut pairs = Vec::new();
        for length in 0..alike.len() {
            for end in ["", "z", "A", "%5B", "[0]", "~"] {
                pairs.push(format!("{}{end}={}", &alike[..length], pairs.len() % 7));
            }
        }
        pairs.sort_by_key(|pair| pair.bytes().rev().collect::<Vec<_>>());
        let query = pairs.join("&");
        let mut parameters = Parameters::new();
        parameters.add_query(&query);
        let sorted = parameters.normalize().to_string();
        let encoded = |pair: &String| {
            let (name, value) = pair.split_once('=').unwrap();
            let name = name.replace("%5B", "[");
            (
                crate::protocol::percent_encode(name.as_bytes()).into_owned(),
                value.to_owned(),
            )
        };
        let mut right: Vec<_> = pairs.iter().map(encoded).collect();
        right.sort();
        let right: Vec<_> = right
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(sorted, right.join("&"));
    }
}
