//! How far the server's clock is from ours, learnt from its refusals.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use http::{HeaderMap, Response, StatusCode, header};

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

/// What the services of one layer learnt.
#[derive(Debug)]
pub(super) struct Skew {
    /// The server's clock less ours, in seconds.
    offset: AtomicI64,
    bound: Duration,
}

impl Skew {
    pub(super) fn new(bound: Duration) -> Self {
        let offset = AtomicI64::new(0);
        Self { offset, bound }
    }

    /// What is added to our clock for the next signature.
    pub(super) fn offset(&self) -> i64 {
        self.offset.load(Ordering::Relaxed)
    }
}

/// What has to be known of a request to learn from its answer.
pub(super) struct Probe {
    pub(super) skew: Arc<Skew>,
    pub(super) clock: Arc<dyn Clock>,
    /// What was added to our clock for *this* request, which may not be the latest.
    pub(super) used: i64,
}

impl Probe {
    /// Learns from an answer, and marks it.
    pub(super) fn look<B>(&self, response: &mut Response<B>) {
        if response.status() != StatusCode::UNAUTHORIZED {
            return;
        }
        let Some(server) = server_time(response.headers()) else {
            return;
        };
        let ours = i64::try_from(self.clock.now()).unwrap_or(i64::MAX);
        let seconds = server.saturating_sub(ours);
        if seconds.abs_diff(self.used) < LEAST_SECONDS {
            return;
        }
        let applied = seconds.unsigned_abs() <= self.skew.bound.as_secs();
        if applied {
            self.skew.offset.store(seconds, Ordering::Relaxed);
        }
        let skew = ClockSkew { seconds, applied };
        response.extensions_mut().insert(skew);
    }
}

/// The server's clock: the middle of the timestamps that it would take, or its `Date`. An answer with
/// an `Age` comes from a cache, and so from another time.
fn server_time(headers: &HeaderMap) -> Option<i64> {
    if headers.contains_key(header::AGE) {
        return None;
    }
    let acceptable = Problem::from_headers(headers).and_then(|p| p.acceptable_timestamps());
    if let Some(range) = acceptable {
        let middle = range.start() + (range.end() - range.start()) / 2;
        return i64::try_from(middle).ok();
    }
    let date = headers.get(header::DATE)?.to_str().ok()?;
    let date = httpdate::parse_http_date(date).ok()?;
    let since = date.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
