//! What happened to each request, as its client and its server saw it.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a request ended for its client.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Outcome {
    /// 200, and the whole body arrived.
    Done,
    /// 503, of the handler or because Redis does not respond, after all retries.
    Unavailable,
    /// 401 because of the time: the clock of the server went on while the request was retried.
    WrongTime,
    /// The connection broke, in the head or in the body of the response.
    Broken,
    /// The layer for timeouts gave up.
    TimedOut,
    /// The client dropped the future.
    Dropped,
}

const OUTCOMES: [Outcome; 6] = [
    Outcome::Done,
    Outcome::Unavailable,
    Outcome::WrongTime,
    Outcome::Broken,
    Outcome::TimedOut,
    Outcome::Dropped,
];

/// The requests of one round, by their number, and sums of all rounds.
#[derive(Default)]
pub(crate) struct Account {
    /// How often each request was given to an HTTP client, with which signature each time.
    sent: Mutex<HashMap<u64, Vec<String>>>,
    /// The signatures that a server accepted, by the number of the request.
    accepted: Mutex<HashMap<u64, HashSet<String>>>,
    ended: Mutex<HashMap<u64, Outcome>>,
    totals: Mutex<HashMap<Outcome, usize>>,
    handlers: AtomicUsize,
    redirected: AtomicUsize,
    /// What a handler noticed. It cannot panic: the client would only see a broken connection.
    wrong: Mutex<Vec<String>>,
    started: AtomicUsize,
}

impl Account {
    /// A client begins a request.
    pub(crate) fn start(&self) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    /// A stack gives a request to its HTTP client.
    pub(crate) fn send(&self, number: u64, signature: &str) {
        let mut sent = self.sent.lock().unwrap();
        sent.entry(number).or_default().push(signature.to_owned());
    }

    /// A server accepted a request.
    pub(crate) fn accept(&self, number: u64, signature: &str) {
        let mut accepted = self.accepted.lock().unwrap();
        let signatures = accepted.entry(number).or_default();
        self.check(signatures.insert(signature.to_owned()), || {
            format!("a signature of {number} was accepted twice")
        });
    }

    /// Remembers what is wrong if the condition is false.
    pub(crate) fn check(&self, condition: bool, wrong: impl FnOnce() -> String) {
        if !condition {
            self.wrong.lock().unwrap().push(wrong());
        }
    }

    pub(crate) fn redirect(&self) {
        self.redirected.fetch_add(1, Ordering::Relaxed);
    }

    /// A client knows how its request ended.
    pub(crate) fn end(&self, number: u64, outcome: Outcome) {
        let before = self.ended.lock().unwrap().insert(number, outcome);
        assert_eq!(before, None, "{number} ended twice");
    }

    /// Counts a handler that runs, until the value is dropped.
    pub(crate) fn handler(self: &std::sync::Arc<Self>) -> Running {
        self.handlers.fetch_add(1, Ordering::Relaxed);
        Running(std::sync::Arc::clone(self))
    }

    pub(crate) fn handlers(&self) -> usize {
        self.handlers.load(Ordering::Relaxed)
    }

    /// Compares what clients and servers saw, and forgets the requests of this round.
    pub(crate) fn balance(&self) {
        let wrong = self.wrong.lock().unwrap();
        assert!(wrong.is_empty(), "{wrong:?}");
        let sent = std::mem::take(&mut *self.sent.lock().unwrap());
        let accepted = std::mem::take(&mut *self.accepted.lock().unwrap());
        let ended = std::mem::take(&mut *self.ended.lock().unwrap());
        for (number, signatures) in &sent {
            let different: HashSet<_> = signatures.iter().collect();
            assert_eq!(
                different.len(),
                signatures.len(),
                "{number} was signed twice in one way"
            );
            assert!(
                ended.contains_key(number),
                "nobody knows how {number} ended"
            );
        }
        for (number, signatures) in &accepted {
            let known = &sent[number];
            assert!(
                signatures.iter().all(|signature| known.contains(signature)),
                "{number}"
            );
        }
        let mut totals = self.totals.lock().unwrap();
        for (number, outcome) in ended {
            let was_accepted = accepted.contains_key(&number);
            assert!(
                outcome != Outcome::Done || was_accepted,
                "nobody did {number}"
            );
            *totals.entry(outcome).or_default() += 1;
        }
        let ended: usize = totals.values().sum();
        assert_eq!(
            ended,
            self.started.load(Ordering::Relaxed),
            "requests are lost"
        );
    }

    /// Checks that all outcomes happened, and that most requests succeeded.
    pub(crate) fn assert_all_kinds(&self, rounds: usize) {
        let totals = self.totals.lock().unwrap();
        for outcome in OUTCOMES {
            assert!(totals.contains_key(&outcome), "{outcome:?} never happened");
        }
        let redirected = self.redirected.load(Ordering::Relaxed);
        assert!(redirected > rounds, "{redirected} redirects");
        let all: usize = totals.values().sum();
        assert!(totals[&Outcome::Done] * 2 > all, "{totals:?}");
        assert!(all > rounds * 100, "only {all} requests");
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} requests:", self.started.load(Ordering::Relaxed))?;
        let totals = self.totals.lock().unwrap();
        for outcome in OUTCOMES {
            write!(f, " {outcome:?} {}", totals.get(&outcome).unwrap_or(&0))?;
        }
        Ok(())
    }
}

/// A handler that runs.
pub(crate) struct Running(std::sync::Arc<Account>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.handlers.fetch_sub(1, Ordering::Relaxed);
    }
}
