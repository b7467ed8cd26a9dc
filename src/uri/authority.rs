//! Host and port, as requests name them.

use http::{HeaderMap, Uri, header};

use super::digits::number;
use super::error::OriginError;

/// Host and port, as in a URI or a `Host` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Authority<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: Option<u16>,
}

impl<'a> Authority<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, OriginError> {
        // Most have neither port nor brackets.
        if is_name(text) {
            let (host, port) = (text, None);
            return Ok(Self { host, port });
        }
        if text.contains('@') {
            return Err(OriginError::Userinfo);
        }
        // The colons of an IPv6 address stand within its brackets.
        let host_end = match text.find(']') {
            Some(bracket) => bracket + 1,
            None => text.find(':').unwrap_or(text.len()),
        };
        let (host, port) = text.split_at(host_end);
        if !is_host(host) {
            return Err(OriginError::Host);
        }
        let port = match port.strip_prefix(':') {
            None if port.is_empty() => None,
            None => return Err(OriginError::Port),
            Some("") => None,
            Some(digits) => Some(number(digits).ok_or(OriginError::Port)?),
        };
        Ok(Self { host, port })
    }

    /// The `Host` header, where there is one.
    pub(crate) fn from_host_header(headers: &'a HeaderMap) -> Result<Option<Self>, OriginError> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let Some(host) = hosts.next() else {
            return Ok(None);
        };
        if hosts.next().is_some() {
            return Err(OriginError::ConflictingHosts);
        }
        let text = host.to_str().map_err(|_| OriginError::Host)?;
        Self::parse(text).map(Some)
    }

    /// Of a request that a server received: `Host` or `:authority` say under which name.
    pub(crate) fn from_received(
        scheme: &str,
        uri: &'a Uri,
        headers: &'a HeaderMap,
    ) -> Result<Self, OriginError> {
        let target = uri.authority().map(|authority| authority.as_str());
        let target = target.map(Self::parse).transpose()?;
        match (target, Self::from_host_header(headers)?) {
            // What stands before a server may have looked at the other one.
            (Some(target), Some(host)) if !target.is_same(host, scheme) => {
                Err(OriginError::ConflictingHosts)
            }
            (target, host) => host.or(target).ok_or(OriginError::NoHost),
        }
    }

    /// The port, unless it is the default of `scheme` (section 3.4.1.2).
    pub(crate) fn port_for(self, scheme: &str) -> Option<u16> {
        self.port.filter(|&port| {
            let default = |name: &str, number| port == number && scheme.eq_ignore_ascii_case(name);
            !default("http", 80) && !default("https", 443)
        })
    }

    fn is_same(self, other: Self, scheme: &str) -> bool {
        self.host.eq_ignore_ascii_case(other.host)
            && self.port_for(scheme) == other.port_for(scheme)
    }
}

/// Whether the URI has a name or password before its host (RFC 3986 section 3.2.1).
pub(crate) fn has_userinfo(uri: &Uri) -> bool {
    uri.authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
}

/// RFC 3986 section 3.2.2: a registered name or IPv4 address, or an IP literal in brackets.
fn is_host(text: &str) -> bool {
    match text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        Some(literal) => {
            !literal.is_empty()
                && literal
                    .bytes()
                    .all(|b| IN_NAME[usize::from(b)] || b == b':')
        }
        None => is_name(text),
    }
}

/// The bytes of a registered name or IPv4 address.
static IN_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = matches!(
            byte as u8,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'%'
            | b'!' | b'$' | b'&'..=b',' | b';' | b'='
        );
        byte += 1;
    }
    table
};

/// RFC 3986 section 3.2.2: a registered name or IPv4 address.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| IN_NAME[usize::from(byte)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_characters_of_rfc_3986() {
        for byte in 0..=255_u8 {
            let good = byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=".contains(&byte);
            assert_eq!(IN_NAME[usize::from(byte)], good, "{byte}");
        }
    }
}
