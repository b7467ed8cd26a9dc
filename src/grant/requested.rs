//! What a client asked for beside the parameters of the protocol (RFC 5849 section 2.1).

use std::fmt;

use super::error::GrantError;
use crate::verify::Authenticated;

/// The largest number of parameters that a grant keeps.
const MOST: usize = 32;
/// The largest length of all names and values that a grant keeps, in bytes.
const LONGEST: usize = 4 << 10;

/// Returns the parameters of a request whose names do not begin with `oauth_`, decoded. The store
/// keeps them until the client has its token, so their number and length are limited.
pub(super) fn requested_by(caller: &Authenticated) -> Result<Vec<(String, String)>, GrantError> {
    let (mut list, mut length) = (Vec::new(), 0);
    for parameter in caller.parameters() {
        let (name, value) = (parameter.name(), parameter.value());
        if name.starts_with(b"oauth_") {
            continue;
        }
        length += name.len() + value.len();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).map_err(|_| GrantError::Parameters);
        if list.len() == MOST || length > LONGEST {
            return Err(GrantError::Parameters);
        }
        list.push((text(name.into_owned())?, text(value.into_owned())?));
    }
    Ok(list)
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
