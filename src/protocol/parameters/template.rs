//! RFC 5849 section 3.1: the protocol parameters that a signer sends with every request, encoded once.

use std::borrow::Cow;
use std::ops::Range;

use super::normalized::encode;
use super::parameter::Parameter;
use super::protocol::ProtocolParameters;
use super::transmission::Transmission;
use crate::protocol::encoding::coding::{Passes, WireEncoding};
use crate::protocol::encoding::writer::{Writer, text};

/// The protocol parameters of a signer except the signature, as text of the header and as text of the base
/// string. They are in the order in which they are signed. The values of nonce and timestamp are missing;
/// they are filled in for each request.
#[derive(Clone, Default)]
pub(crate) struct Template {
    /// Scheme, realm and parameters, as they are sent.
    header: TemplateText,
    /// The position where scheme and realm end in the header.
    parameters_start: usize,
    /// The separator of parameters in the header.
    separator: &'static str,
    /// The parameters as `%26name%3Dvalue`, as in the base string.
    base_string: TemplateText,
    /// The names in their order, and where each parameter begins in the text of the base string.
    names: Vec<(Parameter<'static>, usize)>,
}

/// A text with two gaps that are filled in for each request.
#[derive(Clone, Default)]
struct TemplateText {
    text: Vec<u8>,
    /// The position of the nonce, if there is one.
    nonce: usize,
    /// The position of the timestamp, if there is one.
    timestamp: usize,
}

/// The separator of parameters in the base string.
const SEPARATOR: &str = "%26";

/// The values that are filled in for one request, encoded for the text.
pub(crate) struct RequestValues<'a> {
    pub(crate) nonce: Cow<'a, [u8]>,
    /// Decimal digits.
    pub(crate) timestamp: &'a [u8],
}

impl Template {
    /// Creates a template. `realm` is the text of a realm, or empty. `parameters` are names and values, decoded,
    /// in the order in which they are signed. Nonce and timestamp have no values yet.
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

    /// Returns the names of the parameters, in order.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &Parameter<'static>> {
        self.names.iter().map(|(name, _)| name)
    }

    /// Writes some parameters as in the base string. `places` are their positions among the names. A separator
    /// is before each one, except the `first` one of all. Returns whether there are any.
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

    /// Returns the header with all parameters of the template, and capacity for `more` bytes.
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
