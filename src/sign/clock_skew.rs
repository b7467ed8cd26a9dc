//! Learns the difference between the server's clock and the signer's clock from refused requests.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use http::{HeaderMap, Response, StatusCode, header};

use crate::protocol::{Clock, Problem};
use crate::uri::origin::Origin;

/// The smallest difference, in seconds, between `Date` and the time of the signature that can be
/// the reason for a refusal. A smaller one means nothing: `Date` counts whole seconds, and the
/// response takes time to arrive.
const LEAST_SECONDS: u64 = 10;

/// The difference between the server's clock and the signer's clock. The layer inserts it into the
/// extensions of the response from which it learned the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockSkew {
    /// The time of the server's clock minus the time of the signer's clock, in seconds.
    pub seconds: i64,
    /// Whether the layer signs the next request to this origin with the server's time. It is
    /// `false` if the skew is larger than the bound of the policy.
    pub applied: bool,
}

/// A policy that says how a layer corrects clock skew: see
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
    /// Creates a policy that corrects a skew of up to `bound`, in whole seconds. The layer reports
    /// a larger skew in [`ClockSkew::seconds`], but does not correct it.
    ///
    /// Choose a small bound. If the clock of the server is a day ahead, a larger bound makes the
    /// layer sign with that time, and anyone who sees such a request can send it again a day later
    /// to a server that does not remember it.
    pub fn new(bound: Duration) -> Self {
        Self {
            bound,
            without_tls: false,
        }
    }

    /// Also corrects the skew over plain `http`. Default: only over `https`.
    ///
    /// Without TLS, anybody on the network can change a response, and so set the time that requests
    /// are signed with.
    pub fn insecure_without_tls(mut self) -> Self {
        self.without_tls = true;
        self
    }
}

/// The maximum number of origins that are remembered. If there are more, the skew that was learned
/// first is forgotten.
const MOST_ORIGINS: usize = 64;

/// The skews that the services of one layer learned. Each origin has its own skew, so one server
/// cannot change the time for another server.
#[derive(Debug)]
pub(super) struct Skew {
    /// For each origin, the server's time minus the signer's time, in seconds. A skew of 0 is not
    /// stored.
    offsets: Mutex<Vec<(Origin, i64)>>,
    pub(super) policy: ClockSkewPolicy,
}

impl Skew {
    pub(super) fn new(policy: ClockSkewPolicy) -> Self {
        let offsets = Mutex::default();
        Self { offsets, policy }
    }

    /// Returns the number of seconds to add to the signer's time for the next signature.
    pub(super) fn offset(&self, origin: &Origin) -> i64 {
        let offsets = self.offsets.lock().unwrap_or_else(PoisonError::into_inner);
        let known = offsets.iter().find(|(other, _)| other == origin);
        known.map_or(0, |(_, seconds)| *seconds)
    }

    fn learn(&self, origin: &Origin, seconds: i64) {
        // A poisoned lock is safe to use: a panic cannot leave a number half-written.
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

/// The facts about a request that are needed to learn from its refusal.
pub(super) struct SkewObserver {
    pub(super) skew: Arc<Skew>,
    pub(super) clock: Arc<dyn Clock>,
    /// The origin that the request was sent to.
    pub(super) origin: Origin,
    /// The number of seconds that was added to the signer's time for this request. The skew of the
    /// origin may have changed since.
    pub(super) used: i64,
    /// The timestamp of the request.
    pub(super) sent: u64,
}

impl SkewObserver {
    /// Learns the skew from a refused request and returns it.
    ///
    /// Returns `None` if the response refuses the request for another reason, or not at all. Also
    /// returns `None` if the response does not contain the server's time.
    pub(super) fn observe<B>(&self, refusal: &Response<B>) -> Option<ClockSkew> {
        let problem = Problem::from_headers(refusal.headers());
        let may_be_time = problem.as_ref().map(Problem::may_be_about_time);
        let refused = match refusal.status() {
            StatusCode::UNAUTHORIZED => may_be_time.unwrap_or(true),
            // The problem reporting extension uses 400 for a wrong timestamp.
            StatusCode::BAD_REQUEST => may_be_time.unwrap_or(false),
            _ => false,
        };
        // A response with an `Age` comes from a cache, so its `Date` is too old.
        if !refused || refusal.headers().contains_key(header::AGE) {
            return None;
        }
        let ours = i64::try_from(self.clock.unix_seconds()).unwrap_or(i64::MAX);
        let acceptable = problem.as_ref().and_then(Problem::acceptable_timestamps);
        if acceptable
            .as_ref()
            .is_some_and(|range| range.contains(&self.sent))
        {
            return None; // The server accepts this timestamp, so it refuses something else.
        }
        let middle = acceptable.and_then(|range| {
            let middle = range.start() + (range.end() - range.start()) / 2;
            i64::try_from(middle).ok()?.checked_sub(ours)
        });
        let by_date = date(refusal.headers())
            .map(|date| date.saturating_sub(ours))
            .filter(|seconds| seconds.abs_diff(self.used) >= LEAST_SECONDS);
        // Prefer the middle of the acceptable range, because it is more exact than `Date`. Use
        // `Date` if the range is missing, or if its middle is outside the bound.
        let reported = || [middle, by_date].into_iter().flatten();
        let bound = self.skew.policy.bound.as_secs();
        let within = reported().find(|seconds| seconds.unsigned_abs() <= bound);
        if let Some(seconds) = within {
            self.skew.learn(&self.origin, seconds);
        }
        Some(ClockSkew {
            seconds: within.or_else(|| reported().next())?,
            applied: within.is_some(),
        })
    }
}

/// Returns the `Date` of the response in seconds since 1970.
fn date(headers: &HeaderMap) -> Option<i64> {
    let date = headers.get(header::DATE)?.to_str().ok()?;
    let date = httpdate::parse_http_date(date).ok()?;
    let since = date.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
