//! RFC 5849 section 3.1: the protocol parameters that a signer sends with all its requests.
//!
//! Only the nonce, the timestamp and the signature are different in each request. The other
//! parameters are encoded once, when the signer is set up: in a [`Template`], as a piece of the
//! `Authorization` header and as a piece of the base string. For each request, the nonce and the
//! timestamp are inserted into these texts.

use std::borrow::Cow;
use std::ops::Range;

use super::normalized::encode;
use super::parameter::Parameter;
use super::protocol::ProtocolParameters;
use super::transmission::Transmission;
use crate::protocol::encoding::coding::{Passes, WireEncoding};
use crate::protocol::encoding::writer::{Writer, text};

/// The encoded protocol parameters of a signer, without the signature and without the values of the
/// nonce and the timestamp.
///
/// The parameters are sent in the order in which they are signed.
#[derive(Clone, Default)]
pub(crate) struct Template {
    /// The scheme, the realm and the parameters, as they are sent.
    header: TemplateText,
    /// The position in the header where the scheme and the realm end.
    parameters_start: usize,
    /// The separator between two parameters in the header.
    separator: &'static str,
    /// The parameters as they are in the base string. Each one is `%26name%3Dvalue`.
    base_string: TemplateText,
    /// The names of the parameters in order, and the position in `base_string` where each one
    /// begins.
    names: Vec<(Parameter<'static>, usize)>,
}

/// A text into which the nonce and the timestamp are inserted.
#[derive(Clone, Default)]
struct TemplateText {
    text: Vec<u8>,
    /// The position of the nonce, or 0 if there is no nonce.
    nonce: usize,
    /// The position of the timestamp, or 0 if there is no timestamp.
    timestamp: usize,
}

/// The separator between two parameters in the base string: an encoded `&`.
const SEPARATOR: &str = "%26";

/// The nonce and the timestamp of one request, encoded for the text into which they are inserted.
pub(crate) struct RequestValues<'a> {
    /// The nonce, percent-encoded once for the header, or twice for the base string.
    pub(crate) nonce: Cow<'a, [u8]>,
    /// Decimal digits.
    pub(crate) timestamp: &'a [u8],
}

impl Template {
    /// Creates a template.
    ///
    /// `realm` is the text of a realm in the header, or empty. `separator` is the separator in the
    /// header. `parameters` are decoded names and values in the order in which they are signed. The
    /// values of the nonce and the timestamp must be empty.
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
            // The end of the value, where a nonce or timestamp is inserted. In the header, this is
            // before the closing quote.
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

    /// Returns the names of the parameters in order.
    pub(crate) fn names(&self) -> impl ExactSizeIterator<Item = &Parameter<'static>> {
        self.names.iter().map(|(name, _)| name)
    }

    /// Writes some of the parameters as they are in the base string. Returns whether there are any.
    ///
    /// `places` are positions in the list of names. Each parameter has a separator before it. If
    /// `first` is true, nothing was written before, and the first parameter has no separator.
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

    /// Returns the header with all parameters of the template, and with memory for `more` bytes.
    pub(crate) fn sent(&self, values: &RequestValues<'_>, more: usize) -> Vec<u8> {
        let length = self.header.text.len() + values.nonce.len() + values.timestamp.len();
        let mut header = Vec::with_capacity(length + more);
        let whole = 0..self.header.text.len();
        self.header
            .write(whole, values, |piece| header.extend_from_slice(piece));
        header
    }

    /// Returns the separator between two parameters in the header.
    pub(crate) fn separator(&self) -> &'static str {
        self.separator
    }

    /// Returns the position in the header where the scheme and the realm end.
    pub(crate) fn parameters_start(&self) -> usize {
        self.parameters_start
    }
}

impl TemplateText {
    /// Writes a part of the text with the nonce and the timestamp inserted.
    ///
    /// A nonce or timestamp at the end of the range belongs to the last parameter of the range and
    /// is written. One at the start of the range belongs to the parameter before and is not
    /// written. So the position 0 can mean that there is no value.
    fn write(&self, range: Range<usize>, values: &RequestValues<'_>, mut write: impl FnMut(&[u8])) {
        let mut at = range.start;
        // The nonce is before the timestamp, because the names are sorted.
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
