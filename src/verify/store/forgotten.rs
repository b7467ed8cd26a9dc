//! The timestamps whose nonces a store has dropped.

/// The timestamps whose nonces may have been dropped, as a few ranges.
///
/// A timestamp is part of the key of a nonce. So a copy of a request has a timestamp of one of
/// these ranges if the nonce of the request was dropped, whatever the clock says.
#[derive(Default)]
pub(super) struct Forgotten {
    /// In ascending order. There is a gap between two ranges.
    ranges: Vec<Range>,
}

struct Range {
    first: u64,
    last: u64,
}

/// The largest number of ranges. It bounds the memory and the cost of a lookup.
const MOST_RANGES: usize = 16;

impl Forgotten {
    /// Returns whether nonces of this timestamp may have been dropped.
    pub(super) fn contains(&self, timestamp: u64) -> bool {
        // Nearly all timestamps are later than every range, so look at the latest one first.
        let mut ranges = self.ranges.iter().rev();
        let range = ranges.find(|range| range.first <= timestamp);
        range.is_some_and(|range| timestamp <= range.last)
    }

    /// Adds the timestamps from `first` to `last`. `now` is the time of the server.
    pub(super) fn add(&mut self, first: u64, last: u64, now: u64) {
        // Ranges that overlap this one, or follow without a gap, become one range with it.
        let start = self
            .ranges
            .partition_point(|range| range.last.saturating_add(1) < first);
        let end = self
            .ranges
            .partition_point(|range| range.first <= last.saturating_add(1));
        let joined = &self.ranges[start..end];
        let range = Range {
            first: joined.first().map_or(first, |range| range.first.min(first)),
            last: joined.last().map_or(last, |range| range.last.max(last)),
        };
        self.ranges.splice(start..end, [range]);
        if self.ranges.len() > MOST_RANGES {
            self.close_a_gap(now);
        }
    }

    /// Joins the two ranges with the smallest gap between them. Timestamps in the gap are refused
    /// from now on, although no nonce of theirs was dropped. So the gap that contains the present
    /// stays, because timestamps of new requests are in it.
    fn close_a_gap(&mut self, now: u64) {
        let gaps = self.ranges.windows(2).enumerate();
        let others = gaps.filter(|(_, pair)| now <= pair[0].last || pair[1].first <= now);
        let smallest = others.min_by_key(|(_, pair)| pair[1].first - pair[0].last);
        if let Some((index, _)) = smallest {
            let next = self.ranges.remove(index + 1);
            self.ranges[index].last = next.last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Forgotten {
        fn ranges(&self) -> Vec<(u64, u64)> {
            let ranges = self.ranges.iter();
            ranges.map(|range| (range.first, range.last)).collect()
        }
    }

    #[test]
    fn ranges_without_a_gap_become_one() {
        let mut forgotten = Forgotten::default();
        let mut add = |first, last| {
            forgotten.add(first, last, 0);
            forgotten.ranges()
        };
        assert_eq!(add(20, 29), [(20, 29)]);
        assert_eq!(add(31, 40), [(20, 29), (31, 40)]);
        assert_eq!(add(41, 50), [(20, 29), (31, 50)]);
        assert_eq!(add(10, 19), [(10, 29), (31, 50)]);
        assert_eq!(add(25, 27), [(10, 29), (31, 50)]);
        assert_eq!(add(30, 30), [(10, 50)]);
        assert_eq!(add(5, 60), [(5, 60)]);
    }

    /// The memory has a bound. Timestamps that were not forgotten are refused for it, but not those
    /// of the present.
    #[test]
    fn the_smallest_gap_closes_if_it_is_not_the_present() {
        let most = 16;
        let range = |n: u64| {
            let end = match n {
                3 => 90,
                7 => 95,
                _ => 50,
            };
            (100 * n, 100 * n + end)
        };
        for now in [796, 799] {
            let mut forgotten = Forgotten::default();
            let mut all = Vec::new();
            for n in 0..most {
                all.push(range(n));
                forgotten.add(range(n).0, range(n).1, now);
                assert_eq!(forgotten.ranges(), all);
            }
            forgotten.add(range(most).0, range(most).1, now);
            all.push(range(most));
            all.splice(3..=4, [(300, 450)]);
            assert_eq!(forgotten.ranges(), all, "{now}");
            assert!(forgotten.contains(395) && !forgotten.contains(now));
        }
        // Here the smallest gap is not the present: the present is at its edge.
        for now in [795, 800] {
            let mut forgotten = Forgotten::default();
            (0..=most).for_each(|n| forgotten.add(range(n).0, range(n).1, now));
            assert!(forgotten.contains(797) && !forgotten.contains(395), "{now}");
        }
    }
}
