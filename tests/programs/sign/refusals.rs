//! Arguments that are refused with one line. No output contains a secret.

use crate::sign::process::{Run, run, run_signed};

fn assert_refused(run: &Run, reason: &str) {
    assert_eq!(run.status, Some(2), "{run:?}");
    assert_eq!(run.stdout, "", "{run:?}");
    let line = run.stderr.strip_suffix('\n').expect("the line ends");
    assert!(
        !line.contains(char::is_control),
        "the message is one line: {run:?}"
    );
    assert!(line.contains(reason), "{reason} is not in {run:?}");
}

#[test]
fn what_the_crate_refuses() {
    for (arguments, reason) in [
        // The error message has the error and its source.
        (
            &["https://user:pw@h/"][..],
            "the URI contains user information",
        ),
        (
            &["https://h:65536/"],
            "cannot be signed; correct its URI or its `Host` header: invalid port: expected 0 to 65535",
        ),
        (&["https://h:BAD/"], "invalid port: expected 0 to 65535"),
        (
            &["/relative"],
            "the URI of the request has no scheme and host",
        ),
        (&["h/relative"], "the URL cannot be used"),
        (&["h.example"], "no scheme and host"),
        (&["*"], "cannot be signed"),
        (&["-X", "CONNECT", "h:443"], "CONNECT"),
        (
            &["-H", "Host: a", "-H", "Host: b", "https://h/"],
            "more than one host",
        ),
        (
            &["https://h/?oauth_token=x"],
            "the query has a parameter `oauth_token`",
        ),
        (
            &["https://h/?%6fauth_nonce"],
            "the query has a parameter `oauth_nonce`",
        ),
        (
            &["-d", "oauth_verifier=x", "https://h/"],
            "the form body has a parameter `oauth_verifier`",
        ),
        (
            &["-d", "a=b", "-H", "Content-Encoding: gzip", "https://h/"],
            "`Content-Encoding`",
        ),
        (
            &["--realm", "a\nb", "https://h/"],
            "the realm has control characters",
        ),
        (
            &["--realm", "\u{7f}", "https://h/"],
            "the realm has control characters",
        ),
        (
            &["--param", "realm=x", "https://h/"],
            "`realm` cannot be added",
        ),
        (&["--param", "=x", "https://h/"], "the name is empty"),
        (
            &["--param", "oauth_nonce=x", "https://h/"],
            "`oauth_nonce` cannot be added",
        ),
        (
            &["--param", "oauth_signature=x", "https://h/"],
            "`oauth_signature` cannot be added",
        ),
        (
            &[
                "--callback",
                "a",
                "--param",
                "oauth_callback=b",
                "https://h/",
            ],
            "reserved or taken",
        ),
        (
            &["--param", "a\nb=1", "--param", "a\nb=2", "https://h/"],
            "`a\\nb` cannot be added",
        ),
        (
            &["-H", "Authorization: Basic eDp5", "https://h/"],
            "another scheme",
        ),
        (
            &["--signature-method", "hmac-sha1", "https://h/"],
            "unknown signature method",
        ),
        (
            &["--signature-method", "CMAC-AES", "https://h/"],
            "unknown signature method",
        ),
    ] {
        assert_refused(&run_signed(arguments), reason);
    }
    let sha2 = run_signed(&["--signature-method", "HMAC-SHA256", "https://h/"]);
    assert_eq!(sha2.status, Some(0), "{sha2:?}");
}

#[test]
fn what_cannot_be_used() {
    for (arguments, reason) in [
        (&[][..], "<URL>"),
        (&["https://h/", "second"], "more than one URL"),
        (&["--nope", "https://h/"], "'--nope'"),
        (&["--realm"], "--realm"),
        (&["--realm", "a", "--realm", "b", "https://h/"], "--realm"),
        (
            &["-d", "a", "--data-binary", "b", "https://h/"],
            "--data-binary",
        ),
        (&["-d", "@/no/such/file", "https://h/"], "/no/such/file: "),
        (&["-X", "G T", "https://h/"], "HTTP method"),
        (&["-X", "", "https://h/"], "HTTP method"),
        (&["-H", "none", "https://h/"], "colon"),
        (&["-H", "a b: c", "https://h/"], "header name"),
        (&["-H", "a: b\nc: d", "https://h/"], "header value"),
        (&["--param", "none", "https://h/"], "--param"),
        (&["--token-secret", "x", "https://h/"], "--token"),
        (&["https://h/a b"], "URL"),
        (&[""], "URL"),
        (&["https://"], "the URL cannot be used"),
    ] {
        assert_refused(&run_signed(arguments), reason);
    }
    for timestamp in [
        "007",
        "+1",
        "-1",
        "1.0",
        " 1",
        "x",
        "18446744073709551616",
        "\u{661}",
    ] {
        let refused = run_signed(&["--timestamp", timestamp, "https://h/"]);
        assert_refused(&refused, "--timestamp");
    }
    assert_refused(
        &run(&["--client-key", "k", "https://h/"]),
        "--client-secret",
    );
    assert_refused(
        &run(&["--client-secret", "s", "https://h/"]),
        "--client-key",
    );
}

#[test]
fn plaintext_needs_https_or_an_option() {
    let plaintext = ["--signature-method", "PLAINTEXT"];
    let refused = run_signed(&[&plaintext[..], &["http://h/"]].concat());
    assert_refused(&refused, "PLAINTEXT");
    let allowed = [&plaintext[..], &["--insecure-plaintext", "http://h/"]].concat();
    assert_eq!(run_signed(&allowed).status, Some(0));
    let secure = [&plaintext[..], &["https://h/"]].concat();
    assert_eq!(run_signed(&secure).status, Some(0));
}

const SECRET: &str = "-cl13nt&secret%/+\u{e9}";
const ENCODED: &str = "-cl13nt%26secret%25%2F%2B%C3%A9";
const ENCODED_TWICE: &str = "-cl13nt%2526secret%2525%252F%252B%25C3%25A9";
/// The part of the secret that no encoding changes.
const CORE: &str = "cl13nt";

fn with_secret(secret: &str, arguments: &[&str]) -> Run {
    let client = ["--client-key", "k", "--client-secret", secret];
    let token = ["--token", "t", "--token-secret", secret];
    run(&[&client[..], &token, arguments].concat())
}

#[test]
fn secrets_are_printed_nowhere() {
    for arguments in [
        &["https://h/"][..],
        &["--json", "https://h/"],
        &["-d", "a=b", "https://h/"],
        &["--signature-method", "PLAINTEXT", "http://h/"],
        &["--signature-method", "nope", "https://h/"],
        &["https://h:65536/"],
        &["https://h/", "--realm", "\n"],
        &["https://h/", "--nope"],
        &[],
        // Without quotes, the shell splits the secret. Its second word is taken for a URL, and the
        // real URL for a second one.
        &["https://h/", "cl13nt"],
    ] {
        let run = with_secret(SECRET, arguments);
        assert!(!format!("{run:?}").contains(CORE), "{arguments:?}: {run:?}");
    }
}

#[test]
fn plaintext_shows_secrets_in_the_signature_only() {
    let arguments = ["--signature-method", "PLAINTEXT", "--json", "https://h/"];
    let run = with_secret(SECRET, &arguments);
    let printed: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(printed["signature"], format!("{ENCODED}&{ENCODED}"));
    assert_eq!(printed["base_string"], serde_json::Value::Null);
    let header = printed["authorization"].as_str().unwrap();
    assert!(header.ends_with(&format!(
        "oauth_signature=\"{ENCODED_TWICE}%26{ENCODED_TWICE}\""
    )));
    // Two secrets in each of three places: the signature, the header, and the list of headers.
    assert_eq!(run.stdout.matches(CORE).count(), 6, "{}", run.stdout);

    let people = with_secret(SECRET, &["--signature-method", "PLAINTEXT", "https://h/"]);
    let lines: Vec<_> = people
        .stdout
        .lines()
        .filter(|line| line.contains(CORE))
        .collect();
    assert_eq!(lines.len(), 1, "{}", people.stdout);
    assert!(lines[0].starts_with("authorization: OAuth "));
    assert!(
        people
            .stdout
            .contains("base string      none: PLAINTEXT signs nothing")
    );
}
