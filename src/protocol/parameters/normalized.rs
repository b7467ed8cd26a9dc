//! RFC 5849 section 3.4.1.3.2: the request's parameters, sorted and encoded.

use std::fmt;

use super::parameter::Parameter;
use super::pool;
use super::transmission::Transmission;
use crate::protocol::encoding::coding::Passes;
use crate::protocol::encoding::writer::{Word, Writer, text};

/// Parameters in the order and the encoding in which they are signed (section 3.4.1.3.2).
///
/// `Display` writes the section's text: `name=value`, joined by `&`.
#[derive(Clone, Debug)]
pub struct NormalizedParameters<'a> {
    list: Vec<Parameter<'a>>,
}

impl<'a> NormalizedParameters<'a> {
    /// `list` is sorted, and has no signature.
    pub(super) fn new(list: Vec<Parameter<'a>>) -> Self {
        Self { list }
    }

    /// The end of [`Parameters::pooled`](super::collected::Parameters::pooled).
    pub(crate) fn return_to_pool(self) {
        pool::keep(self.list);
    }

    /// Whether some of them came in a form body, which may hold a password.
    pub(crate) fn have_form(&self) -> bool {
        self.list
            .iter()
            .any(|parameter| parameter.source() == Transmission::FormBody)
    }

    pub(crate) fn as_slice(&self) -> &[Parameter<'_>] {
        &self.list
    }
}

/// Writes `name=value` pairs, joined by `&` with what is before them, unless there is nothing.
pub(crate) fn encode(list: &[Parameter<'_>], passes: Passes, first: bool, out: &mut Writer<'_>) {
    let (equals, and) = match passes {
        Passes::Once => const { (Word::new(b"="), Word::new(b"&")) },
        Passes::Twice => const { (Word::new(b"%3D"), Word::new(b"%26")) },
    };
    for (at, parameter) in list.iter().enumerate() {
        if at > 0 || !first {
            out.word(and);
        }
        parameter.name_text().encode(passes, out);
        out.word(equals);
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
