//! The fields of a response (RFC 5849 sections 2.1 and 2.3).

use std::collections::HashSet;

use super::error::ResponseError;
use super::json;
use crate::credentials::secret::Secret;
use crate::protocol::Parameters;

/// The fields of a response (decoded), in the order of the response. Each name occurs once.
///
/// An extra field may be a secret too, for example a session handle or an API key. So every value
/// is stored as a secret.
#[derive(Clone, Debug)]
pub(crate) struct Fields(Vec<(String, Secret)>);

impl Fields {
    /// Reads the fields from a response body that is a form or a JSON object.
    ///
    /// The content type is ignored, because many servers send `text/html`.
    pub(crate) fn read(body: &[u8]) -> Result<Self, ResponseError> {
        let body = trimmed(body);
        let fields = match body.first() {
            Some(b'{') => from_json(body)?,
            Some(b'<') => return Err(ResponseError::Html),
            _ => from_form(body)?,
        };
        let secret = |(name, value)| (name, Secret::new(value));
        Ok(Self(fields.into_iter().map(secret).collect()))
    }

    /// Creates fields from stored data.
    #[cfg(feature = "serde")]
    pub(crate) fn from_pairs(fields: Vec<(String, Secret)>) -> Self {
        Self(fields)
    }

    /// Removes a field and returns its value. The other fields keep their order.
    pub(crate) fn take(&mut self, name: &str) -> Option<Secret> {
        let at = self.0.iter().position(|(other, _)| other == name)?;
        Some(self.0.remove(at).1)
    }

    /// Returns the value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find_map(|(other, value)| (other == name).then_some(value))
    }

    /// Returns the names and values of the fields.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose()))
    }
}

/// Removes a byte order mark and white space around the fields, which text editors and old server
/// scripts add. A form encodes these characters, so the raw bytes are never part of a field. It is
/// safe to remove them.
fn trimmed(body: &[u8]) -> &[u8] {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii()
}

/// The fields that the protocol and its session extension define. Their names are safe to show.
const NAMES: [&str; 6] = [
    "oauth_token",
    "oauth_token_secret",
    "oauth_callback_confirmed",
    "oauth_session_handle",
    "oauth_expires_in",
    "oauth_authorization_expires_in",
];

/// Returns [`ResponseError::RepeatedField`] if a name occurs more than once.
fn check_unique<'a>(names: impl Iterator<Item = &'a String>) -> Result<(), ResponseError> {
    let mut seen = HashSet::new();
    let repeated: Vec<_> = names.filter(|name| !seen.insert(*name)).collect();
    if repeated.is_empty() {
        return Ok(());
    }
    let mut known = NAMES.into_iter();
    let name = known.find(|known| repeated.iter().any(|name| name == known));
    Err(ResponseError::RepeatedField { name })
}

/// Returns the members of a JSON object, without those that are `null`.
fn from_json(body: &[u8]) -> Result<Vec<(String, String)>, ResponseError> {
    let members = json::members(body)?;
    check_unique(members.iter().map(|(name, _)| name))?;
    let credential = |name: &str| {
        let mut credentials = ["oauth_token", "oauth_token_secret"].into_iter();
        credentials.find(|credential| *credential == name)
    };
    let mut fields = Vec::with_capacity(members.len());
    for (name, value) in members {
        match value {
            json::Value::Text(value) => fields.push((name, value)),
            // PHP writes `false` if there is no value.
            json::Value::Other(value) => match credential(&name) {
                Some(name) => return Err(ResponseError::NotText { name }),
                None => fields.push((name, value)),
            },
            json::Value::Null => {}
        }
    }
    Ok(fields)
}

/// Returns the fields of a form.
fn from_form(body: &[u8]) -> Result<Vec<(String, String)>, ResponseError> {
    let mut parameters = Parameters::new();
    parameters.add_form(body);
    let text = |bytes: std::borrow::Cow<'_, [u8]>| {
        String::from_utf8(bytes.into_owned()).map_err(|_| ResponseError::NotUtf8)
    };
    let fields = parameters
        .iter()
        .map(|field| Ok((text(field.name())?, text(field.value())?)))
        .collect::<Result<Vec<_>, ResponseError>>()?;
    check_unique(fields.iter().map(|(name, _)| name))?;
    Ok(fields)
}
