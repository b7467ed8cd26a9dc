//! Compares two base string URIs.

use std::collections::HashSet;

use super::encoding::Encoded;
use super::text::pairs;
use crate::protocol::explain::difference::{Difference, DifferingPart, LikelyReason};
use crate::protocol::explain::parameter::ExplainedParameter;
use crate::protocol::parameters::collected::Parameters;
use crate::protocol::parameters::transmission::Transmission;

/// Compares our base string URI with another one. The parameters are those of our request.
pub(super) fn difference(ours: &str, other: &str, parameters: &[ExplainedParameter]) -> Difference {
    let [scheme, host, port, path] = pieces(ours);
    let [other_scheme, other_host, other_port, other_path] = pieces(other);
    for (part, ours, other) in [
        (DifferingPart::Scheme, scheme, other_scheme),
        (DifferingPart::Host, host, other_host),
    ] {
        if ours != other {
            let reason = by_case(ours, other, LikelyReason::Proxy);
            let difference = Difference::new(part, reason);
            // A part of user information is not the host.
            return if other_port.contains('@') {
                difference
            } else {
                showing_word(difference, ours, other)
            };
        }
    }
    if port != other_port {
        let default = matches!(
            (scheme, port, other_port),
            ("http", "", "80") | ("https", "", "443")
        );
        let reason = if default {
            LikelyReason::NotNormalized
        } else {
            LikelyReason::Proxy
        };
        return showing_word(
            Difference::new(DifferingPart::Port, reason),
            port,
            other_port,
        );
    }
    let reason = path_reason(path, other_path, parameters);
    let difference = Difference::new(DifferingPart::Path, reason);
    // The query may contain secrets. Some servers write it without its `?`.
    let without_query = other_path.split('?').next().unwrap_or_default();
    let has_pairs = |path: &str| path.contains(['&', '=']);
    let may_be_path = has_pairs(path) || !has_pairs(without_query);
    if difference.reason() == LikelyReason::Proxy && may_be_path {
        difference.showing(path, without_query)
    } else {
        difference.between(path, other_path)
    }
}

/// Adds two texts that should be a scheme, a host or a port. Shows them if they may be one. Only a
/// port may be empty.
fn showing_word(difference: Difference, ours: &str, other: &str) -> Difference {
    let may_be_one = |text: &str| {
        let belongs = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
        text.bytes().all(belongs)
    };
    let may_be_empty = *difference.part() == DifferingPart::Port;
    if may_be_one(other) && (may_be_empty || !other.is_empty()) {
        difference.showing(ours, other)
    } else {
        difference.between(ours, other)
    }
}

/// Returns the reason for two texts that differ: their case, or `otherwise`.
pub(super) fn by_case(ours: &str, other: &str, otherwise: LikelyReason) -> LikelyReason {
    if ours.eq_ignore_ascii_case(other) {
        LikelyReason::NotNormalized
    } else {
        otherwise
    }
}

/// Splits a URI into scheme, host, port and path with its query. A missing port is empty.
fn pieces(uri: &str) -> [&str; 4] {
    let (scheme, rest) = uri.split_once("://").unwrap_or(("", uri));
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let port = authority
        .rfind(':')
        .filter(|&at| !authority[at..].contains(']'));
    match port {
        Some(at) => [scheme, &authority[..at], &authority[at + 1..], path],
        None => [scheme, authority, "", path],
    }
}

fn path_reason(ours: &str, other: &str, parameters: &[ExplainedParameter]) -> LikelyReason {
    let without_slash = ours.trim_end_matches('/');
    if without_slash == other.trim_end_matches('/') {
        return LikelyReason::TrailingSlash;
    }
    // A path has no `?`, so a query follows.
    let query = other.split_once('?');
    if let Some((_, query)) = query.filter(|(path, _)| path.trim_end_matches('/') == without_slash)
    {
        return if is_ours(query, parameters) {
            LikelyReason::QueryInUri
        } else {
            LikelyReason::OtherValue
        };
    }
    if ours.contains(';') {
        let segments = ours.split('/');
        let names = segments.map(|segment| segment.split(';').next().unwrap_or_default());
        let cut = ours.split(';').next();
        if cut == Some(other) || names.collect::<Vec<_>>().join("/") == other {
            return LikelyReason::PathParameters;
        }
    }
    let encoding = Encoded::new(ours).difference(other);
    encoding.unwrap_or(LikelyReason::Proxy)
}

/// Returns whether a query is the one of our request, or a part of it. The other side may have
/// decoded it.
fn is_ours(query: &str, parameters: &[ExplainedParameter]) -> bool {
    let is_in_query = |parameter: &&ExplainedParameter| parameter.source() == Transmission::Query;
    let ours = parameters.iter().filter(is_in_query);
    let ours: HashSet<_> = ours
        .map(|parameter| (parameter.name().to_vec(), parameter.value().to_vec()))
        .collect();
    let mut encoded = Parameters::new();
    encoded.add_query(query);
    let mut encoded = encoded.iter();
    let is_encoded =
        encoded.all(|pair| ours.contains(&(pair.name().into_owned(), pair.value().into_owned())));
    let mut decoded = pairs(query).into_iter();
    let is_decoded = decoded
        .all(|(name, value)| ours.contains(&(name.into(), value.unwrap_or_default().into())));
    !query.is_empty() && (is_encoded || is_decoded)
}
