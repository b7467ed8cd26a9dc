//! Models of the code whose atomics decide something. loom runs each model with every order in
//! which the threads can run.
//!
//! ```sh
//! cargo test --manifest-path tests/loom/Cargo.toml
//! ```
//!
//! There is one atomic that decides: the latest time of `MonotonicClock`. The offsets of the clock
//! skew and all stores are behind a mutex.

#![cfg(test)]

#[allow(dead_code, reason = "the models use only one of its clocks")]
#[path = "../../../src/protocol/clock.rs"]
mod clock;

use clock::{Clock, MonotonicClock};
use loom::sync::Arc;
use loom::sync::atomic::{AtomicU64, Ordering};
use loom::thread;

/// A clock whose time goes forward and back: 7, 3, 5, 4, and so on.
fn jumping() -> impl Clock {
    let calls = AtomicU64::new(0);
    move || [7, 3, 5, 4][calls.fetch_add(1, Ordering::Relaxed) as usize % 4]
}

#[test]
fn no_thread_sees_the_time_go_back() {
    loom::model(|| {
        let clock = Arc::new(MonotonicClock::new(jumping()));
        let other = Arc::clone(&clock);
        let twice = |clock: &MonotonicClock<_>| [clock.unix_seconds(), clock.unix_seconds()];
        let thread = thread::spawn(move || twice(&other));
        let here = twice(&clock);
        let there = thread.join().unwrap();
        assert!(here.is_sorted() && there.is_sorted(), "{here:?} {there:?}");
        // The join orders this call after all others.
        let last = clock.unix_seconds();
        assert!(
            here[1] <= last && there[1] <= last,
            "{here:?} {there:?} {last}"
        );
    });
}

/// A request that one thread signs after another thread handed it over is not older.
#[test]
fn a_message_orders_the_times_of_two_threads() {
    loom::model(|| {
        let clock = Arc::new(MonotonicClock::new(jumping()));
        let message = Arc::new(AtomicU64::new(0));
        let (other_clock, other_message) = (Arc::clone(&clock), Arc::clone(&message));
        let thread = thread::spawn(move || {
            other_message.store(other_clock.unix_seconds(), Ordering::Release);
        });
        let own = clock.unix_seconds();
        let received = message.load(Ordering::Acquire);
        let later = clock.unix_seconds();
        assert!(
            own <= later && received <= later,
            "{own} {received} {later}"
        );
        thread.join().unwrap();
    });
}
