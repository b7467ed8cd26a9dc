//! RFC 5849 sections 2.1 and 2.3: the fields of a server's answer.

use std::collections::HashSet;

use super::json;
use super::response::ResponseError;
use crate::credentials::Secret;
use crate::protocol::Parameters;

/// The fields of an answer, decoded, in the order in which they came, each name once.
///
/// What a service sends beside the credentials may be a secret too (a session handle, an API key),
/// so each value is held as one.
#[derive(Clone, Debug)]
pub(super) struct Fields(Vec<(String, Secret)>);

impl Fields {
    /// Reads the body of an answer, a form or a JSON object, whatever its content type says: many
    /// services send `text/html`.
    pub(super) fn read(body: &[u8]) -> Result<Self, ResponseError> {
        let fields = match body.trim_ascii_start().first() {
            Some(b'{') => json::members(body)?,
            Some(b'<') => return Err(ResponseError::Html),
            _ => of_form(body)?,
        };
        let mut names = HashSet::new();
        if !fields.iter().all(|(name, _)| names.insert(name)) {
            return Err(ResponseError::RepeatedField);
        }
        let secret = |(name, value)| (name, Secret::new(value));
        Ok(Self(fields.into_iter().map(secret).collect()))
    }

    /// Fields that were read before.
    #[cfg(feature = "serde")]
    pub(super) fn of(fields: Vec<(String, Secret)>) -> Self {
        Self(fields)
    }

    /// Takes a field out, and leaves the others in their order.
    pub(super) fn take(&mut self, name: &str) -> Option<Secret> {
        let at = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.remove(at).1)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find_map(|(other, value)| (other == name).then_some(value))
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose()))
    }
}

/// The fields of a form.
fn of_form(body: &[u8]) -> Result<Vec<(String, String)>, ResponseError> {
    // Many servers end their answer with a line break, which is no part of the last value.
    let line = body
        .strip_suffix(b"\r\n")
        .or_else(|| body.strip_suffix(b"\n"));
    let mut parameters = Parameters::new();
    parameters.add_form(line.unwrap_or(body));
    let text = |bytes: std::borrow::Cow<'_, [u8]>| {
        String::from_utf8(bytes.into_owned()).map_err(|_| ResponseError::NotUtf8)
    };
    parameters
        .iter()
        .map(|field| Ok((text(field.name())?, text(field.value())?)))
        .collect()
}
