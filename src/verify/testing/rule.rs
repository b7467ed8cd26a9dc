//! A rule of a store, and how a test function says that a store breaks it.

use std::error::Error;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::box_error::BoxError;
use crate::protocol::{Clock, NonceSource, RandomNonces, SystemClock};

/// The name of a rule: the name of the public function that tests it.
#[derive(Clone, Copy)]
pub(crate) struct Rule(pub(crate) &'static str);

impl Rule {
    /// Panics with the name of the rule and the sentence if the store breaks the rule.
    #[track_caller]
    pub(crate) fn check(self, is_kept: bool, sentence: impl fmt::Display) {
        if !is_kept {
            self.fail(sentence);
        }
    }

    /// Panics with the name of the rule and the sentence.
    #[track_caller]
    pub(crate) fn fail(self, sentence: impl fmt::Display) -> ! {
        panic!("the store breaks the rule `{}`: {sentence}", self.0)
    }

    /// Waits for the result of a function of the store. Panics if the store returns an error.
    pub(crate) async fn succeeds<T, E: Into<BoxError>>(
        self,
        function: &str,
        result: impl Future<Output = Result<T, E>>,
    ) -> T {
        self.value(function, result.await)
    }

    /// Returns the value that a function of the store returned. Panics if it returned an error.
    pub(crate) fn value<T, E: Into<BoxError>>(self, function: &str, result: Result<T, E>) -> T {
        result.unwrap_or_else(|error| {
            let error = chain(&*error.into());
            self.fail(format_args!(
                "`{function}` returned an error: {error}. Return an error only if the store \
                 fails, and not for what it does not contain"
            ))
        })
    }
}

/// Returns the messages of an error and of its sources.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

/// Returns a text that no store contains yet. The test functions can then run in any order, at the
/// same time, and again with the same database.
pub(crate) fn unique(start: &str) -> String {
    format!("{start}-{}", RandomNonces.nonce().as_str())
}

/// Returns the time of the operating system, in seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemClock.unix_seconds()
}

/// Returns a second that no earlier call in this process returned: the present, or a time shortly
/// after it.
///
/// A replay store may refuse a timestamp whose nonces it dropped after a step of the clock. So each
/// test has its own timestamps.
pub(crate) fn unused_second() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let now = now();
    let next = |next: u64| Some(next.max(now) + 1);
    let next = NEXT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
    next.map_or(now, |next| next.max(now))
}

/// The longest identifier that a verifier accepts by default, in bytes.
const LONGEST: usize = 256;

/// Returns different identifiers that a careless store takes for the same, or cannot store. No
/// store contains them yet.
pub(crate) fn odd_identifiers() -> Vec<String> {
    let id = unique("odd");
    let long = |end: &str| {
        let filled = format!("{id}{}", "x".repeat(LONGEST));
        format!("{}{end}", &filled[..LONGEST - end.len()])
    };
    let wide = "\u{1f511}".repeat((LONGEST - id.len()) / 4);
    vec![
        id.clone(),
        id.to_uppercase(),
        format!("{id} "),
        format!(" {id}"),
        format!("{id}%"),
        format!("{id}_"),
        format!("{id}'--"),
        format!("{id}''--"),
        format!("{id}\"\\;"),
        format!("{id}\\\\:*?[a]{{b}}"),
        // One letter, and the same letter of two characters.
        format!("{id}\u{e9}"),
        format!("{id}e\u{301}"),
        format!("{id}{wide}"),
        long("a"),
        long("b"),
    ]
}
