//! curl's rules for the request, the protocol parameters, and what is printed.

use serde_json::{Value, json};

use crate::process::{file, json_signed, parameter, read_header, run, run_signed};

const FORM: &str = "application/x-www-form-urlencoded";
const URL: &str = "https://api.example.com/a";

#[test]
fn a_body_means_post_and_a_form_unless_told_otherwise() {
    // Arguments, method, content type, body, whether the body is signed.
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
        people.stdout.ends_with("\n\n(6 bytes that are no text)\n"),
        "{people:?}"
    );
}

#[test]
fn headers_are_sent_as_given() {
    let printed = json_signed(
        &[
            "-H",
            "Accept: a",
            "-H",
            "X-Empty;",
            "-H",
            "X-None:",
            "-H",
            "ACCEPT:b, c",
            "-H",
            "x-\u{e9}: \u{e9}",
            "-H",
            "Host: other.example:8443",
            URL,
        ]
        .map(|a| {
            if a.starts_with("x-") {
                "x-e: \u{e9}"
            } else {
                a
            }
        }),
    );
    let mut headers = printed["headers"].clone();
    headers.as_object_mut().unwrap().remove("authorization");
    let expected =
        json!({"accept": "a, b, c", "x-empty": "", "x-e": "\u{e9}", "host": "other.example:8443"});
    assert_eq!(headers, expected);
    let base_string = printed["base_string"].as_str().unwrap();
    assert!(
        base_string.starts_with("GET&https%3A%2F%2Fother.example%3A8443%2Fa&"),
        "{base_string}"
    );
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
fn the_object_has_these_keys() {
    let printed = json_signed(&[URL]);
    let keys: Vec<_> = printed.as_object().unwrap().keys().collect();
    let expected = [
        "method",
        "url",
        "headers",
        "body",
        "base_string",
        "signature",
        "authorization",
    ];
    assert_eq!(keys, expected);
    assert_eq!(
        parameter(&printed, "oauth_signature").as_deref(),
        printed["signature"].as_str()
    );
}

#[test]
fn the_url_is_sent_as_given_but_for_its_fragment() {
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
    let (_, pairs) = read_header(printed["authorization"].as_str().unwrap());
    assert_eq!(
        pairs.len(),
        11,
        "these, the method and the signature: {pairs:?}"
    );
}

#[test]
fn what_is_not_given_is_made_or_absent() {
    let names = |printed: &Value| -> Vec<String> {
        let (realm, pairs) = read_header(printed["authorization"].as_str().unwrap());
        assert_eq!(realm, None);
        let mut names: Vec<_> = pairs.into_iter().map(|pair| pair.0).collect();
        names.sort();
        names
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
        let (read, _) = read_header(printed["authorization"].as_str().unwrap());
        assert_eq!(read.as_deref(), Some(realm));
        let plain = json_signed(&["--nonce", "n", "--timestamp", "1", URL]);
        assert_eq!(printed["signature"], plain["signature"]);
    }
}

#[test]
fn the_rfc_example_reads_as_the_documentation_says() {
    let documentation = include_str!("../../examples/README.md");
    let arguments = [
        "--client-key",
        "dpf43f3p2l4k3l03",
        "--client-secret",
        "kd94hf93k423kf44",
        "--token",
        "nnch734d00sl2jdk",
        "--token-secret",
        "pfkkdhi9sl3r4s00",
        "--timestamp",
        "137131202",
        "--nonce",
        "chapoH",
        "--realm",
        "Photos",
        "--no-version",
        "http://photos.example.net/photos?file=vacation.jpg&size=original",
    ];
    let people = run(&arguments);
    assert_eq!((people.status, people.stderr.as_str()), (Some(0), ""));
    assert!(documentation.contains(&people.stdout), "{}", people.stdout);
    // RFC 5849 section 1.2.
    assert!(
        people
            .stdout
            .ends_with("oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"\n")
    );

    let unescaped = |text: &str| -> String {
        text.replace(['\\', '\''], "")
            .replace("//! ", "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let command = unescaped(&arguments.join(" "));
    assert!(unescaped(documentation).contains(&command));
    assert!(unescaped(include_str!("../../examples/sign/main.rs")).contains(&command));
}

#[test]
fn people_see_the_request_as_it_goes_out() {
    let printed = run_signed(&[
        "-X",
        "PATCH",
        "-d",
        "a=1",
        "-H",
        "X-A: b",
        "https://h:8443?q=1",
    ]);
    let (_, request) = printed.stdout.split_once("\nSigned request\n\n").unwrap();
    let (head, body) = request.split_once("\n\n").unwrap();
    let head: Vec<_> = head.lines().collect();
    let expected = [
        "PATCH /?q=1 HTTP/1.1",
        "host: h:8443",
        "x-a: b",
        "content-type: application/x-www-form-urlencoded",
    ];
    assert_eq!(head[..4], expected);
    assert!(head[4].starts_with("authorization: OAuth oauth_consumer_key=\"key\", "));
    assert_eq!((head.len(), body), (5, "a=1\n"));
    assert!(printed.stdout.contains("\n  form body  a = 1\n"));

    let named = run_signed(&["-H", "Host: other", "https://h/"]);
    assert_eq!(named.stdout.matches("\nhost: ").count(), 1);
    assert!(named.stdout.contains("\nhost: other\n"));
}
