//! Problems in bodies that are not forms: HTML pages, JSON and sentences.

use std::time::{Duration, Instant};

use tower_oauth1::Callback;
use tower_oauth1::protocol::Problem;

use crate::flow::provider::{initiate, response};

fn name(body: &str) -> Option<String> {
    let problem = Problem::from_body(body.as_bytes());
    problem.map(|problem| problem.name().to_owned())
}

#[test]
fn a_body_that_is_not_a_form_is_searched() {
    for body in [
        "<h1>HTTP Status 401 - oauth_problem=token_rejected</h1>",
        "<html><body><b>message</b> <u>oauth_problem=token_rejected</u></body></html>",
        "Unauthorized: oauth_problem=token_rejected.",
        "oauth_problem=token_rejected (see the documentation)",
        "oauth_problem=token_rejected\noauth_problem_advice=none\n",
        "{\"error\":\"oauth_problem=token_rejected\"}",
        "{\"oauth_problem\": \"token_rejected\"}",
        "{\"error\":{\"oauth_problem\" :\"token_rejected\",\"x\":1}}",
        "{\"error\":\"{\\\"oauth_problem\\\":\\\"token_rejected\\\"}\"}",
        "<p>OAuth realm=&quot;x&quot;, oauth_problem=&quot;token_rejected&quot;</p>",
        "<error oauth_problem='token_rejected'/>",
        "<error><oauth_problem>token_rejected</oauth_problem></error>",
        "<a href=\"/?next=oauth_problem%3Dtoken_rejected%26x\">",
        "oauth_problem=what oauth_problem=token_rejected",
        "<p>x_oauth_problem=nonce_used oauth_problem=token_rejected",
    ] {
        assert_eq!(name(body).as_deref(), Some("token_rejected"), "{body}");
    }
    for body in [
        "<h1>oauth_problem</h1>",
        "<h1>oauth_problem=</h1>",
        "<h1>oauth_problem=unspecified_name</h1>",
        "<h1>oauth_problem=token_rejected_not</h1>",
        "<h1>oauth_problem token_rejected</h1>",
        "<h1>my_oauth_problem=token_rejected</h1>",
        // A form is not searched, because its values are not the words of the server.
        "comment=oauth_problem=token_rejected",
    ] {
        assert_eq!(name(body), None, "{body}");
    }
}

#[test]
fn what_belongs_to_the_problem() {
    let page = "<p>oauth_problem=timestamp_refused&amp;oauth_acceptable_timestamps=100-200</p>";
    let problem = Problem::from_body(page.as_bytes()).unwrap();
    assert_eq!(problem.acceptable_timestamps(), Some(100..=200));
    let json = r#"{"oauth_problem":"parameter_absent","oauth_parameters_absent":"oauth_callback"}"#;
    let problem = Problem::from_body(json.as_bytes()).unwrap();
    let absent: Vec<_> = problem.parameters_absent().collect();
    assert_eq!(absent, ["oauth_callback"]);
    // Only names of the protocol count.
    let page = "<p>oauth_problem=parameter_rejected oauth_parameters_rejected=hunter2";
    let problem = Problem::from_body(page.as_bytes()).unwrap();
    assert_eq!(problem.parameters_rejected().count(), 0);
}

#[tokio::test]
async fn the_flow_reports_it() {
    for status in [200, 401] {
        let page = "<h1>HTTP Status 401 - oauth_problem=token_rejected</h1>";
        let error = initiate(Callback::OutOfBand, response(status, page)).await;
        let error = error.unwrap_err();
        assert_eq!(error.problem().unwrap().name(), "token_rejected");
        assert!(error.to_string().contains("token_rejected"), "{error}");
    }
}

/// The time grows with the length of the body, not with its square, and only a few fields are kept.
#[test]
fn a_hostile_body_costs_little() {
    let repeated = |text: &str, count: usize| text.repeat(count).into_bytes();
    let mut not_utf8 = b"<p>".to_vec();
    not_utf8.extend(vec![0xff; 1 << 20]);
    not_utf8.extend(b" oauth_problem=token_rejected ");
    for (body, expected) in [
        (repeated("oauth_problem=", 10_000), true),
        (repeated("oauth_problem=&", 10_000), false),
        (repeated("oauth_problem= ", 10_000), true),
        (repeated("<oauth_problem=a", 10_000), false),
        (repeated("oauth_problem=token_used&", 10_000), true),
        (repeated("a=b&", 1_000_000), false),
        (repeated("<a=b&oauth_problem", 100_000), false),
        (repeated(" ", 1 << 20), false),
        (not_utf8, true),
    ] {
        let started = Instant::now();
        let problem = Problem::from_body(&body);
        let shown = String::from_utf8_lossy(&body[..20.min(body.len())]).into_owned();
        assert!(started.elapsed() < Duration::from_secs(5), "{shown}");
        assert_eq!(problem.is_some(), expected, "{shown}");
    }
}
