//! What an explanation says of one parameter.

use std::fmt;

use zeroize::Zeroizing;

use super::redaction::{sounds_like_a_secret, write_escaped};
use crate::protocol::parameters::parameter::Parameter;
use crate::protocol::parameters::transmission::Transmission;

/// One parameter of an [`Explanation`](crate::protocol::Explanation). `Debug` hides what `Display` of the explanation hides.
#[derive(Clone)]
pub struct ExplainedParameter {
    name: Vec<u8>,
    value: Zeroizing<Vec<u8>>,
    source: Transmission,
}

impl ExplainedParameter {
    pub(crate) fn new(parameter: &Parameter<'_>) -> Self {
        Self {
            name: parameter.name().into_owned(),
            value: parameter.value().into_owned().into(),
            source: parameter.source(),
        }
    }

    /// The decoded name. It need not be UTF-8.
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// The decoded value. It need not be UTF-8.
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// Where it was found.
    pub fn source(&self) -> Transmission {
        self.source
    }
}

impl fmt::Display for ExplainedParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_escaped(f, &self.name)?;
        f.write_str(" = ")?;
        match sounds_like_a_secret(&self.name) {
            true => f.write_str("(hidden)"),
            false => write_escaped(f, &self.value),
        }
    }
}

impl fmt::Debug for ExplainedParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} ({})", self.source)
    }
}
