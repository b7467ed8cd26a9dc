//! The time that a rule lets pass for a store.

use std::time::Duration;

use super::rule::now;

/// The time since a rule began, in seconds.
pub(crate) struct Passed {
    began: u64,
    seconds: u64,
}

impl Passed {
    pub(crate) fn none() -> Self {
        let began = now();
        Self { began, seconds: 0 }
    }

    /// Lets time pass until this many seconds have passed since the rule began.
    pub(crate) async fn until(&mut self, seconds: u64, pass: &impl AsyncFn(Duration)) {
        pass(Duration::from_secs(seconds - self.seconds)).await;
        self.seconds = seconds;
    }

    /// Returns the time after all that has passed, in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.began + self.seconds
    }

    /// Returns whether a time that the store returned is the one that was inserted. If the rows of
    /// the store were made older, it is earlier by the time that has passed.
    pub(crate) fn is_same(&self, found: Option<u64>, inserted: Option<u64>) -> bool {
        let older = inserted.map(|inserted| inserted.saturating_sub(self.seconds));
        found == inserted || found == older
    }
}
