//! What a client asked for beside the parameters of the protocol (RFC 5849 section 2.1).

use std::fmt;

use super::error::GrantError;
use crate::verify::Authenticated;

/// How many parameters a grant keeps, and how many bytes of names and values. The store keeps them
/// until the client has its token.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestedLimits {
    pub(super) parameters: usize,
    pub(super) bytes: usize,
}

impl Default for RequestedLimits {
    fn default() -> Self {
        Self {
            parameters: 32,
            bytes: 4 << 10,
        }
    }
}

/// The parameters of xAuth. A grant does not keep the password.
const PASSWORD: [&[u8]; 3] = [b"x_auth_mode", b"x_auth_username", b"x_auth_password"];

impl RequestedLimits {
    /// Returns the parameters of a request beside those of the protocol and of xAuth, decoded.
    pub(super) fn requested_by(
        self,
        caller: &Authenticated,
    ) -> Result<Vec<(String, String)>, GrantError> {
        let (mut list, mut length) = (Vec::new(), 0);
        for parameter in caller.parameters() {
            let (name, value) = (parameter.name(), parameter.value());
            if name.starts_with(b"oauth_") || PASSWORD.contains(&&*name) {
                continue;
            }
            length += name.len() + value.len();
            if list.len() == self.parameters || length > self.bytes {
                return Err(GrantError::TooManyParameters {
                    name: shown(&name),
                    parameters: self.parameters,
                    bytes: self.bytes,
                });
            }
            let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned);
            match (text(&name), text(&value)) {
                (Ok(name), Ok(value)) => list.push((name, value)),
                _ => return Err(GrantError::Malformed { name: shown(&name) }),
            }
        }
        Ok(list)
    }
}

/// Returns the name of a parameter for an error. The client chooses the name, so it is cut.
fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).chars().take(64).collect()
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
