//! RFC 5849 section 3.1: the protocol parameters that a signer sends with all its requests, written once.

use std::borrow::Cow;
use std::ops::Range;

use super::normalized::encode;
use super::parameter::Parameter;
use super::protocol::ProtocolParameters;
use super::transmission::Transmission;
use crate::protocol::encoding::coding::{Passes, WireEncoding};
use crate::protocol::encoding::writer::{Writer, text};

/// All but the signature, in the order in which they are sent, which is also the one in which they are
/// signed. The values of nonce and timestamp are left out.
#[derive(Clone, Default)]
pub(crate) struct Template {
    /// Scheme, realm and parameters, as they are sent.
    header: TemplateText,
    /// Where scheme and realm end in the header.
    parameters_start: usize,
    /// Between two parameters in the header.
    separator: &'static str,
    /// `%26name%3Dvalue`, as each stands in the base string.
    base_string: TemplateText,
    /// Their names in their order, and where each begins in the base string's text.
    names: Vec<(Parameter<'static>, usize)>,
}

/// A text with two places that are filled in for each request.
#[derive(Clone, Default)]
struct TemplateText {
    text: Vec<u8>,
    /// Where the nonce goes, if there is one.
    nonce: usize,
    /// Where the timestamp goes, if there is one.
    timestamp: usize,
}

/// Between two parameters in the base string.
const SEPARATOR: &str = "%26";

/// What is filled in for one request, in the encoding of the text that it is for.
pub(crate) struct RequestValues<'a> {
    pub(crate) nonce: Cow<'a, [u8]>,
    /// Decimal digits.
    pub(crate) timestamp: &'a [u8],
}

impl Template {
    /// `realm` is the text of a realm, or empty. `parameters` are names and values, decoded, in the
    /// order in which they are signed; nonce and timestamp have no values yet.
    pub(crate) fn new<'a>(
        realm: &str,
        separator: &'static str,
        parameters: impl IntoIterator<Item = (&'static str, &'a str)>,
    ) -> Self {
        let mut sent = ProtocolParameters::with_realm_text(realm, separator);
        let mut template = Self {
            parameters_start: sent.header.len(),
            separator,
            ..Self::default()
        };
        for (name, value) in parameters {
            sent.push(name, value);
            let (header, name_bytes) = (Transmission::AuthorizationHeader, name.as_bytes());
            let parameter =
                Parameter::new(name_bytes, value.as_bytes(), WireEncoding::Plain, header);
            let signed = &mut template.base_string;
            let start = signed.text.len();
            let text = text(|out| encode(&[parameter], Passes::Twice, false, out));
            signed.text.extend_from_slice(text.as_bytes());
            let ends = (sent.header.len() - "\"".len(), signed.text.len());
            match name {
                "oauth_nonce" => (template.header.nonce, signed.nonce) = ends,
                "oauth_timestamp" => (template.header.timestamp, signed.timestamp) = ends,
                _ => {}
            }
            let name = Parameter::new(name_bytes, b"", WireEncoding::Unreserved, header);
            template.names.push((name, start));
        }
        template.header.text = std::mem::take(&mut *sent.header);
        template
    }

    /// The parameters' names, in order.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &Parameter<'static>> {
        self.names.iter().map(|(name, _)| name)
    }

    /// Writes some of the parameters as they stand in the base string, by their places among the names.
    /// Each has a joint before it, but the `first` one of all. Returns whether there are any.
    pub(crate) fn write_signed(
        &self,
        places: Range<usize>,
        values: &RequestValues<'_>,
        first: bool,
        out: &mut Writer<'_>,
    ) -> bool {
        if places.is_empty() {
            return false;
        }
        let start = self.names[places.start].1 + if first { SEPARATOR.len() } else { 0 };
        let next = self.names.get(places.end);
        let end = next.map_or(self.base_string.text.len(), |(_, start)| *start);
        self.base_string
            .write(start..end, values, |piece| out.text(piece));
        true
    }

    /// The header up to the last of the parameters, with room for so many bytes more.
    pub(crate) fn sent(&self, values: &RequestValues<'_>, more: usize) -> Vec<u8> {
        let length = self.header.text.len() + values.nonce.len() + values.timestamp.len();
        let mut header = Vec::with_capacity(length + more);
        let whole = 0..self.header.text.len();
        self.header
            .write(whole, values, |piece| header.extend_from_slice(piece));
        header
    }

    pub(crate) fn separator(&self) -> &'static str {
        self.separator
    }

    pub(crate) fn parameters_start(&self) -> usize {
        self.parameters_start
    }
}

impl TemplateText {
    fn write(&self, range: Range<usize>, values: &RequestValues<'_>, mut write: impl FnMut(&[u8])) {
        let mut at = range.start;
        for (gap, values) in [
            (self.nonce, &*values.nonce),
            (self.timestamp, values.timestamp),
        ] {
            if gap > at && gap <= range.end {
                write(&self.text[at..gap]);
                write(values);
                at = gap;
            }
        }
        write(&self.text[at..range.end]);
    }
}
