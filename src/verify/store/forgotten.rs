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
