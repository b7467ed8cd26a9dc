//! Forwarding headers: `Forwarded` (RFC 7239) and the older `X-Forwarded-*` headers. In them, a
//! proxy names the origin under which clients reach it.

use std::net::IpAddr;

use http::request::Parts;
use http::{Extensions, HeaderMap, header};

use crate::protocol::split_unquoted;
use crate::uri::authority::Authority;
use crate::uri::error::OriginError;

/// The headers in which a proxy names the origin under which clients reach it.
///
/// Choose headers that the proxy always sets, whatever the client sends. A client can set all other
/// headers itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Forwarding {
    /// The `Forwarded` header (RFC 7239). Only `proto` and `host` of its last element are used,
    /// because the proxy itself added this element.
    Forwarded,
    /// The headers `X-Forwarded-Proto` and `X-Forwarded-Host`. Each may occur once and have one
    /// value.
    ///
    /// If `X-Forwarded-Host` is missing, the `Host` header is used. If the proxy does not use the
    /// default port of the scheme, the header that is used must contain the port.
    XForwarded,
}

/// The trusted proxies, and the forwarding headers that they set.
#[derive(Clone, Debug)]
pub(crate) struct Proxies {
    headers: Forwarding,
    trusted: Vec<IpAddr>,
    peer: fn(&Extensions) -> Option<IpAddr>,
}

/// A scheme, and a host if the proxy sent one.
type ForwardedOrigin<'a> = (&'static str, Option<Authority<'a>>);

impl Proxies {
    pub(crate) fn new(
        headers: Forwarding,
        trusted: impl IntoIterator<Item = IpAddr>,
        peer: fn(&Extensions) -> Option<IpAddr>,
    ) -> Self {
        // An IPv6 socket that also accepts IPv4 shows an IPv4 peer as `::ffff:10.0.0.2`.
        let trusted = trusted.into_iter().map(|ip| ip.to_canonical()).collect();
        Self {
            headers,
            trusted,
            peer,
        }
    }

    /// Returns the origin that a trusted proxy sent. Without a trusted proxy or without headers,
    /// the scheme is `http` and there is no host.
    pub(crate) fn forwarded_origin<'a>(
        &self,
        parts: &'a Parts,
    ) -> Result<ForwardedOrigin<'a>, OriginError> {
        let peer = (self.peer)(&parts.extensions).map(|peer| peer.to_canonical());
        if !peer.is_some_and(|peer| self.trusted.contains(&peer)) {
            return Ok(("http", None));
        }
        let (proto, host) = match self.headers {
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

/// Returns the single value of a header. Several values are an error, because it is not known which
/// one the proxy set.
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

/// Returns `proto` and `host` of the last element of the last `Forwarded` header.
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

/// Removes the quotes of a value, if it has any. A scheme or a host never needs a backslash, so a
/// value with one is an error.
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
