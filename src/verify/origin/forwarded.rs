//! RFC 7239, and the headers before it: how a proxy says under which origin it was reached.

use std::net::IpAddr;

use http::request::Parts;
use http::{Extensions, HeaderMap, header};

use crate::protocol::split_unquoted;
use crate::uri::authority::Authority;
use crate::uri::error::OriginError;

/// The headers by which the proxy before a server says how it was reached: those that it *sets*,
/// whatever the client sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Forwarding {
    /// `Forwarded` (RFC 7239), `proto` and `host` of its last element, which the proxy itself added.
    Forwarded,
    /// `X-Forwarded-Proto` and `X-Forwarded-Host`, each at most once and with one value. Without the
    /// latter the `Host` counts; one on another port than the scheme's has to say it.
    XForwarded,
}

/// The proxies whose headers are believed.
#[derive(Clone, Debug)]
pub(crate) struct Proxies {
    by: Forwarding,
    trusted: Vec<IpAddr>,
    peer: fn(&Extensions) -> Option<IpAddr>,
}

/// Scheme and host, the latter where the proxy says it.
type Said<'a> = (&'static str, Option<Authority<'a>>);

impl Proxies {
    pub(crate) fn new(
        by: Forwarding,
        trusted: impl IntoIterator<Item = IpAddr>,
        peer: fn(&Extensions) -> Option<IpAddr>,
    ) -> Self {
        // A socket of both families shows an IPv4 peer as `::ffff:10.0.0.2`.
        let trusted = trusted.into_iter().map(|ip| ip.to_canonical()).collect();
        Self { by, trusted, peer }
    }

    pub(crate) fn said<'a>(&self, parts: &'a Parts) -> Result<Said<'a>, OriginError> {
        let peer = (self.peer)(&parts.extensions).map(|peer| peer.to_canonical());
        if !peer.is_some_and(|peer| self.trusted.contains(&peer)) {
            return Ok(("http", None));
        }
        let (proto, host) = match self.by {
            Forwarding::Forwarded => forwarded(&parts.headers)?,
            Forwarding::XForwarded => (
                only(&parts.headers, "x-forwarded-proto")?,
                only(&parts.headers, "x-forwarded-host")?,
            ),
        };
        let scheme = match proto {
            Some(proto) if proto.eq_ignore_ascii_case("https") => "https",
            Some(proto) if !proto.eq_ignore_ascii_case("http") => {
                return Err(OriginError::Forwarded);
            }
            _ => "http",
        };
        Ok((scheme, host.map(Authority::parse).transpose()?))
    }
}

/// The one value of a header. Of several nobody knows which one the proxy set.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, OriginError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let value = value.to_str().map_err(|_| OriginError::Forwarded)?.trim();
    if values.next().is_some() || value.contains(',') || value.is_empty() {
        Err(OriginError::Forwarded)
    } else {
        Ok(Some(value))
    }
}

/// `proto` and `host` of the last element of the last header.
fn forwarded(headers: &HeaderMap) -> Result<(Option<&str>, Option<&str>), OriginError> {
    let (mut proto, mut host) = (None, None);
    let Some(value) = headers.get_all(header::FORWARDED).iter().next_back() else {
        return Ok((proto, host));
    };
    let value = value.to_str().map_err(|_| OriginError::Forwarded)?;
    let last = split_unquoted(value.as_bytes(), b',').last();
    for pair in split_unquoted(last.unwrap_or_default(), b';') {
        let pair = std::str::from_utf8(pair).map_err(|_| OriginError::Forwarded)?;
        let (name, value) = pair.split_once('=').ok_or(OriginError::Forwarded)?;
        let slot = match name.trim() {
            name if name.eq_ignore_ascii_case("proto") => &mut proto,
            name if name.eq_ignore_ascii_case("host") => &mut host,
            _ => continue,
        };
        if slot.replace(unquoted(value.trim())?).is_some() {
            return Err(OriginError::Forwarded);
        }
    }
    Ok((proto, host))
}

/// A token, or what stands within quotes. Neither scheme nor host has what would need a backslash.
fn unquoted(value: &str) -> Result<&str, OriginError> {
    let inner = match value.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').ok_or(OriginError::Forwarded)?,
        None => value,
    };
    if inner.is_empty() || inner.contains(['"', '\\']) {
        Err(OriginError::Forwarded)
    } else {
        Ok(inner)
    }
}
