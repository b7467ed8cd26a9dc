//! How far the server's clock is from ours, learnt from its refusals.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderMap, header};

use crate::origin::Origin;
use crate::protocol::{Clock, Problem};

/// The answers that differ by less than this are refused for another reason: `Date` counts whole
/// seconds, and answers travel.
const LEAST_SECONDS: u64 = 10;

/// Stands in the extensions of a 401 from which a clock skew was read: the server's clock is this far
/// from the one that the request was signed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockSkew {
    /// The server's clock less ours, in seconds.
    pub seconds: i64,
    /// Whether the next request is signed by the server's clock: not where it is further away than
    /// the layer's bound.
    pub applied: bool,
}

/// No layer talks to more origins than this by clocks that differ; more are not learnt.
const MOST_ORIGINS: usize = 64;

/// What the services of one layer learnt, each server for itself: what one of them says of the time
/// does not count for another.
#[derive(Debug)]
pub(super) struct Skew {
    /// The server's clock less ours, in seconds.
    offsets: Mutex<Vec<(Origin, i64)>>,
    bound: Duration,
}

impl Skew {
    pub(super) fn new(bound: Duration) -> Self {
        let offsets = Mutex::default();
        Self { offsets, bound }
    }

    /// What is added to our clock for the next signature.
    pub(super) fn offset(&self, origin: &Origin) -> i64 {
        let offsets = self.offsets.lock().unwrap_or_else(PoisonError::into_inner);
        let known = offsets.iter().find(|(other, _)| other == origin);
        known.map_or(0, |(_, seconds)| *seconds)
    }

    fn learn(&self, origin: &Origin, seconds: i64) {
        // A number is whole after whatever panicked.
        let mut offsets = self.offsets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = offsets.iter_mut().find(|(other, _)| other == origin) {
            *known = seconds;
        } else if offsets.len() < MOST_ORIGINS {
            offsets.push((origin.clone(), seconds));
        }
    }
}

/// What has to be known of a request to learn from its refusal.
pub(super) struct Probe {
    pub(super) skew: Arc<Skew>,
    pub(super) clock: Arc<dyn Clock>,
    /// Where the request went.
    pub(super) origin: Origin,
    /// What was added to our clock for *this* request, which may not be the latest.
    pub(super) used: i64,
}

impl Probe {
    /// Learns from a 401, and says what.
    pub(super) fn look(&self, refusal: &HeaderMap) -> Option<ClockSkew> {
        let ours = i64::try_from(self.clock.now()).unwrap_or(i64::MAX);
        let seconds = self.seconds(refusal, ours)?;
        if seconds.abs_diff(self.used) < LEAST_SECONDS {
            return None;
        }
        let applied = self.is_within_bound(seconds);
        if applied {
            self.skew.learn(&self.origin, seconds);
        }
        Some(ClockSkew { seconds, applied })
    }

    fn is_within_bound(&self, seconds: i64) -> bool {
        seconds.unsigned_abs() <= self.skew.bound.as_secs()
    }

    /// The server's clock less ours: by the middle of the timestamps that it would take, where that
    /// makes sense, or by its `Date`. An answer with an `Age` comes from a cache, and so from another
    /// time.
    fn seconds(&self, headers: &HeaderMap, ours: i64) -> Option<i64> {
        if headers.contains_key(header::AGE) {
            return None;
        }
        let acceptable = Problem::from_headers(headers).and_then(|p| p.acceptable_timestamps());
        if let Some(range) = acceptable {
            let sent = u64::try_from(ours.saturating_add(self.used)).unwrap_or(0);
            if range.contains(&sent) {
                return None; // The time is not what it refuses.
            }
            let middle = range.start() + (range.end() - range.start()) / 2;
            let seconds = i64::try_from(middle).ok().map(|middle| middle - ours);
            if let Some(seconds) = seconds.filter(|seconds| self.is_within_bound(*seconds)) {
                return Some(seconds);
            }
        }
        let date = headers.get(header::DATE)?.to_str().ok()?;
        let date = httpdate::parse_http_date(date).ok()?;
        let since = date.duration_since(UNIX_EPOCH).ok()?;
        let server = i64::try_from(since.as_secs()).ok()?;
        Some(server.saturating_sub(ours))
    }
}
