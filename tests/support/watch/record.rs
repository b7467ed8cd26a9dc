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

impl Fields {
    fn add(&mut self, field: &Field, value: impl Display) {
        self.others.push((field.name(), value.to_string()));
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.message = Some(format!("{value:?}"));
        } else {
            // A subscriber writes such a value without quotes, so it could look like another field.
            self.add(field, format_args!("not a string: {value:?}"));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value);
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
