//! RFC 5849 sections 3.4.1.3.1 and 3.4.1.3.2: collecting and sorting the parameters of a request.
//!
//! Parameters are slices of the bytes of the request. They are not decoded into strings. If a name
//! occurs twice, there are two parameters.

use super::header::{self, AuthorizationHeader, AuthorizationHeaderError};
use super::normalized::NormalizedParameters;
use super::parameter::Parameter;
use super::protocol::ProtocolParameters;
use super::transmission::Transmission;
use crate::protocol::encoding::byte_search::find;
use crate::protocol::encoding::coding::WireEncoding;
use crate::protocol::encoding::unreserved_length;
use crate::protocol::encoding::wire_text::WireText;

/// The number of protocol parameters of nearly all requests is not larger.
const PROTOCOL_PARAMETERS: usize = 8;

/// Returns whether a query has a parameter whose name begins with `oauth_`. Section 2 reserves
/// these names for the protocol.
pub(crate) fn has_protocol_parameters(query: &str) -> bool {
    let mut parameters = Parameters::new();
    parameters.add_query(query);
    parameters.iter().any(Parameter::has_protocol_prefix)
}

/// The parameters of a request, collected from their sources (RFC 5849 section 3.4.1.3.1).
///
/// They are in the order in which they were added.
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
    /// Creates an empty list of parameters.
    pub fn new() -> Self {
        Self::with_capacity(8)
    }

    /// Creates an empty list with memory for the protocol parameters and `others`.
    pub(crate) fn with_capacity(others: usize) -> Self {
        let list = Vec::with_capacity(PROTOCOL_PARAMETERS + others);
        Self { list }
    }

    /// Adds the parameters of a query. `query` is encoded as in the request and has no `?`.
    pub fn add_query(&mut self, query: &'a str) {
        let add = |parameter| self.list.push(parameter);
        read_pairs(query.as_bytes(), Transmission::Query, add);
    }

    /// Adds the parameters of a form. `form` is the body as it is in the request.
    pub fn add_form(&mut self, form: &'a [u8]) {
        let add = |parameter| self.list.push(parameter);
        read_pairs(form, Transmission::FormBody, add);
    }

    /// Adds the parameters of an `Authorization` header. The realm is not added, because it is
    /// never signed.
    pub fn add_header(&mut self, header: &AuthorizationHeader<'a>) {
        self.list.extend(header.parameters());
    }

    /// Parses the value of an `Authorization` header and adds its parameters, without the realm.
    pub(crate) fn read_header(&mut self, value: &'a [u8]) -> Result<(), AuthorizationHeaderError> {
        header::read(value, &mut self.list).map(drop)
    }

    /// Adds the protocol parameters of a request, without the realm.
    pub fn add_protocol(&mut self, protocol: &'a ProtocolParameters) {
        for (name, value) in protocol.encoded() {
            let [name, value] =
                [name, value].map(|text| WireText::detect(text.as_bytes(), WireEncoding::Percent));
            let header = Transmission::AuthorizationHeader;
            self.list.push(Parameter::new(name, value, header));
        }
    }

    /// Adds one parameter. `name` and `value` are decoded.
    pub fn add(&mut self, name: &'a [u8], value: &'a [u8], source: Transmission) {
        self.list.push(Parameter::decoded(name, value, source));
    }

    /// Returns the parameters in the order in which they were added.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Parameter<'a>> + '_ {
        self.list.iter()
    }

    /// Sorts the parameters and removes `oauth_signature` (RFC 5849 sections 3.4.1.3.1 and
    /// 3.4.1.3.2).
    pub fn normalize(mut self) -> NormalizedParameters<'a> {
        self.list.retain(|parameter| !parameter.is_signature());
        self.sorted()
    }

    /// Sorts the parameters like [`normalize`](Self::normalize), and returns the last
    /// `oauth_signature` too. Each parameter remembers its position.
    pub(crate) fn split_signature(mut self) -> (NormalizedParameters<'a>, Option<Parameter<'a>>) {
        let mut signature = None;
        let mut positions = 0..;
        self.list.retain_mut(|parameter| {
            parameter.set_position(positions.next().unwrap_or(u32::MAX));
            let is_signature = parameter.is_signature();
            if is_signature {
                signature = Some(*parameter);
            }
            !is_signature
        });
        (self.sorted(), signature)
    }

    fn sorted(mut self) -> NormalizedParameters<'a> {
        sort(&mut self.list);
        NormalizedParameters::new(self.list)
    }
}

/// Sorts parameters (RFC 5849 section 3.4.1.3.2).
pub(crate) fn sort(list: &mut [Parameter<'_>]) {
    // Sort by the integer keys first. Most names differ in their keys, and comparing integers needs
    // no branch that the processor could mispredict. Then sort the parameters with equal keys.
    list.sort_unstable_by_key(Parameter::sort_key);
    for alike in list.chunk_by_mut(|one, next| one.sort_key() == next.sort_key()) {
        alike.sort_unstable_by(Parameter::compare_alike);
    }
}

/// Calls `add` with each parameter of a query or a form.
///
/// Splits the text at each `&`, and each piece at its first `=`. Empty pieces are skipped. A `;` is
/// not a separator.
#[inline]
pub(crate) fn read_pairs<'a>(
    mut text: &'a [u8],
    source: Transmission,
    mut add: impl FnMut(Parameter<'a>),
) {
    while let Some(first) = text.first() {
        if *first == b'&' {
            text = &text[1..];
            continue;
        }
        let (name, rest) = split(text, true);
        // Only the first `=` ends the name. Another one is part of the value, and is encoded.
        let (value, rest) = match rest.split_first() {
            Some((b'=', value)) => split(value, false),
            _ => (WireText::new(b"", WireEncoding::Unreserved), rest),
        };
        add(Parameter::new(name, value, source));
        text = rest.get(1..).unwrap_or_default();
    }
}

/// Splits a text where its first name or value ends.
#[inline(always)]
fn split(text: &[u8], is_name: bool) -> (WireText<'_>, &[u8]) {
    let ends = |byte: &u8| *byte == b'&' || (is_name && *byte == b'=');
    let plain = unreserved_length(text);
    let rest = &text[plain..];
    let (length, encoding) = match rest.first() {
        Some(byte) if !ends(byte) => {
            let more = if is_name {
                rest.iter().position(ends)
            } else {
                find(b'&', rest)
            };
            (plain + more.unwrap_or(rest.len()), WireEncoding::Form)
        }
        _ => (plain, WireEncoding::Unreserved),
    };
    let (text, rest) = text.split_at(length);
    (WireText::new(text, encoding), rest)
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
    fn only_the_first_equals_sign_ends_a_name() {
        let mut parameters = Parameters::new();
        parameters.add_query("a=b=&c==&=d&&e");
        let normalized = parameters.normalize().to_string();
        assert_eq!(normalized, "=d&a=b%3D&c=%3D&e=");
    }

    #[test]
    fn names_that_begin_alike_are_sorted_as_texts() {
        // The names are longer than a sort key and end at every length. Some differ only in the
        // value.
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
