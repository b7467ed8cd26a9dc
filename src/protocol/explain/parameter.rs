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
        let quote = if text.starts_with(is_blank) || text.ends_with(is_blank) {
            "\""
        } else {
            ""
        };
        f.write_str(quote)?;
        write_escaped(f, &self.value)?;
        f.write_str(quote)
    }
}

impl fmt::Debug for ExplainedParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} ({})", self.source)
    }
}
