//! `--transmission`, `--body-hash` and `--compare`.

use crate::sign::process::{file, json_signed, parameter, run, run_signed};

const FIXED: [&str; 4] = ["--nonce", "n", "--timestamp", "1"];

fn signed(arguments: &[&str]) -> serde_json::Value {
    json_signed(&[&FIXED[..], arguments].concat())
}

#[test]
fn the_same_signature_wherever_it_goes() {
    let form = ["-d", "a=1&b=%20", "https://h/p?x=%7e"];
    let header = signed(&form);
    let query = signed(&[&["--transmission", "query"][..], &form].concat());
    let body = signed(&[&["--transmission", "form"][..], &form].concat());
    for other in [&query, &body] {
        assert_eq!(other["signature"], header["signature"]);
        assert_eq!(other["base_string"], header["base_string"]);
        assert!(other["authorization"].is_null());
        assert!(other["headers"].get("authorization").is_none());
    }
    let url = query["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://h/p?x=%7e&oauth_consumer_key=key&oauth_nonce=n&"),
        "{url}"
    );
    assert_eq!(query["body"], header["body"]);
    let sent = body["body"].as_str().unwrap();
    assert!(
        sent.starts_with("a=1&b=%20&oauth_consumer_key=key&oauth_nonce=n&"),
        "{sent}"
    );
    assert_eq!(body["url"], header["url"]);
}

#[test]
fn a_length_that_was_given_stays_true() {
    let length = [
        "-H",
        "Content-Length: 3",
        "-d",
        "a=1",
        "--transmission",
        "form",
        "https://h/",
    ];
    let printed = signed(&length);
    let body = printed["body"].as_str().unwrap();
    assert_eq!(printed["headers"]["content-length"], body.len().to_string());
}

#[test]
fn without_a_form_the_form_body_is_refused() {
    let run = run_signed(&["--transmission", "form", "https://h/"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("has no form"), "{}", run.stderr);
    let run = run_signed(&["--transmission", "elsewhere", "https://h/"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
}

/// The hash of `Hello World!`, as the draft of the extension prints it, and the hash of no bytes.
#[test]
fn the_body_hash() {
    let hash = |arguments: &[&str]| parameter(&signed(arguments), "oauth_body_hash");
    let json = [
        "-H",
        "Content-Type: text/plain",
        "-d",
        "Hello World!",
        "https://h/",
    ];
    let hello = Some("Lve95gjOVATpfV8EL5X4nxwjKHE=");
    assert_eq!(
        hash(&[&["--body-hash"][..], &json].concat()).as_deref(),
        hello
    );
    assert_eq!(hash(&json), None);
    let none = hash(&["--body-hash", "https://h/"]);
    assert_eq!(none.as_deref(), Some("2jmj7l5rSw0yVb/vlWAYkK/YBwk="));
    assert_eq!(
        hash(&["--body-hash", "-d", "a=1", "https://h/"]),
        None,
        "a form has none"
    );
}

#[test]
fn a_base_string_of_another_library() {
    let request = ["https://h/p?x=a+b"];
    let ours = signed(&request)["base_string"].as_str().unwrap().to_owned();
    assert!(signed(&request).get("difference").is_none());
    let same = file("compare-same", format!("{ours}\n").as_bytes());
    let compared = signed(&["--compare", &same, request[0]]);
    assert!(compared["difference"].is_null());
    let people = run_signed(&[&FIXED[..], &["--compare", &same], &request].concat());
    let asks = "check that none begins or ends in white space\n";
    assert!(people.stdout.contains(asks), "{}", people.stdout);
    assert!(
        !people.stdout.contains("the client secret"),
        "{}",
        people.stdout
    );
    let client = ["--client-key", "key", "--client-secret", "a/b "];
    let people = run(&[&client[..], &FIXED, &["--compare", &same], &request].concat());
    for hint in [
        "the client secret begins or ends in white space\n",
        "the client secret has characters that are percent-encoded in the key",
    ] {
        assert!(people.stdout.contains(hint), "{}", people.stdout);
    }
    let other = file(
        "compare-other",
        ours.replace("a%2520b", "a%252Bb").as_bytes(),
    );
    let compared = signed(&["--compare", &other, request[0]]);
    let difference = "the parameter `x` differs: the server reads a `+` as a plus, not as a space; write a \
         space as `%20` in your request";
    assert_eq!(compared["difference"], difference);
    let people = run_signed(&[&FIXED[..], &["--compare", &other], &request].concat());
    assert!(
        people
            .stdout
            .contains(&format!("\nCompared\n\n{difference}\n")),
        "{}",
        people.stdout
    );
    let plaintext = ["--signature-method", "PLAINTEXT", "--compare", &same];
    let compared = signed(&[&plaintext[..], &request].concat());
    let difference = "this request has no base string: its signature method is PLAINTEXT, which signs no part of the request; check the client secret and the token secret";
    assert_eq!(compared["difference"], difference);
    let missing = run_signed(&["--compare", "/does/not/exist", "https://h/"]);
    assert_eq!((missing.status, missing.stdout.as_str()), (Some(2), ""));
}

/// A URI may end up in logs, and a PLAINTEXT signature contains the secrets.
#[test]
fn plaintext_is_not_put_into_the_query() {
    let plaintext = ["--signature-method", "PLAINTEXT"];
    let query = ["--transmission", "query", "https://h/"];
    let refused = run_signed(&[&plaintext[..], &query].concat());
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(2), ""));
    assert!(
        refused.stderr.contains("PLAINTEXT in the query"),
        "{}",
        refused.stderr
    );
}
