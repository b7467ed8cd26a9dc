//! RFC 5849 section 3.4.1.3.2: the parameters of a request, sorted and encoded.

use std::fmt;

use super::parameter::Parameter;
use super::pool;
use super::transmission::Transmission;
use crate::protocol::encoding::coding::Passes;
use crate::protocol::encoding::writer::{ShortText, Writer, text};

/// The parameters in the order and the encoding in which they are signed (section 3.4.1.3.2).
///
/// `Display` writes the text of that section: `name=value` pairs separated by `&`.
#[derive(Clone, Debug)]
pub struct NormalizedParameters<'a> {
    list: Vec<Parameter<'a>>,
}

impl<'a> NormalizedParameters<'a> {
    /// Creates it from a list that is sorted and has no signature.
    pub(super) fn new(list: Vec<Parameter<'a>>) -> Self {
        Self { list }
    }

    /// Returns the memory of [`Parameters::pooled`](super::collected::Parameters::pooled) to the pool.
    pub(crate) fn return_to_pool(self) {
        pool::keep(self.list);
    }

    /// Whether some parameters are from a form body, which may hold a password.
    pub(crate) fn have_form(&self) -> bool {
        self.list
            .iter()
            .any(|parameter| parameter.source() == Transmission::FormBody)
    }

    pub(crate) fn as_slice(&self) -> &[Parameter<'_>] {
        &self.list
    }
}

/// Writes `name=value` pairs, each with a `&` before it, except the `first` one of all.
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
