//! The clients and the server of README.md.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::process::{Server, printed, run};
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
