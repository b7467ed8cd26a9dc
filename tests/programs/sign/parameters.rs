//! Protocol parameters and credentials: given, generated, empty, absent.

use serde_json::Value;

use crate::sign::process::{json, json_signed, parameter, read_header};

const URL: &str = "https://api.example.com/a";

#[test]
fn protocol_parameters_are_sent_as_given() {
    let printed = json_signed(&[
        "--timestamp",
        "18446744073709551615",
        "--nonce",
        "-n +%",
        "--callback",
        "http://c/?a=b&c",
        "--verifier",
        "-v",
        "--param",
        "oauth_session_handle==x=",
        "--param",
        "x \"y\"\n,=\u{e9}",
        "--param",
        "empty=",
        "--no-version",
        "--token",
        "",
        "--signature-method",
        "HMAC-SHA1",
        URL,
    ]);
    for (name, value) in [
        ("oauth_timestamp", "18446744073709551615"),
        ("oauth_nonce", "-n +%"),
        ("oauth_callback", "http://c/?a=b&c"),
        ("oauth_verifier", "-v"),
        ("oauth_session_handle", "=x="),
        ("x \"y\"\n,", "\u{e9}"),
        ("empty", ""),
        ("oauth_token", ""),
        ("oauth_consumer_key", "key"),
    ] {
        assert_eq!(parameter(&printed, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(parameter(&printed, "oauth_version"), None);
    let pairs = read_header(&printed).parameters;
    assert_eq!(
        pairs.len(),
        11,
        "only these, the method and the signature: {pairs:?}"
    );
}

#[test]
fn values_that_are_not_given_are_generated_or_absent() {
    let names = |printed: &Value| -> Vec<String> {
        let header = read_header(printed);
        assert_eq!(header.realm, None);
        header.parameters.into_iter().map(|pair| pair.0).collect()
    };
    let key = "oauth_consumer_key";
    let (method, signature) = ("oauth_signature_method", "oauth_signature");
    let printed = json_signed(&[URL]);
    assert_eq!(
        names(&printed),
        [
            key,
            "oauth_nonce",
            signature,
            method,
            "oauth_timestamp",
            "oauth_version"
        ]
    );
    assert_eq!(parameter(&printed, "oauth_nonce").unwrap().len(), 24);
    let seconds: u64 = parameter(&printed, "oauth_timestamp")
        .unwrap()
        .parse()
        .unwrap();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    assert!((now - 60..=now).contains(&seconds), "{seconds}");

    let printed = json_signed(&["--nonce", "", "--timestamp", "", "--no-version", URL]);
    assert_eq!(names(&printed), [key, signature, method]);
    let base_string = printed["base_string"].as_str().unwrap();
    assert!(
        !["nonce", "timestamp", "version"]
            .iter()
            .any(|name| base_string.contains(name))
    );
}

#[test]
fn realms_are_quoted_and_not_signed() {
    for realm in ["", "Photos", "a \"b\" \\ c", "\u{e9}, x=\"", "-r"] {
        let printed = json_signed(&["--realm", realm, "--nonce", "n", "--timestamp", "1", URL]);
        assert_eq!(read_header(&printed).realm.as_deref(), Some(realm));
        let plain = json_signed(&["--nonce", "n", "--timestamp", "1", URL]);
        assert_eq!(printed["signature"], plain["signature"]);
    }
}

#[test]
fn empty_and_absent_credentials_differ() {
    let keys = [
        "--client-key",
        "k",
        "--client-secret",
        "",
        "--signature-method",
        "PLAINTEXT",
    ];
    let signed = |token: &[&str]| {
        let printed = json(&[&keys[..], token, &["https://h/"]].concat());
        (
            parameter(&printed, "oauth_token"),
            printed["signature"].as_str().map(str::to_owned),
        )
    };
    let is = |token: Option<&str>, signature: &str| {
        (token.map(str::to_owned), Some(signature.to_owned()))
    };
    assert_eq!(signed(&[]), is(None, "&"));
    assert_eq!(signed(&["--token-secret", ""]), is(None, "&"));
    assert_eq!(signed(&["--token", ""]), is(Some(""), "&"));
    assert_eq!(signed(&["--token", "t"]), is(Some("t"), "&"));
    assert_eq!(
        signed(&["--token", "-t", "--token-secret", "-s"]),
        is(Some("-t"), "&-s")
    );
}
