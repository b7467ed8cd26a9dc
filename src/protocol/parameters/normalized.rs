//! RFC 5849 section 3.4.1.3.2: the parameters of a request, sorted and encoded.

use std::fmt;

use super::parameter::{Parameter, sort_key};
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

    /// Returns whether some parameters are from a form. A form may contain a password.
    pub(crate) fn have_form(&self) -> bool {
        self.list
            .iter()
            .any(|parameter| parameter.source() == Transmission::FormBody)
    }

    /// Returns the first parameter with this name. `name` is decoded and must have only unreserved
    /// characters.
    pub(crate) fn named(&self, name: &str) -> Option<&Parameter<'a>> {
        let sort_key = sort_key(name);
        let mut parameters = self.list.iter();
        parameters.find(|parameter| parameter.is(name, sort_key))
    }

    /// Returns the parameters in the order in which they are signed.
    pub(crate) fn as_slice(&self) -> &[Parameter<'a>] {
        &self.list
    }
}

/// Writes one `name=value` pair.
///
/// If `first` is false, other pairs were written before, and a `&` is written first. For
/// [`Passes::Twice`], `=` and `&` are percent-encoded, as in the base string.
#[inline]
pub(crate) fn encode(parameter: &Parameter<'_>, passes: Passes, first: bool, out: &mut Writer<'_>) {
    let (equals, and) = match passes {
        Passes::Once => const { (ShortText::new(b"="), ShortText::new(b"&")) },
        Passes::Twice => const { (ShortText::new(b"%3D"), ShortText::new(b"%26")) },
    };
    if !first {
        out.short_text(and);
    }
    parameter.name_text().encode(passes, out);
    out.short_text(equals);
    parameter.value_text().encode(passes, out);
}

/// Writes `name=value` pairs, separated by `&`.
pub(crate) fn encode_all(list: &[Parameter<'_>], passes: Passes, out: &mut Writer<'_>) {
    for (at, parameter) in list.iter().enumerate() {
        encode(parameter, passes, at == 0, out);
    }
}

impl fmt::Display for NormalizedParameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text(|out| {
            encode_all(&self.list, Passes::Once, out);
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::protocol::parameters::collected::Parameters;

    #[test]
    fn the_buffer_of_a_form_is_wiped() {
        for (form, has_form) in [(&b""[..], false), (b"password=x", true)] {
            let mut parameters = Parameters::new();
            parameters.add_query("page=2");
            parameters.add_form(form);
            assert_eq!(parameters.normalize().have_form(), has_form);
        }
    }
}
