//! Why the same parameters are in another order.

use super::text::{Pair, decoded_pair, pairs};
use crate::protocol::explain::Explanation;
use crate::protocol::explain::difference::LikelyReason;

impl Explanation {
    /// Returns the reason why the parameters of the other side are in another order. Returns
    /// [`LikelyReason::OtherValue`] if there is more than one possible reason.
    pub(super) fn order_reason(&self, ours: &str, others: &str) -> LikelyReason {
        let (ours, others) = (pairs(ours), pairs(others));
        let sorted = |sort: fn(&mut Vec<Pair<'_>>)| {
            let mut sorted = ours.clone();
            sort(&mut sorted);
            sorted == others
        };
        let by_text = sorted(|list| list.sort_by_cached_key(|pair| decoded_pair(*pair)));
        let with_equals = sorted(|list| {
            let text = |(name, value): Pair<'_>| format!("{name}={}", value.unwrap_or_default());
            list.sort_by_cached_key(|pair| text(*pair));
        });
        let names = |list: &[Pair<'_>]| {
            list.iter()
                .map(|(name, _)| *name)
                .eq(ours.iter().map(|(name, _)| *name))
        };
        let only_values = names(&others);
        let as_found = only_values && self.has_values_as_found(&others);
        let causes = [
            (by_text, LikelyReason::Sorting),
            (with_equals, LikelyReason::SortedAsText),
            (as_found, LikelyReason::ValuesNotSorted),
        ];
        let mut possible = causes.into_iter().filter(|(is, _)| *is);
        match (possible.next(), possible.next()) {
            (Some((_, reason)), None) => reason,
            (Some(_), Some(_)) => LikelyReason::OtherValue,
            (None, _) if only_values => LikelyReason::ValuesNotSorted,
            (None, _) => LikelyReason::NotSorted,
        }
    }

    /// Returns whether the values of equal names have the order of the request.
    fn has_values_as_found(&self, others: &[Pair<'_>]) -> bool {
        let signed = self
            .parameters
            .iter()
            .filter(|parameter| parameter.name() != b"oauth_signature");
        let mut found: Vec<_> = signed
            .map(|parameter| (parameter.name().to_vec(), parameter.value().to_vec()))
            .collect();
        // A stable sort, by the names only.
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut others: Vec<_> = others.iter().map(|pair| decoded_pair(*pair)).collect();
        others.sort_by(|(one, _), (other, _)| one.cmp(other));
        found == others
    }
}
