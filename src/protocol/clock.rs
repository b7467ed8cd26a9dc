//! RFC 5849 section 3.3: the clocks that timestamps come from.

use std::sync::Arc;
#[cfg(not(tower_oauth1_loom))]
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

// The models in `tests/loom` include this file.
#[cfg(tower_oauth1_loom)]
use loom::sync::atomic::{AtomicU64, Ordering};

/// A source of timestamps.
///
/// A closure that returns seconds is a clock:
///
/// ```
/// use tower_oauth1::{ClientCredentials, Signer};
///
/// let signer = Signer::new(ClientCredentials::new("id", "secret")).with_clock(|| 137131201);
/// ```
pub trait Clock: Send + Sync {
    /// Returns the seconds since 1970-01-01 00:00:00 UTC.
    fn unix_seconds(&self) -> u64;
}

impl<F: Fn() -> u64 + Send + Sync> Clock for F {
    fn unix_seconds(&self) -> u64 {
        self()
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn unix_seconds(&self) -> u64 {
        C::unix_seconds(self)
    }
}

/// The operating system's clock.
///
/// `wasm32-unknown-unknown` has no such clock, and reading it panics. There, pass another clock to
/// [`Signer::with_clock`](crate::Signer::with_clock), `RequestVerifier::clock` or `Grants::clock`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn unix_seconds(&self) -> u64 {
        // If the system clock is before 1970, use 1970. Both are wrong, and the server refuses
        // both.
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs())
    }
}

/// A clock that never goes back.
///
/// Some services (Schoology, FatSecret) refuse a timestamp that is less than an earlier one. Use
/// this clock for them. A signer and the signers that are cloned or derived from it share the
/// clock.
///
/// The clock skew correction of the layer
/// ([`correct_clock_skew`](crate::OAuth1Layer::correct_clock_skew)) is added to the time of this
/// clock. The corrected timestamps may go back.
///
/// If the inner clock was ahead and is set right, this clock stands still until the inner clock
/// reaches that time again. Servers refuse its timestamps until then. To end this earlier, create a
/// new clock.
///
/// ```
/// use tower_oauth1::protocol::{MonotonicClock, SystemClock};
/// use tower_oauth1::{ClientCredentials, Signer};
///
/// let client = ClientCredentials::new("id", "secret");
/// let signer = Signer::new(client).with_clock(MonotonicClock::new(SystemClock));
/// ```
#[derive(Debug, Default)]
pub struct MonotonicClock<C> {
    clock: C,
    latest: AtomicU64,
}

impl<C: Clock> MonotonicClock<C> {
    /// Creates a clock that returns the time of `clock`, or the latest time that it returned before
    /// if that is later.
    pub fn new(clock: C) -> Self {
        let latest = AtomicU64::new(0);
        Self { clock, latest }
    }
}

impl<C: Clock> Clock for MonotonicClock<C> {
    fn unix_seconds(&self) -> u64 {
        let now = self.clock.unix_seconds();
        self.latest.fetch_max(now, Ordering::Relaxed).max(now)
    }
}

#[cfg(all(test, not(tower_oauth1_loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_never_goes_back() {
        let times = std::sync::Mutex::new(vec![5, 9, 7, 3]);
        let clock = MonotonicClock::new(move || times.lock().unwrap().pop().unwrap());
        let given: Vec<_> = (0..4).map(|_| clock.unix_seconds()).collect();
        assert_eq!(given, [3, 7, 9, 9]);
    }
}
