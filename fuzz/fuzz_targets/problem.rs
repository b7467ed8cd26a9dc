//! Any bytes as the body of a response that reports a problem.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tower_oauth1::protocol::Problem;

fuzz_target!(|body: &[u8]| {
    let Some(problem) = Problem::from_body(body) else {
        return;
    };
    assert!(!problem.name().is_empty());
    // A log line is one line.
    let shown = problem.to_string();
    assert!(!shown.contains(char::is_control), "{shown:?}");
    if let Some(range) = problem.acceptable_timestamps() {
        assert!(!range.is_empty());
    }
    // Each name was in the body, so all of them together are not longer.
    let names = problem
        .parameters_absent()
        .chain(problem.parameters_rejected());
    assert!(names.map(|name| name.len()).sum::<usize>() <= 3 * body.len());
    // A form that has the facts is read again to the same facts.
    let form = format!(
        "oauth_problem={}",
        tower_oauth1::protocol::percent_encode(problem.name().as_bytes())
    );
    assert_eq!(
        Problem::from_body(form.as_bytes()).unwrap().name(),
        problem.name()
    );
});
