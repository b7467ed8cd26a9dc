//! Calls of a store that run at the same time.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use super::rule::Rule;
use crate::box_error::BoxError;

/// A call of a store, for a function that runs it to its end on the current thread: see
/// [`claims_on_threads`](super::claims_on_threads).
pub type Task<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// How calls run at the same time.
#[derive(Clone, Copy)]
pub(crate) enum Together<'a> {
    /// All in the task of the test. They take turns where they wait.
    Joined,
    /// Each on a thread. The function runs a task to its end.
    Threads(&'a (dyn Fn(Task<'_>) + Sync)),
}

/// The number of calls at the same time, in one task.
const JOINED: usize = 16;
/// The largest number of rounds with threads, and the longest time that they take.
const MOST_ROUNDS: usize = 500;
const LONGEST_RULE: Duration = Duration::from_secs(1);
/// The longest time for which a thread waits for the other threads.
const LONGEST_WAIT: Duration = Duration::from_millis(100);

impl Together<'_> {
    /// Returns how many calls to run at the same time. With threads, as many as can run at once.
    pub(crate) fn calls(self) -> usize {
        match self {
            Self::Joined => JOINED,
            Self::Threads(_) => {
                let threads = std::thread::available_parallelism();
                threads.map_or(2, |threads| threads.get().clamp(2, 8))
            }
        }
    }

    /// Returns the numbers of the rounds. Threads meet only by chance, so they need many rounds.
    pub(crate) fn rounds(self) -> impl Iterator<Item = usize> {
        let rounds = match self {
            Self::Joined => 1,
            Self::Threads(_) => MOST_ROUNDS,
        };
        let began = Instant::now();
        (0..rounds).take_while(move |round| *round == 0 || began.elapsed() < LONGEST_RULE)
    }

    /// Makes calls of a function of the store at the same time: one for each number below
    /// [`calls`](Self::calls). Returns what they return, in the order of the numbers. Panics if a
    /// call returns an error.
    pub(crate) async fn call<T: Send, E: Into<BoxError>, F>(
        self,
        rule: Rule,
        function: &str,
        call: impl Fn(usize) -> F,
    ) -> Vec<T>
    where
        F: Future<Output = Result<T, E>> + Send,
    {
        let boxed = |result: Result<T, E>| result.map_err(Into::<BoxError>::into);
        let calls = (0..self.calls()).map(|n| {
            let call = call(n);
            async move { boxed(call.await) }
        });
        let results = match self {
            Self::Joined => joined(calls.collect()).await,
            Self::Threads(block_on) => on_threads(calls.collect(), block_on),
        };
        let values = results
            .into_iter()
            .map(|result| rule.value(function, result));
        values.collect()
    }
}

/// Polls all futures in turn, until all are ready.
async fn joined<T, F: Future<Output = T>>(futures: Vec<F>) -> Vec<T> {
    let mut calls: Vec<_> = futures.into_iter().map(|f| (Box::pin(f), None)).collect();
    poll_fn(|cx| {
        let mut are_ready = true;
        for (future, result) in &mut calls {
            if result.is_none() {
                match future.as_mut().poll(cx) {
                    Poll::Ready(value) => *result = Some(value),
                    Poll::Pending => are_ready = false,
                }
            }
        }
        if are_ready {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    calls.into_iter().filter_map(|(_, result)| result).collect()
}

/// Runs each future on a thread. The threads start their futures in the same moment.
fn on_threads<T: Send, F: Future<Output = T> + Send>(
    futures: Vec<F>,
    block_on: &(dyn Fn(Task<'_>) + Sync),
) -> Vec<T> {
    let (all, started) = (futures.len(), AtomicUsize::new(0));
    let results: Vec<_> = futures.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for (future, result) in futures.into_iter().zip(&results) {
            let started = &started;
            scope.spawn(move || {
                block_on(Box::pin(async move {
                    wait_for_all(started, all);
                    let value = future.await;
                    *result.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
                }));
            });
        }
    });
    let results = results.into_iter();
    let results = results.map(|r| r.into_inner().unwrap_or_else(PoisonError::into_inner));
    results
        .map(|result| result.expect("the function runs a task to its end before it returns"))
        .collect()
}

/// Waits until all threads are here. A lock would wake them one after the other. So the threads
/// spin, but not forever: `block_on` may run one task at a time.
fn wait_for_all(started: &AtomicUsize, all: usize) {
    started.fetch_add(1, Ordering::AcqRel);
    let began = Instant::now();
    while started.load(Ordering::Acquire) < all && began.elapsed() < LONGEST_WAIT {
        std::hint::spin_loop();
    }
}
