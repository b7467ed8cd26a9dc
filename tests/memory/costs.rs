//! Measures the heap and the time that a function needs.

use std::time::{Duration, Instant};

#[global_allocator]
static HEAP: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// The time that a response may take, and a function that reads 128 KiB. The slowest case takes
/// about a quarter of it, without optimization. If the work grew with the square of the length, it
/// would take many times as long.
pub(super) const LONGEST: Duration = Duration::from_millis(500);

/// Runs the function, and checks how much the heap grows, and that it takes less than [`LONGEST`].
pub(super) fn costs<T>(case: &str, most: usize, run: impl Fn() -> T) {
    costs_within(LONGEST, case, most, run);
}

/// Runs the function, and checks how much the heap grows and how long it takes.
///
/// If it takes too long, it is repeated, because something else may have slowed down the machine.
pub(super) fn costs_within<T>(longest: Duration, case: &str, most: usize, run: impl Fn() -> T) {
    let mut fastest = Duration::MAX;
    for _ in 0..3 {
        let clock = ThreadClock::start();
        HEAP.reset_peak_usage();
        let before = HEAP.current_usage();
        let result = run();
        let peak = HEAP.peak_usage() - before;
        let time = clock.elapsed();
        drop(result);
        assert!(peak <= most, "{case}: {} KiB", peak / 1024);
        fastest = fastest.min(time);
        if fastest < longest {
            return;
        }
    }
    panic!("{case}: {fastest:?}");
}

/// Measures the time that this thread uses the processor, so that other programs do not matter.
/// Where this time is unknown, it measures the time that passes.
struct ThreadClock {
    started: Instant,
    used: Option<Duration>,
}

impl ThreadClock {
    fn start() -> Self {
        let (started, used) = (Instant::now(), Self::used());
        Self { started, used }
    }

    fn elapsed(&self) -> Duration {
        let used = self.used.zip(Self::used());
        used.map_or_else(|| self.started.elapsed(), |(start, end)| end - start)
    }

    /// Returns the time that this thread has used. Linux writes it in nanoseconds.
    fn used() -> Option<Duration> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds: u64 = text.split(' ').next()?.parse().ok()?;
        (nanoseconds > 0).then(|| Duration::from_nanos(nanoseconds))
    }
}
