//! What the provider prints about requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use http::Request;
use http_body_util::Full;

use crate::support::example::provider::{KNOWN, Provider, command, file, photos};

#[test]
fn each_refusal_is_one_line_on_standard_error() {
    let mut command = command(&file("known.json", KNOWN), &[]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let address = line
        .trim_end()
        .strip_prefix("listening on http://")
        .unwrap();
    for client in [None, Some("printer"), Some("a%0Ab")] {
        let header = client.map_or(String::new(), |client| {
            format!("Authorization: OAuth oauth_consumer_key=\"{client}\"\r\n")
        });
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "GET /resource?a=secret HTTP/1.1\r\nHost: {address}\r\n{header}Connection: close\r\n\r\n"
        )
        .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        assert!(response.starts_with("HTTP/1.1 4"), "{response}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut rest, mut errors) = (String::new(), String::new());
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut errors).unwrap();
    let lines: Vec<_> = errors.lines().collect();
    let expected = [
        "refused: 401 GET /resource: ",
        "refused: 400 GET /resource, \"printer\": ",
        "refused: 400 GET /resource, \"a\\nb\": ",
    ];
    assert_eq!(lines.len(), expected.len(), "{errors}");
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{line}");
    }
    assert!(!errors.contains("secret"), "{errors}");
}

#[tokio::test]
async fn log_all_prints_one_line_for_each_other_request() {
    for (arguments, expected) in [
        (
            &["--log-all"][..],
            &["served: 200 GET /resource", "served: 400 GET /authorize"][..],
        ),
        (&[], &[]),
    ] {
        let provider = Provider::start(arguments);
        let signed = provider.signed(&photos(), "GET", "/resource?a=secret", None);
        assert_eq!(provider.send(signed.clone()).await.status(), 200);
        let page = Request::get(provider.uri("/authorize?oauth_token=secret"));
        let page = page.body(Full::default()).unwrap();
        assert_eq!(provider.send(page).await.status(), 400);
        assert_eq!(provider.send(signed).await.status(), 401);
        let lines = provider.end();
        let (copy, others) = lines.split_last().unwrap();
        assert_eq!(others, expected);
        let used = "refused: 401 GET /resource, \"printer\": the nonce was already used";
        assert_eq!(copy, used);
    }
}
