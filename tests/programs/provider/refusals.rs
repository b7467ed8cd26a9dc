//! What the provider prints about refused requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use crate::support::example::provider::{KNOWN, command, file};

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
