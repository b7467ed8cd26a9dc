//! The difference between the server's clock and the signer's, learned from refusals.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderMap, Response, StatusCode, header};

use crate::protocol::{Clock, Problem};
use crate::uri::origin::Origin;

/// A smaller difference in `Date` is not the reason for a refusal: `Date` counts whole seconds, and the
/// response takes time.
const LEAST_SECONDS: u64 = 10;

/// A value in the extensions of a refusal from which the layer read the clock skew: the difference
/// between the server's clock and the time that the request was signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockSkew {
    /// The server's clock minus the signer's clock, in seconds.
    pub seconds: i64,
    /// Whether the next request is signed with the server's time. It is not if the skew is larger than the
    /// bound of the policy.
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

/// The number of origins that are remembered. The oldest one is replaced.
const MOST_ORIGINS: usize = 64;

/// The skews that the services of one layer learned, one for each origin. What one server says about the
/// time does not count for another.
#[derive(Debug)]
pub(super) struct Skew {
    /// The server's clock minus the signer's clock, in seconds.
    offsets: Mutex<Vec<(Origin, i64)>>,
    pub(super) policy: ClockSkewPolicy,
}

impl Skew {
    pub(super) fn new(policy: ClockSkewPolicy) -> Self {
        let offsets = Mutex::default();
        Self { offsets, policy }
    }

    /// Returns the seconds to add to the signer's clock for the next signature.
    pub(super) fn offset(&self, origin: &Origin) -> i64 {
        let offsets = self.offsets.lock().unwrap_or_else(PoisonError::into_inner);
        let known = offsets.iter().find(|(other, _)| other == origin);
        known.map_or(0, |(_, seconds)| *seconds)
    }

    fn learn(&self, origin: &Origin, seconds: i64) {
        // A panic cannot leave the list incomplete, so a poisoned lock is used.
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

/// What the layer needs to know about a request to learn from its refusal.
pub(super) struct SkewObserver {
    pub(super) skew: Arc<Skew>,
    pub(super) clock: Arc<dyn Clock>,
    /// The origin that the request was sent to.
    pub(super) origin: Origin,
    /// The seconds that were added for *this* request. They may not be the latest.
    pub(super) used: i64,
    /// The timestamp that was sent.
    pub(super) sent: u64,
}

impl SkewObserver {
    /// Learns from a refusal, and returns the skew that it found.
    pub(super) fn observe<B>(&self, refusal: &Response<B>) -> Option<ClockSkew> {
        let problem = Problem::from_headers(refusal.headers());
        let of_time = problem.as_ref().map(Problem::is_of_time);
        let refused = match refusal.status() {
            StatusCode::UNAUTHORIZED => of_time.unwrap_or(true),
            // The problem reporting extension responds to a wrong timestamp with this status.
            StatusCode::BAD_REQUEST => of_time.unwrap_or(false),
            _ => false,
        };
        // A response with an `Age` comes from a cache, so its `Date` is old.
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
        // The middle of the acceptable range is more exact than `Date`, so it comes first.
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

/// Returns the time in `Date`, in seconds since 1970.
fn date(headers: &HeaderMap) -> Option<i64> {
    let date = headers.get(header::DATE)?.to_str().ok()?;
    let date = httpdate::parse_http_date(date).ok()?;
    let since = date.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
