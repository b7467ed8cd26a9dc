//! Parameters that are missing or different in the base string of a server.

use http::{Request, header};
use tower_oauth1::Explanation;
use tower_oauth1::protocol::{DifferingPart, LikelyReason};

fn parameter(name: &str) -> DifferingPart {
    DifferingPart::Parameter(name.to_owned())
}

/// Servers that ignore the query or the form, keep one of several equal names, or encode
/// differently.
#[test]
fn missing_and_different_parameters() {
    use LikelyReason as Reason;
    let x = || parameter("x");
    for (query, form, other, part, reason) in [
        ("x=1", "x=2&y=3", "x=1", x(), Reason::FormNotRead),
        ("x=1", "x=1&y=3", "x=1&x=1", parameter("y"), Reason::LeftOut),
        ("x=1", "x=1&y=3", "x=1", x(), Reason::FormNotRead),
        ("x=1&z=4", "y=3", "y=3", x(), Reason::QueryNotRead),
        ("x=1&z=4", "y=3", "y=3&z=4", x(), Reason::LeftOut),
        ("x=1&x=2&z=4", "", "x=2&z=4", x(), Reason::Repeated),
        ("x=1&x=1&z=4", "", "x=1&z=4", x(), Reason::Repeated),
        ("x=1&x=1", "", "x=1", x(), Reason::Repeated),
        ("x=1", "", "x=1&x=1", x(), Reason::NotSent),
        ("x=&y=2", "", "x&y=2", x(), Reason::Encoding),
        ("x=1&", "", "x=1&", parameter(""), Reason::EmptyName),
        (
            "x=1&y=2",
            "",
            "y=2&x=1",
            DifferingPart::Order,
            Reason::NotSorted,
        ),
        ("x=%3A", "", "x=%3a", x(), Reason::Encoding),
    ] {
        let request = Request::post(format!("https://h/?{query}"));
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let explanation = Explanation::from_parts(&parts, Some(form.as_bytes())).unwrap();
        let other = other
            .replace('%', "%25")
            .replace('=', "%3D")
            .replace('&', "%26");
        let other = format!("POST&https%3A%2F%2Fh%2F&{other}");
        let found = explanation.diff(&other).unwrap();
        let expected = (&part, reason);
        assert_eq!(
            (found.part(), found.reason()),
            expected,
            "{query} {form} {other}"
        );
    }
}

/// Comparing eight times as many parameters must not take sixty-four times as long. Either all
/// names or all values differ.
#[test]
fn the_cost_of_many_parameters_is_not_quadratic() {
    let many = |prefix: char, value: &str, count: usize| {
        let pairs = (0..count).map(|n| format!("{prefix}{n}={value}"));
        pairs.collect::<Vec<_>>().join("&")
    };
    for (prefix, value) in [('a', "2"), ('b', "1")] {
        let time = |count: usize| {
            let uri = format!("https://h/?{}", many('a', "1", count));
            let (parts, ()) = Request::get(uri).body(()).unwrap().into_parts();
            let explanation = Explanation::from_parts(&parts, None).unwrap();
            let other = many(prefix, value, count).replace('=', "%3D");
            let other = format!("GET&https%3A%2F%2Fh%2F&{}", other.replace('&', "%26"));
            let times = (0..5).map(|_| {
                let start = std::time::Instant::now();
                assert!(explanation.diff(&other).is_some());
                start.elapsed()
            });
            times.min().unwrap()
        };
        // A busy machine interrupts the long comparison more often than the short one, so one good
        // measurement of ten is enough. Quadratic work would have none.
        let is_fast = |_| time(8000) < time(1000) * 32;
        assert!((0..10).any(is_fast), "{prefix} {value}");
    }
}

/// Our first name is long, and the others are many. Eight times as much of both must not take
/// sixty-four times as long.
#[test]
fn the_cost_of_a_long_name_is_not_quadratic() {
    let time = |size: usize| {
        let form = format!("{}=1", "n".repeat(64 * size));
        let request = Request::post("https://h/")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let explanation = Explanation::from_parts(&parts, Some(form.as_bytes())).unwrap();
        let others: Vec<_> = (0..size).map(|n| format!("o{n}%3D1")).collect();
        let other = format!("POST&https%3A%2F%2Fh%2F&{}", others.join("%26"));
        let times = (0..5).map(|_| {
            let start = std::time::Instant::now();
            let difference = explanation.diff(&other).unwrap();
            assert_eq!(difference.reason(), LikelyReason::FormNotRead);
            start.elapsed()
        });
        times.min().unwrap()
    };
    // One good measurement of ten is enough, as above.
    let is_fast = |_| time(4000) < time(500) * 32;
    assert!((0..10).any(is_fast));
}
