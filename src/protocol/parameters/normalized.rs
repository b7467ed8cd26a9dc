//! RFC 5849 section 3.4.1.3.2: the parameters of a request, sorted and encoded.

use std::fmt;

use super::parameter::Parameter;
use super::pool;
use super::transmission::Transmission;
use crate::protocol::encoding::coding::Passes;
use crate::protocol::encoding::writer::{ShortText, Writer, text};

/// Parameters in the order in which they are signed (RFC 5849 section 3.4.1.3.2).
///
/// `Display` writes the normalized text: percent-encoded `name=value` pairs, separated by `&`.
#[derive(Clone, Debug)]
pub struct NormalizedParameters<'a> {
    list: Vec<Parameter<'a>>,
}

impl<'a> NormalizedParameters<'a> {
    /// Creates normalized parameters from a list that is sorted and has no `oauth_signature`.
    pub(super) fn new(list: Vec<Parameter<'a>>) -> Self {
        Self { list }
    }

    /// Gives the memory of [`Parameters::pooled`](super::collected::Parameters::pooled) back for
    /// reuse.
    pub(crate) fn return_to_pool(self) {
        pool::keep(self.list);
    }

    /// Returns whether some parameters are from a form. A form may contain a password.
    pub(crate) fn have_form(&self) -> bool {
        self.list
            .iter()
            .any(|parameter| parameter.source() == Transmission::FormBody)
    }

    /// Returns the parameters in the order in which they are signed.
    pub(crate) fn as_slice(&self) -> &[Parameter<'_>] {
        &self.list
    }
}

/// Writes `name=value` pairs, separated by `&`.
///
/// If `first` is false, other pairs were written before, and a separator is written first. For
/// [`Passes::Twice`], `=` and `&` are percent-encoded, as in the base string.
pub(crate) fn encode(list: &[Parameter<'_>], passes: Passes, first: bool, out: &mut Writer<'_>) {
    let (equals, and) = match passes {
        Passes::Once => const { (ShortText::new(b"="), ShortText::new(b"&")) },
        Passes::Twice => const { (ShortText::new(b"%3D"), ShortText::new(b"%26")) },
    };
    for (at, parameter) in list.iter().enumerate() {
        if at > 0 || !first {
            out.short_text(and);
        }
        parameter.name_text().encode(passes, out);
        out.short_text(equals);
        parameter.value_text().encode(passes, out);
    }
}

impl fmt::Display for NormalizedParameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text(|out| {
            encode(&self.list, Passes::Once, true, out);
        }))
    }
}
