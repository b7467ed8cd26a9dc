//! Compares the parameters of two base strings.

use std::collections::HashMap;

use super::encoding::Encoded;
use super::text::{Pair, decoded, decoded_pair, pairs};
use crate::protocol::explain::Explanation;
use crate::protocol::explain::difference::{Difference, DifferingPart, LikelyReason};
use crate::protocol::explain::parameter::ExplainedParameter;
use crate::protocol::parameters::transmission::Transmission;

impl Explanation {
    /// Returns the first parameter that the other side does not have, or has with another value.
    pub(super) fn parameters_differ(&self, ours: &str, others: &str) -> Difference {
        let (all_ours, all) = (pairs(ours), pairs(others));
        let (mut left, mut left_of_others) = (all_ours.clone(), all.clone());
        leave_what_differs(&mut left, &mut left_of_others);
        let Some(&(name, value)) = left.first() else {
            return match left_of_others.first() {
                Some(("", _)) => Difference::new(named(""), LikelyReason::EmptyName),
                Some((name, _)) => Difference::new(named(name), LikelyReason::NotSent),
                None => Difference::new(DifferingPart::Order, self.order_reason(ours, others)),
            };
        };
        let same_name = left_of_others.iter().find(|(other, _)| *other == name);
        let reason = if let Some((_, other)) = same_name {
            if is_joined(name, &all_ours, &all) {
                LikelyReason::JoinedByComma
            } else {
                let (ours, other) = (value.unwrap_or_default(), other.unwrap_or_default());
                let reason = value_reason(name, ours, other);
                return Difference::new(named(name), reason).between(ours, other);
            }
        } else if let Some((other, reason)) = encoding_of_any(name, &left_of_others) {
            return Difference::new(named(name), reason).between(name, other);
        } else if is_renamed((name, value), &left_of_others) {
            LikelyReason::Renamed
        } else {
            self.missing_reason(name, &left, &all)
        };
        Difference::new(named(name), reason)
    }

    /// Returns why the other side does not have a parameter. It is the first of `missing`.
    fn missing_reason(
        &self,
        name: &str,
        missing: &[Pair<'_>],
        others: &[Pair<'_>],
    ) -> LikelyReason {
        let not_read = self.not_read(missing);
        if missing.iter().all(|(name, _)| name.is_empty()) {
            // The other side may also ignore a source that has only such pairs.
            return if not_read.is_empty() {
                LikelyReason::EmptyName
            } else {
                LikelyReason::OtherValue
            };
        }
        match (
            not_read.as_slice(),
            others.iter().any(|(other, _)| *other == name),
        ) {
            ([reason], _) => *reason,
            ([], _) if name.is_empty() => LikelyReason::EmptyName,
            ([], true) => LikelyReason::Repeated,
            ([], false) => LikelyReason::LeftOut,
            // The same pair is in the query and in the form, and is missing once.
            _ => LikelyReason::OtherValue,
        }
    }

    /// Returns the reasons for the sources (query, header or form) of which all parameters are
    /// missing. The first missing pair must be one of them. If several sources are possible, those
    /// that explain most of the missing pairs are returned.
    fn not_read(&self, missing: &[Pair<'_>]) -> Vec<LikelyReason> {
        let mut counts: HashMap<(Vec<u8>, Vec<u8>), usize> = HashMap::new();
        for pair in missing {
            *counts.entry(decoded_pair(*pair)).or_default() += 1;
        }
        let Some(first) = missing.first().map(|pair| decoded_pair(*pair)) else {
            return Vec::new();
        };
        let sources = [
            (Transmission::FormBody, LikelyReason::FormNotRead),
            (Transmission::Query, LikelyReason::QueryNotRead),
            (
                Transmission::AuthorizationHeader,
                LikelyReason::HeaderNotRead,
            ),
        ];
        let not_read = sources.into_iter().filter_map(|(source, reason)| {
            let of_source = |parameter: &&ExplainedParameter| {
                parameter.source() == source && parameter.name() != b"oauth_signature"
            };
            let parameters = self.parameters.iter().filter(of_source);
            let mut left = counts.clone();
            let (mut has_first, mut explained) = (false, 0);
            for parameter in parameters {
                let pair = (parameter.name().to_vec(), parameter.value().to_vec());
                has_first |= pair == first;
                explained += 1;
                let count = left.get_mut(&pair).filter(|count| **count > 0)?;
                *count -= 1;
            }
            has_first.then_some((explained, reason))
        });
        let not_read: Vec<_> = not_read.collect();
        let most = not_read.iter().map(|(explained, _)| *explained).max();
        let best = not_read
            .iter()
            .filter(|(explained, _)| Some(*explained) == most);
        best.map(|(_, reason)| *reason).collect()
    }
}

/// The longest name that is shown, in characters. The other side chose it.
const LONGEST_NAME: usize = 64;

fn named(name: &str) -> DifferingPart {
    let decoded = decoded(name);
    let decoded = String::from_utf8_lossy(&decoded);
    // The text after an `=` may be a value that the other side read as a part of the name.
    let name = decoded.split('=').next().unwrap_or_default();
    DifferingPart::Parameter(name.chars().take(LONGEST_NAME).collect())
}

/// Returns the reason why the values of a parameter differ.
fn value_reason(name: &str, ours: &str, other: &str) -> LikelyReason {
    if ours == other {
        // A name without `=` means a name with an empty value.
        return LikelyReason::Encoding;
    }
    let ours = Encoded::new(ours);
    let reason = ours.difference(other).unwrap_or(LikelyReason::OtherValue);
    let one_character = matches!(reason, LikelyReason::RawPlus | LikelyReason::RawSlash);
    if !name.starts_with("oauth_") || !ours.is_not_encoded_in(other) {
        reason
    } else if one_character {
        // The other side may leave this character, or all protocol parameters, as it is.
        LikelyReason::Encoding
    } else {
        LikelyReason::ProtocolParametersNotEncoded
    }
}

/// Returns the name of the others that is another encoding of our name, and how it differs.
fn encoding_of_any<'a>(name: &str, others: &[Pair<'a>]) -> Option<(&'a str, LikelyReason)> {
    let name = Encoded::new(name);
    let mut others = others.iter();
    others.find_map(|(other, _)| Some((*other, name.difference(other)?)))
}

/// Returns whether the others have the parameter under a name that PHP or Rails makes of ours.
fn is_renamed((name, value): Pair<'_>, others: &[Pair<'_>]) -> bool {
    let stem = stem(&decoded(name));
    let is_number = |name: &[u8]| !name.is_empty() && name.iter().all(u8::is_ascii_digit);
    let mut with_value = others.iter().filter(|(_, other)| *other == value);
    !stem.is_empty()
        && with_value.any(|(other, _)| {
            let other = self::stem(&decoded(other));
            // PHP numbers such names again when it merges the query and the form.
            other == stem || is_number(&stem) && is_number(&other)
        })
}

/// Returns what is left of a name without its indices, and with `_` for the characters that PHP
/// does not keep: `a_b` for `a.b[0]`, and for `a[b`, whose bracket is not closed.
fn stem(name: &[u8]) -> Vec<u8> {
    let open = name.iter().position(|&byte| byte == b'[');
    let end = open.filter(|&open| name[open..].contains(&b']'));
    let stem = name[..end.unwrap_or(name.len())].iter();
    stem.map(|&byte| {
        if matches!(byte, b'.' | b' ' | b'[') {
            b'_'
        } else {
            byte
        }
    })
    .collect()
}

/// Returns whether the others have one value of this name: all values of ours, joined by commas.
fn is_joined(name: &str, ours: &[Pair<'_>], others: &[Pair<'_>]) -> bool {
    let values = |list: &[Pair<'_>]| -> Vec<Vec<u8>> {
        let pairs = list.iter().filter(|(other, _)| *other == name);
        pairs.map(|pair| decoded_pair(*pair).1).collect()
    };
    let (ours, others) = (values(ours), values(others));
    let ([joined], 2..) = (others.as_slice(), ours.len()) else {
        return false;
    };
    let pieces = |value: &[u8]| -> Vec<Vec<u8>> {
        let pieces = value.split(|&byte| byte == b',');
        pieces.map(|piece| piece.trim_ascii().to_vec()).collect()
    };
    let mut ours: Vec<_> = ours.iter().flat_map(|value| pieces(value)).collect();
    let mut joined = pieces(joined);
    ours.sort_unstable();
    joined.sort_unstable();
    ours == joined
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
