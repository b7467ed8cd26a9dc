//! What a server wrote, against the base string of a request: the difference, and its message. The
//! first line is what the server wrote, and the rest is the request.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tower_oauth1::Explanation;
use tower_oauth1::protocol::{DifferingPart, find_base_string, percent_encode};
use tower_oauth1_fuzz::request;

fuzz_target!(|data: &[u8]| {
    let mut text = data;
    let Ok(written) = std::str::from_utf8(request::line(&mut text)) else {
        return;
    };
    if let Some(found) = find_base_string(written) {
        assert!(found.to_ascii_lowercase().contains("http"), "{found}");
    }
    let Some(request) = request::parse(text) else {
        return;
    };
    let (parts, body) = request.into_parts();
    let Ok(explanation) = Explanation::from_parts(&parts, Some(&body)) else {
        return;
    };
    assert!(!explanation.to_string().is_empty());
    let difference = explanation.diff(written);
    if let Some(difference) = &difference {
        assert!(!difference.to_string().is_empty());
    }
    let Some(ours) = explanation.base_string() else {
        assert!(difference.is_some(), "PLAINTEXT signs no base string");
        return;
    };
    assert_eq!(explanation.diff(ours), None);
    if difference.is_none() && written.trim() != ours {
        assert!(find_base_string(written).is_some(), "{written}");
    }
    // In the text of a server, a base string is recognized by the schemes of the web.
    let (method, rest) = ours.split_once('&').expect("a base string has three parts");
    if !rest.starts_with("http%3A%2F%2F") && !rest.starts_with("https%3A%2F%2F") {
        return;
    }
    let again = percent_encode(ours.as_bytes());
    for written in [
        format!("{{\"debug\": \"{ours}\"}}"),
        format!("oauth_problem=x&debug_sbs={again}&y=z"),
    ] {
        assert_eq!(explanation.diff(&written), None, "{written}");
    }
    if method != "PROPFIND" {
        let difference = explanation.diff(&format!("PROPFIND&{rest}"));
        let difference = difference.expect("another method");
        assert_eq!(difference.part(), &DifferingPart::Method);
    }
});
