//! The host and port of a request.

use std::net::Ipv6Addr;

use http::{HeaderMap, Uri, header};

use super::digits::number;
use super::error::OriginError;

/// A host and port, as written in a URI or a `Host` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Authority<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: Option<u16>,
}

impl<'a> Authority<'a> {
    /// Parses `host`, `host:port` or `[IPv6 address]:port`. An empty port (`host:`) counts as no
    /// port.
    pub(crate) fn parse(text: &'a str) -> Result<Self, OriginError> {
        // Fast path: most authorities have no port and no brackets.
        if is_name(text) {
            let (host, port) = (text, None);
            return Ok(Self { host, port });
        }
        if text.contains('@') {
            return Err(OriginError::Userinfo);
        }
        // An IPv6 address contains colons, but only inside its brackets. So the port starts after
        // `]`.
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

    /// Returns the value of the `Host` header, or `None` if the request has no such header.
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

    /// Returns the authority of a request that a server received.
    ///
    /// It comes from the `Host` header, or from the authority of the URI if there is no `Host`
    /// header. If both exist, they must name the same host and port.
    pub(crate) fn from_received(
        scheme: &str,
        uri: &'a Uri,
        headers: &'a HeaderMap,
    ) -> Result<Self, OriginError> {
        let target = uri.authority().map(|authority| authority.as_str());
        let target = target.map(Self::parse).transpose()?;
        match (target, Self::from_host_header(headers)?) {
            // A proxy in front of the server may have used the other one of the two.
            (Some(target), Some(host)) if !target.is_same(host, scheme) => {
                Err(OriginError::ConflictingHosts)
            }
            (target, host) => host.or(target).ok_or(OriginError::NoHost),
        }
    }

    /// Returns the port, or `None` if it is the default port of `scheme` (RFC 5849 section
    /// 3.4.1.2).
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

/// Returns whether the URI has a user name or password before its host (RFC 3986 section 3.2.1).
pub(crate) fn has_userinfo(uri: &Uri) -> bool {
    uri.authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
}

/// Returns whether the text is a registered name, an IPv4 address, or an IP literal in brackets
/// (RFC 3986 section 3.2.2).
///
/// An IPv6 address has no zone, as in `[fe80::1%25eth0]`. A zone has a meaning on one machine only,
/// so clients must not send it (RFC 6874 section 4).
fn is_host(text: &str) -> bool {
    match text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        Some(literal) => literal.parse::<Ipv6Addr>().is_ok() || is_ip_future(literal),
        None => is_name(text),
    }
}

/// Returns whether the text is an address of a later IP version, such as `v1.x`.
fn is_ip_future(literal: &str) -> bool {
    let rest = literal.strip_prefix(['v', 'V']);
    let (version, address) = rest
        .and_then(|rest| rest.split_once('.'))
        .unwrap_or_default();
    let is_in_address = |byte: u8| IN_NAME[usize::from(byte)] && byte != b'%' || byte == b':';
    !version.is_empty()
        && version.bytes().all(|byte| byte.is_ascii_hexdigit())
        && !address.is_empty()
        && address.bytes().all(is_in_address)
}

/// A table of the bytes that a registered name or IPv4 address may contain.
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

/// Returns whether the text is a registered name or an IPv4 address (RFC 3986 section 3.2.2).
fn is_name(text: &str) -> bool {
    // `fold` instead of `all`: without a branch for each byte, the compiler unrolls the loop.
    let in_name = |all, byte| all & IN_NAME[usize::from(byte)];
    text.bytes().fold(!text.is_empty(), in_name)
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

    #[test]
    fn brackets_hold_an_ip_address() {
        for host in [
            "[::1]",
            "[2001:DB8::7]",
            "[::ffff:10.0.0.2]",
            "[v1.x:y]",
            "[VF0.~]",
        ] {
            assert_eq!(Authority::parse(host).map(|found| found.host), Ok(host));
        }
        for host in [
            "[]",
            "[::1",
            "::1]",
            "[1]",
            "[::1::]",
            "[10.0.0.2]",
            "[api.example.com]",
            "[v1]",
            "[v.x]",
            "[vg.x]",
            "[v1.]",
            "[v1.%25]",
            "[fe80::1%eth0]",
            "[fe80::1%25eth0]",
            "[[::1]]",
            "[ ::1]",
            "[::1]]",
        ] {
            assert!(Authority::parse(host).is_err(), "{host}");
        }
    }
}
