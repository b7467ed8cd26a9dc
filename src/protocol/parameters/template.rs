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
use crate::protocol::encoding::coding::Passes;
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
    /// The header between the last parameter and the signature: `, oauth_signature="`.
    signature_start: Vec<u8>,
    /// The parameters as they are in the base string. Each one is `%26name%3Dvalue`.
    base_string: TemplateText,
    /// The names of the parameters in order, and the position in `base_string` where each one
    /// begins.
    names: Vec<(Parameter<'static>, usize)>,
}

/// A text with gaps for the nonce and the timestamp.
///
/// Each gap has the length of a usual value. So the text is copied as a whole, and the values are
/// stored into the copy. Values of other lengths are possible: then the text is copied in pieces.
#[derive(Clone, Default)]
struct TemplateText {
    text: Vec<u8>,
    /// The position of the gap of the nonce, or 0 if there is no nonce.
    nonce: usize,
    /// The position of the gap of the timestamp, or 0 if there is no timestamp.
    timestamp: usize,
}

/// The length of a nonce of [`RandomNonces`](crate::protocol::nonce::RandomNonces).
const NONCE: usize = 24;
/// The length of a timestamp from the year 2001 to the year 2286.
const TIMESTAMP: usize = 10;

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
            // Zeros hold the place of the nonce and the timestamp.
            let value = match name {
                "oauth_nonce" => "000000000000000000000000",
                "oauth_timestamp" => "0000000000",
                _ => value,
            };
            sent.push(name, value);
            let (header, name_bytes) = (Transmission::AuthorizationHeader, name.as_bytes());
            let parameter = Parameter::decoded(name_bytes, value.as_bytes(), header);
            let signed = &mut template.base_string;
            let start = signed.text.len();
            let text = text(|out| encode(&parameter, Passes::Twice, false, out));
            signed.text.extend_from_slice(text.as_bytes());
            // Where the value begins. In the header, a quote is behind it.
            let begin = |length| {
                (
                    sent.header.len() - length - "\"".len(),
                    signed.text.len() - length,
                )
            };
            match name {
                "oauth_nonce" => (template.header.nonce, signed.nonce) = begin(NONCE),
                "oauth_timestamp" => {
                    (template.header.timestamp, signed.timestamp) = begin(TIMESTAMP);
                }
                _ => {}
            }
            let name = Parameter::decoded(name_bytes, b"", header);
            template.names.push((name, start));
        }
        template.header.text = std::mem::take(&mut *sent.header);
        template.signature_start = [separator, "oauth_signature=\""].concat().into_bytes();
        template
    }

    /// Returns the names of the parameters in order, and where each one begins in the base string.
    pub(crate) fn names(&self) -> &[(Parameter<'static>, usize)] {
        &self.names
    }

    /// Writes some of the parameters as they are in the base string.
    ///
    /// `places` are positions in the list of names. Each parameter has a separator before it. If
    /// `first` is true, nothing was written before, and the first parameter has no separator.
    pub(crate) fn write_signed(
        &self,
        places: Range<usize>,
        values: &RequestValues<'_>,
        first: bool,
        out: &mut Writer<'_>,
    ) {
        let start = self.names[places.start].1 + if first { SEPARATOR.len() } else { 0 };
        let next = self.names.get(places.end);
        let end = next.map_or(self.base_string.text.len(), |(_, start)| *start);
        self.base_string.write(start..end, values, out);
    }

    /// Returns the header with all parameters of the template, and with memory for `more` bytes.
    pub(crate) fn sent(&self, values: &RequestValues<'_>, more: usize) -> Vec<u8> {
        let text = &self.header.text;
        // The values replace the gaps, and may have another length.
        let values_length = values.nonce.len() + values.timestamp.len();
        let length = text.len() - self.header.gaps() + values_length;
        let mut header = Vec::with_capacity(length + more);
        match values.usual() {
            Some(usual) => {
                header.extend_from_slice(text);
                self.header.fill(0, &mut header, usual);
            }
            None => self.header.pieces(0..text.len(), values, |piece| {
                header.extend_from_slice(piece);
            }),
        }
        header
    }

    /// Returns the separator between two parameters in the header.
    pub(crate) fn separator(&self) -> &'static str {
        self.separator
    }

    /// Returns the header between the last parameter and the signature.
    pub(crate) fn signature_start(&self) -> &[u8] {
        &self.signature_start
    }

    /// Returns the position in the header where the scheme and the realm end.
    pub(crate) fn parameters_start(&self) -> usize {
        self.parameters_start
    }
}

impl RequestValues<'_> {
    /// Returns the values as arrays if they have the usual lengths.
    #[inline]
    fn usual(&self) -> Option<(&[u8; NONCE], &[u8; TIMESTAMP])> {
        Some((
            (&*self.nonce).try_into().ok()?,
            self.timestamp.try_into().ok()?,
        ))
    }
}

impl TemplateText {
    /// Returns the number of bytes in the gaps.
    fn gaps(&self) -> usize {
        let gap = |at, length| if at == 0 { 0 } else { length };
        gap(self.nonce, NONCE) + gap(self.timestamp, TIMESTAMP)
    }

    /// Stores usual values into a copy of the text that begins at `start`.
    #[inline]
    fn fill(&self, start: usize, copy: &mut [u8], usual: (&[u8; NONCE], &[u8; TIMESTAMP])) {
        fn store<const N: usize>(at: Option<usize>, copy: &mut [u8], value: &[u8; N]) {
            let rest = at.and_then(|at| copy.get_mut(at..));
            if let Some(gap) = rest.and_then(|rest| rest.first_chunk_mut()) {
                *gap = *value;
            }
        }
        store(self.nonce.checked_sub(start), copy, usual.0);
        store(self.timestamp.checked_sub(start), copy, usual.1);
    }

    /// Writes a part of the text with the nonce and the timestamp.
    #[inline]
    fn write(&self, part: Range<usize>, values: &RequestValues<'_>, out: &mut Writer<'_>) {
        if let Some(usual) = values.usual() {
            if let Some(copy) = out.copy(&self.text[part.clone()]) {
                return self.fill(part.start, copy, usual);
            }
        }
        self.pieces(part, values, |piece| out.text(piece));
    }

    /// Writes a part of the text in pieces, with values of any length.
    fn pieces(&self, part: Range<usize>, values: &RequestValues<'_>, mut write: impl FnMut(&[u8])) {
        let mut at = part.start;
        // The nonce is before the timestamp, because the names are sorted.
        for (gap, length, value) in [
            (self.nonce, NONCE, &*values.nonce),
            (self.timestamp, TIMESTAMP, values.timestamp),
        ] {
            // The position 0 is never inside the part, because a parameter begins with its name.
            if gap > at && gap < part.end {
                write(&self.text[at..gap]);
                write(value);
                at = gap + length;
            }
        }
        write(&self.text[at..part.end]);
    }
}
