//! The output for people and for programs.

use crate::sign::process::{json_signed, parameter, run, run_signed};

#[test]
fn the_object_has_these_keys() {
    let printed = json_signed(&["https://h/"]);
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
fn the_rfc_example_reads_as_the_documentation_says() {
    let documentation = include_str!("../../../examples/README.md");
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
    assert!(unescaped(include_str!("../../../examples/sign/main.rs")).contains(&command));
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
