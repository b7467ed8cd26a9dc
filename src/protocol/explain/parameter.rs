//! One parameter of an explanation.

use std::fmt;

use zeroize::Zeroizing;

use super::redaction::{sounds_like_a_secret, write_escaped};
use crate::credentials::secret::is_blank;
use crate::protocol::parameters::parameter::Parameter;
use crate::protocol::parameters::transmission::Transmission;

/// A parameter of an explanation, which lives longer than the request. `Display` and `Debug` hide
/// values whose names sound like secrets.
#[derive(Clone)]
pub(super) struct ExplainedParameter {
    name: Vec<u8>,
    value: Zeroizing<Vec<u8>>,
    source: Transmission,
}

impl ExplainedParameter {
    pub(super) fn new(parameter: &Parameter<'_>) -> Self {
        Self {
            name: parameter.name().into_owned(),
            value: parameter.value().into_owned().into(),
            source: parameter.source(),
        }
    }

    /// Returns the parameter as the public type.
    pub(super) fn as_parameter(&self) -> Parameter<'_> {
        Parameter::decoded(&self.name, &self.value, self.source)
    }

    pub(super) fn name(&self) -> &[u8] {
        &self.name
    }

    pub(super) fn value(&self) -> &[u8] {
        &self.value
    }

    pub(super) fn source(&self) -> Transmission {
        self.source
    }
}

impl fmt::Display for ExplainedParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_escaped(f, &self.name)?;
        f.write_str(" = ")?;
        if sounds_like_a_secret(&self.name) {
            return f.write_str("(hidden)");
        }
        // Without the quotes, nobody would see a blank at the end.
        let text = std::str::from_utf8(&self.value).unwrap_or_default();
        let first = text.chars().next().and_then(blank_name);
        let last = text.chars().next_back().and_then(blank_name);
        let quote = if first.or(last).is_some() { "\"" } else { "" };
        f.write_str(quote)?;
        write_escaped(f, &self.value)?;
        f.write_str(quote)?;
        match (first, last) {
            (Some(_), _) if text.chars().all(is_blank) => f.write_str("  <- is only white space"),
            (Some(first), None) => write!(f, "  <- begins with {first}"),
            (None, Some(last)) => write!(f, "  <- ends with {last}"),
            (Some(first), Some(last)) => {
                write!(f, "  <- begins with {first} and ends with {last}")
            }
            (None, None) => Ok(()),
        }
    }
}

/// Returns the name of a character that shows as white space, or not at all.
fn blank_name(character: char) -> Option<&'static str> {
    match character {
        ' ' => Some("a space"),
        '\n' | '\r' => Some("a line break"),
        '\t' => Some("a tab"),
        _ => is_blank(character).then_some("white space"),
    }
}

impl fmt::Debug for ExplainedParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} ({})", self.source)
    }
}
