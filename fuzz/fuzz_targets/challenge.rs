//! Any bytes as the `WWW-Authenticate` headers of a response, one a line.
//!
//! A problem comes from a challenge of the scheme `OAuth` only, and a challenge of ours, after
//! others that are well-formed, is found.

#![no_main]

use http::{HeaderMap, HeaderValue, header::WWW_AUTHENTICATE};
use libfuzzer_sys::fuzz_target;
use tower_oauth1::protocol::Problem;

fuzz_target!(|data: &[u8]| {
    let mut headers = HeaderMap::new();
    for line in data.split(|&byte| byte == b'\n').take(64) {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(WWW_AUTHENTICATE, value);
        }
    }
    let problem = Problem::from_headers(&headers);
    let mentions = |value: &HeaderValue| {
        let value = value.as_bytes().to_ascii_lowercase();
        value.windows(5).any(|word| word == b"oauth")
    };
    if let Some(problem) = &problem {
        assert!(!problem.name().is_empty());
        assert!(!problem.to_string().contains(char::is_control));
        assert!(headers.get_all(WWW_AUTHENTICATE).iter().any(mentions));
        let _ = (
            problem.acceptable_timestamps(),
            problem.parameters_absent().count(),
        );
    }
    let ours = HeaderValue::from_static("OAuth realm=\"a, b\", oauth_problem=\"token_used\"");
    headers.append(WWW_AUTHENTICATE, ours);
    let with_ours = Problem::from_headers(&headers);
    let name = problem.as_ref().map_or("token_used", Problem::name);
    assert_eq!(
        with_ours.as_ref().map(Problem::name),
        Some(name),
        "the first one counts"
    );
});
