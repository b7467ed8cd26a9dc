//! How far the clock of this machine is from the server's.

use std::fmt;
use std::time::UNIX_EPOCH;

use http::{HeaderMap, header};

/// The smallest difference that is reported, in seconds. Servers accept a timestamp that is a few
/// minutes old. `Date` and the timestamp also differ by the time that the request takes.
const LEAST_SECONDS: u64 = 60;

/// The difference between the timestamp of a request and the `Date` of its response.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClockDifference {
    sent: u64,
    received: u64,
}

impl ClockDifference {
    /// Returns `None` if the difference is small, or if the response came from a cache.
    pub(super) fn find(sent: u64, headers: &HeaderMap) -> Option<Self> {
        let date = headers.get(header::DATE)?.to_str().ok()?;
        let date = httpdate::parse_http_date(date).ok()?;
        let received = date.duration_since(UNIX_EPOCH).ok()?.as_secs();
        let is_large = sent.abs_diff(received) >= LEAST_SECONDS;
        let is_fresh = !headers.contains_key(header::AGE);
        (is_large && is_fresh).then_some(Self { sent, received })
    }
}

impl fmt::Display for ClockDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.sent.abs_diff(self.received);
        let place = if self.sent < self.received {
            "behind"
        } else {
            "ahead of"
        };
        write!(f, "{seconds} seconds {place} the server's")
    }
}
