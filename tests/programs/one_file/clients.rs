//! The clients and the server of README.md.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

use super::process::{Server, printed, run};
use crate::support::example::build;
#[cfg(feature = "reqwest")]
use crate::support::example::provider::{Provider, program};

#[cfg(feature = "reqwest")]
#[test]
fn reqwest() {
    let server = Server::start("axum_server", &[]);
    let output = printed(&run("reqwest_client", &server.url, &[]));
    let line = "200 OK: client-id for Some(\"token\")\n";
    assert_eq!(output, line.repeat(2));
    assert_eq!(server.stop(), "", "the server refused nothing");
}

#[test]
fn hyper() {
    let server = Server::start("axum_server", &[]);
    let output = printed(&run("hyper_client", &server.url, &[]));
    assert_eq!(output, "200 OK: client-id for Some(\"token\")\n200 OK\n");
    assert_eq!(server.stop(), "", "the server refused nothing");
}

/// The example `provider` knows the client of the examples, if no file names others. It shows what
/// it verified.
#[cfg(feature = "reqwest")]
#[test]
fn the_provider_knows_the_client_and_verifies_the_form() {
    let provider = Provider::run(program());
    let output = printed(&run("reqwest_client", &provider.origin, &[]));
    let (get, post) = output.trim_end().split_once('\n').unwrap();
    assert!(get.starts_with("200 OK: {"), "{get}");
    let size = r#"{"name":"size","value":"original","place":"query"}"#;
    assert!(get.contains(size), "{get}");
    let status = r#"{"name":"status","value":"Ladies & Gentlemen","place":"form body"}"#;
    assert!(post.contains(status), "{post}");
}

#[test]
fn the_server_refuses_an_unsigned_request_and_prints_the_reason() {
    let server = Server::start("axum_server", &[]);
    let address = server.url.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).unwrap();
    let request = format!("GET /resource HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    connection.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 401 "), "{response}");
    let log = server.stop();
    assert!(log.starts_with("401 Unauthorized: "), "{log}");
}

/// Runs a client against a server that refuses, and returns the head of its first request.
fn first_head(example: &str, scheme: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("{scheme}://{}", listener.local_addr().unwrap());
    let mut client = Command::new(build(example));
    let client = client.arg(origin).stdin(Stdio::null());
    let client = client.stdout(Stdio::null()).stderr(Stdio::null());
    let mut client = client.spawn().unwrap();
    let (mut connection, _) = listener.accept().unwrap();
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        connection.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    client.kill().unwrap();
    client.wait().unwrap();
    String::from_utf8(head).unwrap().to_ascii_lowercase()
}

/// Some services refuse requests without it, and most HTTP clients send none by default.
#[test]
fn all_clients_send_a_user_agent() {
    let mut examples = vec![
        ("hyper_client", "http"),
        ("hyper_tls", "http"),
        ("blocking", "http"),
        ("websocket", "ws"),
    ];
    if cfg!(feature = "reqwest") {
        examples.extend(["reqwest_client", "token_dance", "stream"].map(|name| (name, "http")));
    }
    if cfg!(feature = "reqwest-middleware") {
        examples.push(("reqwest_middleware", "http"));
    }
    for (example, scheme) in examples {
        let head = first_head(example, scheme);
        assert!(head.contains("\r\nuser-agent: "), "{example}: {head}");
        assert!(
            head.contains("\r\nauthorization: oauth "),
            "{example}: {head}"
        );
    }
}
