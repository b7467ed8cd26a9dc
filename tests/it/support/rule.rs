//! Which rule a store breaks.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs a test function of `verify::testing` or `grant::testing`, which must panic. Returns the
/// rule that it names, and the whole message.
pub(crate) fn broken(test: impl Future<Output = ()>) -> (String, String) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let result = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test)));
    let payload = result.expect_err("the store breaks a rule, and the test function says nothing");
    let message = payload.downcast::<String>().unwrap();
    let rule = message.strip_prefix("the store breaks the rule `").unwrap();
    let (rule, _) = rule.split_once("`: ").unwrap();
    (rule.to_owned(), *message)
}

/// Asserts that a test function panics, and names this rule.
#[track_caller]
pub(crate) fn assert_broken(rule: &str, test: impl Future<Output = ()>) {
    let (found, message) = broken(test);
    assert_eq!(found, rule, "{message}");
}
