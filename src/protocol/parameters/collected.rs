//! RFC 5849 sections 3.4.1.3.1 and 3.4.1.3.2: collects and sorts the parameters of a request.
//!
//! Parameters are slices of the bytes on the wire. They are not decoded into strings, and two parameters
//! with the same name are two parameters.

use super::header::{self, AuthorizationHeader, AuthorizationHeaderError};
use super::normalized::NormalizedParameters;
use super::parameter::{Parameter, sort_key};
use super::pool;
use super::protocol::ProtocolParameters;
use super::transmission::Transmission;
use crate::protocol::encoding::byte_search::find;
use crate::protocol::encoding::coding::WireEncoding;

/// Whether a query has names that section 2 reserves for the protocol: all that begin with `oauth_`.
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
    /// Creates an empty list.
    pub fn new() -> Self {
        // Capacity for the protocol parameters and a few others, so that the list of most requests does not grow.
        let list = Vec::with_capacity(16);
        Self { list }
    }

    /// Creates an empty list in pooled memory, for a request that ends before the call returns.
    pub(crate) fn pooled() -> Self {
        let list = pool::empty_list();
        Self { list }
    }

    /// Adds the parameters of a query, as it is on the wire and without the `?`.
    pub fn add_query(&mut self, query: &'a str) {
        self.add_pairs(query.as_bytes(), Transmission::Query);
    }

    /// Adds the parameters of a form body, as it is on the wire.
    pub fn add_form(&mut self, form: &'a [u8]) {
        self.add_pairs(form, Transmission::FormBody);
    }

    /// Adds the parameters of an `Authorization` header, without the realm.
    pub fn add_header(&mut self, header: &AuthorizationHeader<'a>) {
        self.list.extend(header.parameters());
    }

    /// Reads an `Authorization` header and adds its parameters.
    pub(crate) fn read_header(&mut self, value: &'a [u8]) -> Result<(), AuthorizationHeaderError> {
        header::read(value, &mut self.list).map(drop)
    }

    /// Returns the first parameter with this name. `name` is decoded and has only unreserved characters.
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

    /// Adds a parameter. Name and value are decoded.
    pub fn add(&mut self, name: &'a [u8], value: &'a [u8], source: Transmission) {
        self.list.push(Parameter::decoded(name, value, source));
    }

    /// Returns the parameters in the order in which they were added.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Parameter<'a>> + '_ {
        self.list.iter()
    }

    /// Sorts the parameters and removes `oauth_signature` (sections 3.4.1.3.1 and 3.4.1.3.2).
    pub fn normalize(mut self) -> NormalizedParameters<'a> {
        self.list.retain(|parameter| !parameter.is_signature());
        self.sorted()
    }

    /// Like [`normalize`](Self::normalize), for parameters without a signature.
    pub(crate) fn sorted(mut self) -> NormalizedParameters<'a> {
        // The sort keys are numbers, and nearly all names differ in them. Comparing numbers needs no branch that
        // the processor could predict wrongly.
        self.list.sort_unstable_by_key(Parameter::sort_key);
        for alike in self
            .list
            .chunk_by_mut(|one, next| one.sort_key() == next.sort_key())
        {
            alike.sort_unstable_by(Parameter::compare_alike);
        }
        NormalizedParameters::new(self.list)
    }

    /// Splits at `&`, then at the first `=`. Empty pieces are skipped, and `;` is data.
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
