//! How far the server's clock is from ours, learnt from its refusals.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderMap, Response, StatusCode, header};

use crate::protocol::{Clock, Problem};
use crate::uri::origin::Origin;

/// An answer whose `Date` differs by less than this was refused for another reason: it counts whole
/// seconds, and answers travel.
const LEAST_SECONDS: u64 = 10;

/// Stands in the extensions of a refusal from which a clock skew was read: the server's clock is this far
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

/// How a layer corrects clock skew: see
/// [`OAuth1Layer::correct_clock_skew`](super::OAuth1Layer::correct_clock_skew).
///
/// ```
/// use std::time::Duration;
/// use tower_oauth1::sign::ClockSkewPolicy;
///
/// let policy = ClockSkewPolicy::new(Duration::from_secs(3600));
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct ClockSkewPolicy {
    bound: Duration,
    pub(super) without_tls: bool,
}

impl ClockSkewPolicy {
    /// Corrects a skew of up to `bound` (whole seconds). A larger skew is reported in
    /// [`ClockSkew::seconds`], and the clock is not corrected.
    pub fn new(bound: Duration) -> Self {
        Self {
            bound,
            without_tls: false,
        }
    }

    /// Learns over plain `http` too. Anybody on the way can then set the clock that requests are signed
    /// with. Default: only over `https`.
    pub fn insecure_without_tls(mut self) -> Self {
        self.without_tls = true;
        self
    }
}

/// So many origins are remembered; the one that was learnt first makes room.
const MOST_ORIGINS: usize = 64;

/// What the services of one layer learnt, each server for itself: what one of them says of the time
/// does not count for another.
#[derive(Debug)]
pub(super) struct Skew {
    /// The server's clock less ours, in seconds.
    offsets: Mutex<Vec<(Origin, i64)>>,
    pub(super) policy: ClockSkewPolicy,
}

impl Skew {
    pub(super) fn new(policy: ClockSkewPolicy) -> Self {
        let offsets = Mutex::default();
        Self { offsets, policy }
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
        offsets.retain(|(other, _)| other != origin);
        if seconds == 0 {
            return;
        }
        if offsets.len() == MOST_ORIGINS {
            offsets.remove(0);
        }
        offsets.push((origin.clone(), seconds));
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
    /// The timestamp that was sent.
    pub(super) sent: u64,
}

impl Probe {
    /// Learns from a refusal, and says what.
    pub(super) fn look<B>(&self, refusal: &Response<B>) -> Option<ClockSkew> {
        let problem = Problem::from_headers(refusal.headers());
        let of_time = problem.as_ref().map(Problem::is_of_time);
        let refused = match refusal.status() {
            StatusCode::UNAUTHORIZED => of_time.unwrap_or(true),
            // What the extension answers a wrong timestamp with.
            StatusCode::BAD_REQUEST => of_time.unwrap_or(false),
            _ => false,
        };
        // An answer with an `Age` comes from a cache, and so from another time.
        if !refused || refusal.headers().contains_key(header::AGE) {
            return None;
        }
        let ours = i64::try_from(self.clock.unix_seconds()).unwrap_or(i64::MAX);
        let acceptable = problem.as_ref().and_then(Problem::acceptable_timestamps);
        if acceptable
            .as_ref()
            .is_some_and(|range| range.contains(&self.sent))
        {
            return None; // The time is not what it refuses.
        }
        let middle = acceptable.and_then(|range| {
            let middle = range.start() + (range.end() - range.start()) / 2;
            i64::try_from(middle).ok()?.checked_sub(ours)
        });
        let date = date(refusal.headers()).map(|date| date.saturating_sub(ours));
        let date = date.filter(|date| date.abs_diff(self.used) >= LEAST_SECONDS);
        // A range is as exact as can be, where it makes sense.
        let told = || [middle, date].into_iter().flatten();
        let within =
            told().find(|seconds| seconds.unsigned_abs() <= self.skew.policy.bound.as_secs());
        if let Some(seconds) = within {
            self.skew.learn(&self.origin, seconds);
        }
        Some(ClockSkew {
            seconds: within.or_else(|| told().next())?,
            applied: within.is_some(),
        })
    }
}

/// The server's clock, in seconds since 1970.
fn date(headers: &HeaderMap) -> Option<i64> {
    let date = headers.get(header::DATE)?.to_str().ok()?;
    let date = httpdate::parse_http_date(date).ok()?;
    let since = date.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
