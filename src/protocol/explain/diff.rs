//! Finds the first difference between two base strings.

use std::collections::HashMap;

use super::Explanation;
use super::difference::{Difference, DifferingPart, LikelyReason};
use super::parameter::ExplainedParameter;
use crate::protocol::encoding::percent_decode;
use crate::protocol::parameters::transmission::Transmission;

impl Explanation {
    /// Compares the base string with another one of the same request: one that a server returned
    /// ([`Problem::base_string`](crate::protocol::Problem::base_string)), or that another client
    /// made. Returns `None` if they are equal. If the other one is the server's, a secret is then
    /// wrong.
    ///
    /// ```
    /// use tower_oauth1::Explanation;
    /// use tower_oauth1::protocol::{DifferingPart, LikelyReason};
    ///
    /// let request = http::Request::get("https://api.example.com/photos?tag=a+b").body(())?;
    /// let explanation = Explanation::from_parts(&request.into_parts().0, None)?;
    /// let echoed = "GET&https%3A%2F%2Fapi.example.com%2Fphotos&tag%3Da%252Bb";
    /// let difference = explanation.diff(echoed).unwrap();
    /// assert_eq!(difference.part(), &DifferingPart::Parameter("tag".into()));
    /// assert_eq!(difference.reason(), LikelyReason::Encoding);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn diff(&self, other: &str) -> Option<Difference> {
        let Some(ours) = self.base_string() else {
            let part = DifferingPart::SignatureMethod;
            return Some(differs(part, LikelyReason::Plaintext));
        };
        let other = other.trim();
        if ours == other {
            return None;
        }
        let parts = split(ours).zip(split(other));
        let Some(([method, uri, parameters], [other_method, other_uri, others])) = parts else {
            return Some(differs(
                DifferingPart::NotABaseString,
                LikelyReason::OtherValue,
            ));
        };
        if method != other_method {
            return Some(differs(
                DifferingPart::Method,
                by_case(&method, &other_method, LikelyReason::OtherValue),
            ));
        }
        if uri != other_uri {
            return Some(uris(&uri, &other_uri));
        }
        if parameters == others {
            return Some(differs(DifferingPart::Encoding, LikelyReason::Encoding));
        }
        Some(self.parameters_differ(&parameters, &others))
    }

    /// Returns the first parameter that the other side does not have, or has with another value.
    fn parameters_differ(&self, ours: &str, others: &str) -> Difference {
        let (mut ours, all) = (pairs(ours), pairs(others));
        let mut others = all.clone();
        leave_what_differs(&mut ours, &mut others);
        let Some(&(name, value)) = ours.first() else {
            return match others.first() {
                Some((name, _)) => differs(named(name), LikelyReason::NotSent),
                None => differs(DifferingPart::Order, LikelyReason::Sorting),
            };
        };
        let same_name = others.iter().find(|(other, _)| *other == name);
        let reason = if let Some((_, other)) = same_name {
            let (value, other) = (value.unwrap_or_default(), other.unwrap_or_default());
            // A name without `=` means a name with an empty value.
            let same = (value == other).then_some(LikelyReason::Encoding);
            same.or_else(|| encoding(value, other))
                .unwrap_or(LikelyReason::OtherValue)
        } else if let Some(reason) = encoding_of_any(name, &others) {
            reason
        } else if let Some(reason) = self.not_read(&ours) {
            reason
        } else if all.iter().any(|(other, _)| *other == name) {
            LikelyReason::Repeated
        } else {
            LikelyReason::LeftOut
        };
        differs(named(name), reason)
    }

    /// Returns the reason if all parameters of one source (query, header or form) are missing. The
    /// first missing pair must be one of them.
    fn not_read(&self, missing: &[Pair<'_>]) -> Option<LikelyReason> {
        let mut counts: HashMap<(Vec<u8>, Vec<u8>), usize> = HashMap::new();
        for (name, value) in missing {
            let pair = (decoded(name), decoded(value.unwrap_or_default()));
            *counts.entry(pair).or_default() += 1;
        }
        let (name, value) = missing.first()?;
        let first = (decoded(name), decoded(value.unwrap_or_default()));
        let sources = [
            (Transmission::FormBody, LikelyReason::FormNotRead),
            (Transmission::Query, LikelyReason::QueryNotRead),
            (
                Transmission::AuthorizationHeader,
                LikelyReason::HeaderNotRead,
            ),
        ];
        let not_read = sources.into_iter().filter(|(source, _)| {
            let of_source = |parameter: &&ExplainedParameter| {
                parameter.source() == *source && parameter.name() != b"oauth_signature"
            };
            let parameters = self.parameters.iter().filter(of_source);
            let pairs = parameters.map(|p| (p.name().to_vec(), p.value().to_vec()));
            let mut left = counts.clone();
            let mut has_first = false;
            for pair in pairs {
                has_first |= pair == first;
                match left.get_mut(&pair) {
                    Some(count) if *count > 0 => *count -= 1,
                    _ => return false,
                }
            }
            has_first
        });
        not_read.map(|(_, reason)| reason).next()
    }
}

/// The longest name that is shown, in characters. The other side chose it.
const LONGEST_NAME: usize = 64;

fn differs(part: DifferingPart, reason: LikelyReason) -> Difference {
    Difference { part, reason }
}

/// Returns the reason for two texts that differ: their case, or `otherwise`.
fn by_case(ours: &str, other: &str, otherwise: LikelyReason) -> LikelyReason {
    if ours.eq_ignore_ascii_case(other) {
        LikelyReason::NotNormalized
    } else {
        otherwise
    }
}

/// Splits a base string into its three parts, each decoded once.
fn split(text: &str) -> Option<[String; 3]> {
    let mut parts = text.split('&').map(decode);
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

fn decode(text: &str) -> Option<String> {
    let bytes = percent_decode(text.as_bytes())?.into_owned();
    String::from_utf8(bytes).ok()
}

fn uris(ours: &str, other: &str) -> Difference {
    let [scheme, host, port, path] = pieces(ours);
    let [other_scheme, other_host, other_port, other_path] = pieces(other);
    if scheme != other_scheme {
        let reason = by_case(scheme, other_scheme, LikelyReason::Proxy);
        return differs(DifferingPart::Scheme, reason);
    }
    if host != other_host {
        let reason = by_case(host, other_host, LikelyReason::Proxy);
        return differs(DifferingPart::Host, reason);
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
        return differs(DifferingPart::Port, reason);
    }
    let reason = if path.trim_end_matches('/') == other_path.trim_end_matches('/') {
        LikelyReason::TrailingSlash
    } else {
        encoding(path, other_path).unwrap_or(LikelyReason::Proxy)
    };
    differs(DifferingPart::Path, reason)
}

/// Splits a URI into scheme, host, port (empty if there is none) and path.
fn pieces(uri: &str) -> [&str; 4] {
    let (scheme, rest) = uri.split_once("://").unwrap_or(("", uri));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let port = authority
        .rfind(':')
        .filter(|&at| !authority[at..].contains(']'));
    match port {
        Some(at) => [scheme, &authority[..at], &authority[at + 1..], path],
        None => [scheme, authority, "", path],
    }
}

/// Returns how two texts differ if they are encodings of the same text.
fn encoding(ours: &str, other: &str) -> Option<LikelyReason> {
    Ours::new(ours).encoding(other)
}

/// Returns how a name of the others differs if it is another encoding of our name.
fn encoding_of_any(name: &str, others: &[Pair<'_>]) -> Option<LikelyReason> {
    let name = Ours::new(name);
    others.iter().find_map(|(other, _)| name.encoding(other))
}

/// A text of ours. It is decoded once, because it may be long and is compared with many texts.
struct Ours<'a> {
    text: &'a str,
    decoded: Option<String>,
}

impl<'a> Ours<'a> {
    fn new(text: &'a str) -> Self {
        let decoded = decode(text);
        Self { text, decoded }
    }

    /// Returns how another text differs if both are encodings of the same text.
    ///
    /// The cost depends on the length of the other text only: texts of different lengths are not
    /// compared.
    fn encoding(&self, other: &str) -> Option<LikelyReason> {
        let decoded = self.decoded.as_deref()?;
        if decoded == other {
            return Some(LikelyReason::DoubledCoding);
        }
        let other = decode(other)?;
        // One side read a `+` as a space, and the other as a plus.
        let spaced = |byte: u8| if byte == b'+' { b' ' } else { byte };
        let same_length = decoded.len() == other.len();
        if same_length && decoded.bytes().map(spaced).eq(other.bytes().map(spaced)) {
            return Some(LikelyReason::Encoding);
        }
        (other == self.text).then_some(LikelyReason::DoubledCoding)
    }
}

/// A name and its value, encoded. `None` if there is no `=`.
type Pair<'a> = (&'a str, Option<&'a str>);

fn pairs(text: &str) -> Vec<Pair<'_>> {
    let pairs = text.split('&').filter(|_| !text.is_empty());
    pairs
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (pair, None),
        })
        .collect()
}

fn decoded(text: &str) -> Vec<u8> {
    let bytes = percent_decode(text.as_bytes());
    bytes.unwrap_or_default().into_owned()
}

fn named(name: &str) -> DifferingPart {
    let decoded = decoded(name);
    let decoded = String::from_utf8_lossy(&decoded);
    // The text after an `=` may be a value that the other side read as a part of the name.
    let name = decoded.split('=').next().unwrap_or_default();
    DifferingPart::Parameter(name.chars().take(LONGEST_NAME).collect())
}

/// Removes the pairs that are in both lists, as often as they are in both.
fn leave_what_differs<'a>(ours: &mut Vec<Pair<'a>>, others: &mut Vec<Pair<'a>>) {
    let mut counts: HashMap<Pair<'a>, usize> = HashMap::new();
    for pair in others.iter() {
        *counts.entry(*pair).or_default() += 1;
    }
    let mut shared: HashMap<Pair<'a>, usize> = HashMap::new();
    ours.retain(|pair| match counts.get_mut(pair) {
        Some(count) if *count > 0 => {
            *count -= 1;
            *shared.entry(*pair).or_default() += 1;
            false
        }
        _ => true,
    });
    others.retain(|pair| match shared.get_mut(pair) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    });
}
