//! `--check`: what the program says about the response of a server. [`table`] has a case for each
//! cause.

mod base_strings;
mod cases;
mod success;
mod table;

use serde_json::Value;

use crate::sign::process::{file, json, run_signed};

const URL: &str = "https://api.example.com/v1/photos?tag=a+b";

/// Returns the causes that the program names for a response, the most likely one first.
fn causes(name: &str, response: &str, arguments: &[&str]) -> Vec<(String, String)> {
    let response = file(&format!("check-{name}"), response.as_bytes());
    let credentials = ["--client-key", "key", "--client-secret", "secret"];
    let check = ["--check", &response];
    let printed = json(&[&credentials[..], &check, arguments].concat());
    let causes = printed["causes"].as_array().expect("a list of causes");
    let text = |cause: &Value, name: &str| cause[name].as_str().expect("a text").to_owned();
    let likelihoods = causes.iter().map(|cause| cause["likelihood"].as_u64());
    assert!(likelihoods.is_sorted_by(|one, next| one >= next));
    let causes = causes.iter();
    causes
        .map(|cause| (text(cause, "cause"), text(cause, "advice")))
        .collect()
}

/// A response, and the cause that the program must name first.
struct Case {
    name: String,
    response: String,
    arguments: Vec<&'static str>,
    cause: &'static str,
    /// Words that the advice must contain.
    words: &'static [&'static str],
}

/// Asserts that the most likely cause is this one, and that its advice contains these words.
fn assert_first(name: &str, response: &str, arguments: &[&str], cause: &str, words: &[&str]) {
    let causes = causes(name, response, arguments);
    let (first, advice) = causes.first().unwrap_or_else(|| panic!("{name}: no cause"));
    assert_eq!(first, cause, "{name}: {causes:?}");
    for word in words {
        assert!(
            advice.contains(word),
            "{name}: {word:?} is not in {advice:?}"
        );
    }
}

#[test]
fn a_clock_that_is_wrong() {
    let at = |seconds: &'static str| [&["--timestamp", seconds][..], &[URL]].concat();
    let refused = "HTTP/1.1 401 Unauthorized\nDate: Tue, 14 Nov 2023 22:13:20 GMT\n\n"; // 1700000000
    let words = &["3600 s behind", "correct_clock_skew"];
    assert_first("clock-behind", refused, &at("1699996400"), "clock", words);
    assert_first(
        "clock-ahead",
        refused,
        &at("1700003600"),
        "clock",
        &["3600 s ahead of"],
    );
    let small = causes("clock-small", refused, &at("1700000050"));
    assert!(small.iter().all(|(cause, _)| cause != "clock"), "{small:?}");
    let range = cases::reports("timestamp_refused&oauth_acceptable_timestamps=1000-2000");
    let words = &["from 1000 to 2000, not 1700000000"];
    assert_first("clock-range", &range, &at("1700000000"), "clock", words);
    // The timestamp is in the range, so the server has another rule.
    let within = &["`MonotonicClock`"];
    let near = range.replacen(
        "\r\n\r\n",
        "\r\nDate: Thu, 01 Jan 1970 00:25:00 GMT\r\n\r\n",
        1,
    );
    assert_first("clock-within", &near, &at("1500"), "clock", within);

    // Without the timestamp of the refused request, the time of now says nothing.
    let unknown = causes("clock-unknown", refused, &[URL]);
    assert!(
        unknown.iter().all(|(cause, _)| cause != "clock"),
        "{unknown:?}"
    );
    assert_first(
        "clock-unknown-range",
        &range,
        &[URL],
        "clock",
        &["pass the --timestamp"],
    );
}

/// Some texts contain a word of the protocol and mean something else.
#[test]
fn words_that_say_nothing() {
    let json = "Content-Type: application/json\n\n{\"timestamp\": \"2023-11-14\", \"nonce\": 1}";
    let html = "\n<html><script nonce=\"x\" data-signature_method></script>Forbidden</html>";
    let echo = "\nbase string: GET&https%3A%2F%2Fother.example%2F&oauth_consumer_key%3Dkey%26\
                oauth_nonce%3Dn%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1%26\
                oauth_version%3D1.0";
    for (name, rest) in [("json", json), ("html", html), ("echo", echo)] {
        let response = format!("HTTP/1.1 401 Unauthorized\n{rest}");
        let found = causes(&format!("words-{name}"), &response, &[URL]);
        let is_wrong = |cause: &str| ["clock", "nonce", "signature method"].contains(&cause);
        assert!(
            !found.iter().any(|(cause, _)| is_wrong(cause)),
            "{name}: {found:?}"
        );
    }
    let success = format!("HTTP/1.1 200 OK\n{json}");
    assert_eq!(causes("words-success", &success, &[URL]), []);
    let said = "HTTP/1.1 401 Unauthorized\n\n{\"error\": \"Nonce already used\"}";
    assert_first("words-said", said, &[URL], "nonce", &[]);
    // The realm of another scheme, a header that is not ASCII, and a line that is no header.
    let basic = "HTTP/1.1 401 Unauthorized\nX-Text: \u{e9}\n folded\n\
                 WWW-Authenticate: Basic realm=\"Jira\"\n\noauth_problem=nonce_used";
    let found = causes("words-basic", basic, &[URL]);
    assert_eq!(found.first().unwrap().0, "nonce", "{found:?}");
    assert!(found.iter().all(|(cause, _)| cause != "realm"), "{found:?}");
}

#[test]
fn a_realm_that_is_right_is_no_cause() {
    let challenge = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: OAuth realm=\"Photos\"\n\n";
    let named = causes("realm", challenge, &[URL]);
    assert!(
        named
            .iter()
            .any(|(cause, advice)| cause == "realm" && advice.contains("`Photos`"))
    );
    let given = causes("realm-given", challenge, &["--realm", "Photos", URL]);
    assert!(given.iter().all(|(cause, _)| cause != "realm"), "{given:?}");
    // The host of a sandbox has the account in another form. The header may name it in either.
    let sandbox = "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/record/v1/customer";
    for realm in ["1234567_SB1", "1234567-sb1", "other"] {
        let response = format!("HTTP/1.1 401 No\nWWW-Authenticate: OAuth realm=\"{realm}\"\n\n");
        let found = causes(
            "realm-netsuite",
            &response,
            &["--realm", "1234567_SB1", sandbox],
        );
        assert!(found.iter().all(|(cause, _)| cause != "realm"), "{found:?}");
    }
}

/// curl prints all heads. The last one counts.
#[test]
fn two_heads() {
    let two = format!(
        "HTTP/1.1 100 Continue\r\n\r\n{}",
        cases::reports("nonce_used")
    );
    assert_first("two-heads", &two, &[URL], "nonce", &[]);
}

#[test]
fn the_causes_are_printed_for_people_too() {
    let response = file("check-people", cases::reports("nonce_used").as_bytes());
    let printed = run_signed(&["--check", &response, URL]);
    let start =
        "\nWhat is probably wrong, the most likely cause first\n\n1. nonce: the nonce was used";
    assert!(printed.stdout.contains(start), "{}", printed.stdout);
    for text in ["", "no response", "HTTP/1.1\n\n"] {
        let response = file("check-none", text.as_bytes());
        let refused = run_signed(&["--check", &response, URL]);
        assert_eq!(
            (refused.status, refused.stdout.as_str()),
            (Some(2), ""),
            "{text}"
        );
        assert!(refused.stderr.contains("curl -i"), "{}", refused.stderr);
    }
}
