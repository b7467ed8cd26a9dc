//! An event or a span as text, with its fields in their order.

use std::fmt::{Debug, Display, Formatter, Result};

use tracing::field::{Field, Visit};
use tracing::{Level, Metadata};

/// An event or a span. `Display` writes it in one line.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) level: Level,
    pub(crate) target: String,
    /// The message of the event, or the name of the span.
    pub(crate) name: String,
    pub(crate) fields: Vec<(&'static str, String)>,
    /// The names of the spans around it, the outermost first.
    pub(crate) spans: Vec<String>,
}

impl Record {
    pub(crate) fn new(metadata: &Metadata<'_>, visit: impl FnOnce(&mut dyn Visit)) -> Self {
        let mut fields = Fields::default();
        visit(&mut fields);
        let name = fields.message.unwrap_or(metadata.name().to_owned());
        Self {
            level: *metadata.level(),
            target: metadata.target().to_owned(),
            name,
            fields: fields.others,
            spans: Vec::new(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let field = self.fields.iter().find(|(other, _)| *other == name);
        field.map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Fields {
    message: Option<String>,
    others: Vec<(&'static str, String)>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let value = format!("{value:?}");
        if field.name() == "message" {
            self.message = Some(value);
        } else {
            self.others.push((field.name(), value));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

impl Display for Record {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} {}", self.level, self.target)?;
        for span in &self.spans {
            write!(f, " {span}:")?;
        }
        write!(f, " {}", self.name)?;
        for (name, value) in &self.fields {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}
