//! The URL, and the rules of curl for method, body and headers.

use serde_json::{Value, json};

use crate::sign::process::{file, json_signed, parameter, run_signed};

const FORM: &str = "application/x-www-form-urlencoded";
const URL: &str = "https://api.example.com/a";

#[test]
fn a_body_means_post_and_a_form_by_default() {
    // Arguments, method, content type, body, and whether the body is signed.
    let cases = [
        (&[][..], "GET", None, None, false),
        (&["-d", "a=b"], "POST", Some(FORM), Some("a=b"), true),
        (
            &["--data-binary", "a=b"],
            "POST",
            Some(FORM),
            Some("a=b"),
            true,
        ),
        (
            &["-X", "PUT", "-d", "a=b"],
            "PUT",
            Some(FORM),
            Some("a=b"),
            true,
        ),
        (
            &["-X", "get", "-d", "a=b"],
            "get",
            Some(FORM),
            Some("a=b"),
            true,
        ),
        (&["-X", "DELETE"], "DELETE", None, None, false),
        (&["-d", ""], "POST", Some(FORM), Some(""), false),
        (
            &["-d", "a=b", "-H", "Content-Type:"],
            "POST",
            None,
            Some("a=b"),
            false,
        ),
        (
            &["-d", "a=b", "-H", "content-type: "],
            "POST",
            None,
            Some("a=b"),
            false,
        ),
        (
            &["-d", "a=b", "-H", "Content-Type;"],
            "POST",
            Some(""),
            Some("a=b"),
            false,
        ),
        (
            &["-H", "CONTENT-TYPE: text/x", "-d", "a=b"],
            "POST",
            Some("text/x"),
            Some("a=b"),
            false,
        ),
        (
            &[
                "-d",
                "a=b",
                "-H",
                "content-type:Application/X-WWW-Form-urlencoded; charset=utf-8",
            ],
            "POST",
            Some("Application/X-WWW-Form-urlencoded; charset=utf-8"),
            Some("a=b"),
            true,
        ),
    ];
    for (arguments, method, content_type, body, signed) in cases {
        let printed = json_signed(&[arguments, &[URL]].concat());
        assert_eq!(printed["method"], method, "{arguments:?}");
        assert_eq!(
            printed["headers"].get("content-type"),
            content_type.map(Value::from).as_ref(),
            "{arguments:?}"
        );
        assert_eq!(printed["body"], json!(body), "{arguments:?}");
        let base_string = printed["base_string"].as_str().unwrap();
        assert!(
            base_string.starts_with(&method.to_uppercase()),
            "{arguments:?}"
        );
        assert_eq!(base_string.contains("a%3Db"), signed, "{arguments:?}");
    }
}

#[test]
fn bodies_are_joined_and_files_read_as_curl_does() {
    let lines = format!("@{}", file("lines", b"a=1\r\n&b=2\0\n"));
    let at = &lines[1..];
    for (arguments, body) in [
        (&["-d", "a", "-d", "b=c"][..], "a&b=c"),
        (&["-d", "a", "-d", ""], "a&"),
        (&["-d", "", "-d", "a"], "&a"),
        (&["--data-binary", "a", "--data-binary", "b"], "a&b"),
        (&["-d", "x\r\ny"], "x\r\ny"),
        (&["-d", "-x"], "-x"),
        (&["-d", &lines], "a=1&b=2"),
        (
            &["-d", "z", "-d", &lines, "-d", at],
            &format!("z&a=1&b=2&{at}"),
        ),
        (&["--data-binary", &lines], "a=1\r\n&b=2\0\n"),
        (
            &["--data-binary", &lines, "--data-binary", "z"],
            "a=1\r\n&b=2\0\n&z",
        ),
    ] {
        let printed = json_signed(&[arguments, &[URL]].concat());
        assert_eq!(printed["body"], body, "{arguments:?}");
        assert_eq!(printed.get("body_base64"), None, "{arguments:?}");
    }
}

#[test]
fn a_binary_body_keeps_its_bytes() {
    let binary = format!("@{}", file("binary", b"a=\xff\r\n\0"));
    let printed = json_signed(&["--data-binary", &binary, URL]);
    assert_eq!(printed["body"], Value::Null);
    assert_eq!(printed["body_base64"], "YT3/DQoA");
    let base_string = printed["base_string"].as_str().unwrap();
    assert!(
        base_string.contains("&a%3D%25FF%250D%250A%2500%26oauth_"),
        "{base_string}"
    );

    let people = run_signed(&["--data-binary", &binary, URL]);
    assert!(
        people
            .stdout
            .ends_with("\n\n(6 bytes that are not UTF-8)\n"),
        "{people:?}"
    );
}

#[test]
fn headers_are_sent_as_given() {
    let lines = [
        "Accept: a",
        "X-Empty;",
        "X-None:",
        "ACCEPT:b, c",
        "x-e: \u{e9}",
        "Host: other.example:8443",
    ];
    let mut arguments: Vec<_> = lines.iter().flat_map(|line| ["-H", line]).collect();
    arguments.push(URL);
    let printed = json_signed(&arguments);
    let mut headers = printed["headers"].clone();
    headers.as_object_mut().unwrap().remove("authorization");
    let expected = json!({
        "accept": "a, b, c",
        "x-empty": "",
        "x-e": "\u{e9}",
        "host": "other.example:8443",
    });
    assert_eq!(headers, expected);
    // The server sees the host that the header names.
    let base_string = printed["base_string"].as_str().unwrap();
    let start = "GET&https%3A%2F%2Fother.example%3A8443%2Fa&";
    assert!(base_string.starts_with(start), "{base_string}");
}

#[test]
fn an_oauth_header_is_replaced() {
    let printed = json_signed(&["-H", "Authorization: oauth oauth_nonce=\"old\"", URL]);
    assert_eq!(
        printed["headers"]["authorization"],
        printed["authorization"]
    );
    assert_ne!(parameter(&printed, "oauth_nonce").unwrap(), "old");
}

#[test]
fn the_url_is_sent_as_given_without_its_fragment() {
    for (given, sent, signed) in [
        (
            "https://h/a/../b/./%7e%2F?q='x y'#f?g".replace("x y", "x%20y"),
            "https://h/a/../b/./%7e%2F?q='x%20y'",
            "%2Fa%2F..%2Fb%2F.%2F%257e%252F",
        ),
        ("https://h#f".to_owned(), "https://h/", "%2F"),
        ("https://h?q#f".to_owned(), "https://h/?q", "%2F"),
        (
            "https://h/caf\u{e9}".to_owned(),
            "https://h/caf\u{e9}",
            "%2Fcaf%C3%A9",
        ),
    ] {
        let printed = json_signed(&[&given]);
        assert_eq!(printed["url"], sent);
        let base_string = printed["base_string"].as_str().unwrap();
        assert!(
            base_string.starts_with(&format!("GET&https%3A%2F%2Fh{signed}&")),
            "{base_string}"
        );
    }
}
