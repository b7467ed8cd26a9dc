//! Which rule a store breaks.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a test function of `verify::testing` or `grant::testing`, which must panic. Returns the
/// rule that it names, and the whole message.
pub(crate) fn broken(test: impl Future<Output = ()>) -> (String, String) {
    find(test).expect("the store breaks a rule, and the test function says nothing")
}

/// The same for a race that threads find in most runs, but not in each one.
pub(crate) fn broken_in_a_run<F: Future<Output = ()>>(test: impl Fn() -> F) -> (String, String) {
    let found = (0..20).find_map(|_| find(test()));
    found.expect("the store has a race, and no run finds it")
}

fn find(test: impl Future<Output = ()>) -> Option<(String, String)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let result = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test)));
    let payload = result.err()?;
    let message = payload.downcast::<String>().unwrap();
    let rule = message.strip_prefix("the store breaks the rule `").unwrap();
    let (rule, _) = rule.split_once("`: ").unwrap();
    Some((rule.to_owned(), *message))
}

/// Asserts that a test function panics, and names this rule.
#[track_caller]
pub(crate) fn assert_broken(rule: &str, test: impl Future<Output = ()>) {
    let (found, message) = broken(test);
    assert_eq!(found, rule, "{message}");
}
