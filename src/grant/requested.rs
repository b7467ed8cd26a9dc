//! What a client asked for beside the parameters of the protocol (RFC 5849 section 2.1).

use std::fmt;

use super::error::GrantError;
use crate::verify::Authenticated;

/// How much of what a client asks for a grant keeps.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestedLimits {
    /// The largest number of parameters.
    pub(super) parameters: usize,
    /// The largest length of all names and values, in bytes.
    pub(super) size: usize,
}

impl Default for RequestedLimits {
    fn default() -> Self {
        Self {
            parameters: 32,
            size: 4 << 10,
        }
    }
}

/// The longest name of a parameter in an error, in characters.
const LONGEST_SHOWN_NAME: usize = 64;

/// The parameters of xAuth. A grant does not keep the password.
const PASSWORD: [&[u8]; 3] = [b"x_auth_mode", b"x_auth_username", b"x_auth_password"];

/// Returns the parameters of a request beside those of the protocol and of xAuth, decoded. The store
/// keeps them until the client has its token, so their number and length are limited.
pub(super) fn requested_by(
    caller: &Authenticated,
    limits: RequestedLimits,
) -> Result<Vec<(String, String)>, GrantError> {
    let (mut list, mut length) = (Vec::new(), 0);
    for parameter in caller.parameters() {
        let (name, value) = (parameter.name(), parameter.value());
        if name.starts_with(b"oauth_") || PASSWORD.contains(&&*name) {
            continue;
        }
        if list.len() == limits.parameters {
            let (limit, name) = (limits.parameters, shown(&name));
            return Err(GrantError::TooManyParameters { limit, name });
        }
        length += name.len() + value.len();
        if length > limits.size {
            let (limit, name) = (limits.size, shown(&name));
            return Err(GrantError::ParametersTooLong { limit, name });
        }
        let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned);
        match (text(&name), text(&value)) {
            (Ok(name), Ok(value)) => list.push((name, value)),
            _ => return Err(GrantError::Malformed(shown(&name))),
        }
    }
    Ok(list)
}

/// Returns the value of a parameter that the request must have, decoded.
pub(super) fn required<'a>(
    caller: &'a Authenticated,
    name: &'static str,
) -> Result<&'a str, GrantError> {
    match caller.parameter(name) {
        Some(value) if !value.is_empty() => Ok(value),
        None if caller
            .parameters()
            .any(|other| *other.name() == *name.as_bytes()) =>
        {
            Err(GrantError::Malformed(name.to_owned()))
        }
        _ => Err(GrantError::MissingParameter(name)),
    }
}

/// Returns the beginning of a name for an error. The client chose the name.
fn shown(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    name.chars().take(LONGEST_SHOWN_NAME).collect()
}

/// What a client asked for: names and values, decoded.
#[derive(Clone, Default)]
pub(super) struct Requested(Vec<(String, String)>);

impl Requested {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(other, _)| *other == name)
            .map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Requested {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        Self(pairs.collect())
    }
}

/// Shows the names only. The client chooses the values.
impl fmt::Debug for Requested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}
