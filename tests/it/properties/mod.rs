//! What each step promises, for arbitrary input.
//!
//! If a property fails, proptest prints the smallest input for which it fails. Write a test with
//! that input next to the tests of the same topic.

mod append;
mod flow;
mod header;
mod replay;
mod scope;
mod sorting;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use proptest::test_runner::Config;

/// Returns the settings of all properties. Failures are not stored in files.
fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    }
}

/// Returns the output of a future that never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing in these tests waits"),
    }
}
