//! The test vectors that a command line can express, run with the process.

use std::io::{ErrorKind, Write as _};

use serde_json::{Map, Value};

use crate::sign::process::{file, json, run};
use crate::support::header;

/// The URIs of these vectors have user information, which is refused on purpose.
const USER_INFORMATION: [&str; 3] = ["gen-2718-0401", "gen-2718-0416", "gen-2718-0424"];

/// This vector has the secret of a token but no token. No signer can make such a request.
const NO_TOKEN: [&str; 1] = ["oauthlib-client-plaintext"];

#[test]
fn published_vectors() {
    let ran = run_all(
        include_str!("../../fixtures/vectors/published.json"),
        "published",
    );
    assert_eq!(ran, 80);
}

/// The packaged crate does not include the generated vectors, so the test reads them at run time.
#[test]
fn generated_vectors() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/vectors/generated.json"
    );
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return say(&format!(
                "generated vectors: skipped, {path} is not there\n"
            ));
        }
        Err(error) => panic!("{path}: {error}"),
    };
    let ran = run_all(&text, "generated");
    assert_eq!(ran, 356);
}

/// Runs the vectors of kind `sign` without RSA, and returns how many there were.
fn run_all(vectors: &str, name: &str) -> usize {
    let vectors: Vec<Value> = serde_json::from_str(vectors).expect("the vectors are JSON");
    let (mut ran, mut refused) = (0, Vec::new());
    for vector in &vectors {
        let id = text(vector, "id").expect("a vector has an id");
        match text(vector, "signature_method") {
            Some(method) if vector["kind"] == "sign" && !method.starts_with("RSA") => {}
            _ => continue,
        }
        if USER_INFORMATION.contains(&id) || NO_TOKEN.contains(&id) {
            let run = run(&arguments(vector));
            assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""), "{id}");
            refused.push(id);
        } else {
            check(id, vector, &json(&arguments(vector)));
            ran += 1;
        }
    }
    say(&format!(
        "{name} vectors: {ran} ran\n  refused, for user information or a secret without a token: \
         {refused:?}\n"
    ));
    ran
}

/// Writes to the standard output directly, because the test harness captures the output of macros.
fn say(text: &str) {
    let written = std::io::stdout().write_all(text.as_bytes());
    written.expect("the standard output takes text");
}

fn text<'a>(vector: &'a Value, name: &str) -> Option<&'a str> {
    vector[name].as_str()
}

fn map(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("it is an object")
}

/// Returns the command line. Each vector states everything that is sent, so no default is used.
fn arguments(vector: &Value) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut option =
        |name: &str, value: &str| arguments.extend([name.to_owned(), value.to_owned()]);
    let or_empty = |name| text(vector, name).unwrap_or_default();

    option("-X", or_empty("method"));
    option("--client-key", or_empty("consumer_key"));
    option("--client-secret", or_empty("consumer_secret"));
    option("--token-secret", or_empty("token_secret"));
    option("--signature-method", or_empty("signature_method"));
    option("--timestamp", or_empty("timestamp"));
    option("--nonce", or_empty("nonce"));
    for (name, field) in [
        ("--token", "token"),
        ("--realm", "realm"),
        ("--callback", "callback"),
        ("--verifier", "verifier"),
        ("-d", "body"),
    ] {
        if let Some(value) = text(vector, field) {
            option(name, value);
        }
    }
    if let Some(base64) = text(vector, "body_base64") {
        let path = file(or_empty("id"), &from_base64(base64));
        option("--data-binary", &format!("@{path}"));
    }
    for (name, value) in map(&vector["extra_oauth"]) {
        option(
            "--param",
            &format!("{name}={}", value.as_str().expect("it is text")),
        );
    }
    let headers = map(&vector["headers"]);
    for (name, value) in headers {
        option(
            "-H",
            &format!("{name}: {}", value.as_str().expect("it is text")),
        );
    }
    if !headers
        .keys()
        .any(|name| name.eq_ignore_ascii_case("content-type"))
    {
        option("-H", "Content-Type:");
    }
    if vector["version"].is_null() {
        arguments.push("--no-version".to_owned());
    }
    if vector["signature_method"] == "PLAINTEXT" {
        arguments.push("--insecure-plaintext".to_owned());
    }
    arguments.push(or_empty("url").to_owned());
    arguments
}

fn check(id: &str, vector: &Value, printed: &Value) {
    let expected = &vector["expected"];
    assert_eq!(printed["base_string"], expected["base_string"], "{id}");
    assert_eq!(printed["signature"], expected["signature"], "{id}");

    // The request is the one of the vector, except for the header that was added.
    assert_eq!(printed["method"], vector["method"], "{id}");
    let url = |request: &Value| request["url"].as_str().map(as_sent);
    assert_eq!(url(printed), url(vector), "{id}");
    assert_eq!(printed["body"], vector["body"], "{id}");
    assert_eq!(printed["body_base64"], vector["body_base64"], "{id}");
    let mut headers = Map::new();
    headers.insert("authorization".to_owned(), printed["authorization"].clone());
    for (name, value) in map(&vector["headers"]) {
        headers.insert(name.to_ascii_lowercase(), value.clone());
    }
    assert_eq!(map(&printed["headers"]), &headers, "{id}");

    let mut parameters: Vec<(String, String)> = Vec::new();
    for (name, value) in [
        ("oauth_consumer_key", &vector["consumer_key"]),
        ("oauth_token", &vector["token"]),
        ("oauth_signature_method", &vector["signature_method"]),
        ("oauth_timestamp", &vector["timestamp"]),
        ("oauth_nonce", &vector["nonce"]),
        ("oauth_version", &vector["version"]),
        ("oauth_callback", &vector["callback"]),
        ("oauth_verifier", &vector["verifier"]),
        ("oauth_signature", &expected["signature"]),
    ]
    .into_iter()
    .chain(
        map(&vector["extra_oauth"])
            .iter()
            .map(|(n, v)| (n.as_str(), v)),
    ) {
        parameters.extend(
            value
                .as_str()
                .map(|value| (name.to_owned(), value.to_owned())),
        );
    }
    let sorted = |header: &Value| {
        let header = header::read(header.as_str().expect("the header is text"));
        let header = header.expect("the header can be read");
        (header.realm, header.parameters)
    };
    parameters.sort();
    let realm = text(vector, "realm").map(str::to_owned);
    assert_eq!(
        sorted(&printed["authorization"]),
        (realm, parameters),
        "{id}"
    );
    if expected["authorization_header"].is_string() {
        assert_eq!(
            sorted(&printed["authorization"]),
            sorted(&expected["authorization_header"]),
            "{id}"
        );
    }
}

/// Returns authority and target. The fragment is not sent, and an empty path becomes `/`.
fn as_sent(url: &str) -> (String, String) {
    let (_, rest) = url.split_once("://").expect("the URL is absolute");
    let rest = rest.split('#').next().unwrap_or_default();
    let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let slash = if target.starts_with('/') { "" } else { "/" };
    (authority.to_owned(), format!("{slash}{target}"))
}

fn from_base64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD;
    engine.decode(text).expect("the body is base64")
}
