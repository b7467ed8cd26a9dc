//! The values of fields, and the two events that `sign` and `flow` have in common.

use http::Uri;

use crate::protocol::{AuthorizationHeader, ProtocolParameters, Transmission};
use crate::uri::origin::{Origin, http_scheme};

/// The maximum number of characters of a text, before they are escaped.
const LONGEST: usize = 512;

/// Returns a text for a log. It is one line, without control characters, of limited length.
///
/// It is recorded as a string. So subscribers put it into quotes where a text could look like the
/// next field.
pub(super) fn text(text: impl AsRef<str>) -> String {
    let text = text.as_ref();
    let end = text.char_indices().nth(LONGEST);
    let end = end.map_or(text.len(), |(at, _)| at);
    let mut escaped = String::with_capacity(end);
    for character in text[..end].chars() {
        match character {
            // Subscribers escape these themselves.
            '"' | '\'' => escaped.push(character),
            // This also escapes characters that reorder or hide the text around them.
            _ => escaped.extend(character.escape_debug()),
        }
    }
    if end < text.len() {
        escaped.push_str("..");
    }
    escaped
}

/// Returns a protocol parameter that is no secret.
pub(super) fn parameter(parameters: &ProtocolParameters, name: &str) -> Option<String> {
    parameters.get(name).map(text)
}

/// Returns the realm, if the header is sent. It is not signed.
pub(super) fn realm(
    parameters: &ProtocolParameters,
    transmission: Option<Transmission>,
) -> Option<String> {
    if matches!(
        transmission,
        Some(Transmission::Query | Transmission::FormBody)
    ) {
        return None;
    }
    let header = AuthorizationHeader::parse(&parameters.header).ok()?;
    header
        .realm()
        .map(|realm| text(String::from_utf8_lossy(&realm)))
}

/// Returns `oauth_timestamp`, in seconds since 1970.
pub(super) fn timestamp(parameters: &ProtocolParameters) -> Option<u64> {
    parameters.get("oauth_timestamp")?.parse().ok()
}

/// Returns the scheme of a request. `origin` is used if the URI is relative.
pub(super) fn scheme(uri: &Uri, origin: Option<&Origin>) -> Option<String> {
    let scheme = uri.scheme_str();
    scheme.or(origin.map(Origin::scheme)).map(text)
}

/// Returns the host of a request, without user information.
pub(super) fn address(uri: &Uri, origin: Option<&Origin>) -> Option<String> {
    uri.host().or(origin.map(Origin::host)).map(text)
}

/// Returns the port of a request, also if it is the default port of its scheme.
pub(super) fn port(uri: &Uri, origin: Option<&Origin>) -> Option<u16> {
    match (uri.scheme_str(), origin) {
        (Some(scheme), _) => uri.port_u16().or_else(|| default_port(scheme)),
        (None, Some(origin)) => origin.port().or_else(|| default_port(origin.scheme())),
        (None, None) => None,
    }
}

/// Returns the default port of a scheme.
pub(super) fn default_port(scheme: &str) -> Option<u16> {
    Some(if http_scheme(scheme)? == "https" {
        443
    } else {
        80
    })
}

/// The event of a signature. A macro, because the target must be a constant.
macro_rules! signed {
    ($target:expr, $method:expr, $uri:expr, $origin:expr, $parameters:expr, $transmission:expr) => {
        tracing::debug!(
            target: $target,
            {
                http.request.method = $crate::events::fields::text($method.as_str()),
                url.scheme = $crate::events::fields::scheme($uri, $origin),
                server.address = $crate::events::fields::address($uri, $origin),
                server.port = $crate::events::fields::port($uri, $origin),
                url.path = $crate::events::fields::text($uri.path()),
                oauth.client_identifier =
                    $crate::events::fields::parameter($parameters, "oauth_consumer_key"),
                oauth.signature_method =
                    $crate::events::fields::parameter($parameters, "oauth_signature_method"),
                oauth.timestamp = $crate::events::fields::timestamp($parameters),
                oauth.nonce = $crate::events::fields::parameter($parameters, "oauth_nonce"),
                oauth.transmission = $transmission.map(|transmission| transmission.to_string()),
                oauth.realm = $crate::events::fields::realm($parameters, $transmission),
            },
            "signed"
        )
    };
}

/// The event of a response that refuses a request. `$advice` is why the request is unsigned, and a
/// hint. `$skew` is an `Option<(i64, bool)>`: see
/// [`RefusalEvent::write`](super::sign::RefusalEvent::write).
macro_rules! refused {
    ($target:expr, $method:expr, $uri:expr, $origin:expr, $status:expr, $problem:expr, $advice:expr, $skew:expr) => {
        tracing::warn!(
            target: $target,
            {
                http.request.method = $crate::events::fields::text($method.as_str()),
                url.scheme = $crate::events::fields::scheme($uri, $origin),
                server.address = $crate::events::fields::address($uri, $origin),
                server.port = $crate::events::fields::port($uri, $origin),
                url.path = $crate::events::fields::text($uri.path()),
                http.response.status_code = $status.as_u16(),
                oauth.problem = $problem.map($crate::events::fields::text),
                oauth.reason = $advice.0.map($crate::events::fields::text),
                oauth.hint = $advice.1,
                oauth.clock_skew.seconds = $skew.map(|(seconds, _)| seconds),
                oauth.clock_skew.applied = $skew.map(|(_, applied)| applied),
            },
            "refused"
        )
    };
}

pub(super) use {refused, signed};
