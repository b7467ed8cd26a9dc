//! The server with a database: a token that it issued outlives the server.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::process::{Server, printed};
use crate::support::example::build;

/// Sends a request of a browser, and returns the response with its head.
fn browse(server: &Server, request: &str) -> String {
    let address = server.url.strip_prefix("http://").unwrap();
    let mut connection = std::net::TcpStream::connect(address).unwrap();
    let request = request.replacen("\r\n", &format!("\r\nHost: {address}\r\n"), 1);
    connection.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    connection.read_to_string(&mut response).unwrap();
    response
}

fn form(body: &str, site: &str) -> String {
    let length = body.len();
    format!(
        "POST /authorize HTTP/1.1\r\nConnection: close\r\nSec-Fetch-Site: {site}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

/// Runs a client that gets a token, or uses the one in the file.
fn get_token(server: &Server, file: &Path) -> Output {
    let mut command = Command::new(build("pin_tool"));
    let command = command.arg(&server.url).arg(file).stdin(Stdio::null());
    command.output().unwrap()
}

#[test]
fn a_token_outlives_the_server() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = folder.join(format!("server-database-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite:{}", folder.join("server.db").display());
    let token = folder.join("token.txt");
    // Without the variables, nobody gets in with a secret that everyone knows.
    let server = Server::start("server_database", &[&url]);
    assert_eq!(get_token(&server, &token).stdout, b"");
    assert_eq!(server.stop(), "");

    let client = [
        ("CLIENT_ID", "client-id"),
        ("CLIENT_SECRET", "client-secret"),
    ];
    let server = Server::start_with("server_database", &[&url], &client);
    let mut command = Command::new(build("pin_tool"));
    let command = command.arg(&server.url).arg(&token).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let uri = line.strip_prefix("Open ").unwrap();
    let path = uri.strip_prefix(&server.url).unwrap();
    let path = path.strip_suffix(" and type the PIN:\n").unwrap();

    let get = format!("GET {path} HTTP/1.1\r\nConnection: close\r\n\r\n");
    let page = browse(&server, &get);
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    assert!(page.contains("frame-ancestors 'none'"), "{page}");
    assert!(page.contains("Allow client-id to act for you?"), "{page}");
    let (_, field) = page.split_once("value=\"").unwrap();
    let (temporary, _) = field.split_once('"').unwrap();
    let body = format!("oauth_token={temporary}");
    let foreign = browse(&server, &form(&body, "cross-site"));
    assert!(foreign.starts_with("HTTP/1.1 403 "), "{foreign}");
    let approved = browse(&server, &form(&body, "same-origin"));
    let (_, pin) = approved.split_once("Your PIN: ").unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(pin.as_bytes()).unwrap();
    drop(stdin);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(child.wait().unwrap().success(), "{rest}");
    assert_eq!(rest, "200 OK: client-id for \"jane\"\n");
    assert_eq!(browse(&server, &get).split(' ').nth(1), Some("400"));
    assert_eq!(server.stop(), "");

    // The database has a client, so the variables do not change it.
    let other = [("CLIENT_ID", "client-id"), ("CLIENT_SECRET", "other")];
    let server = Server::start_with("server_database", &[&url], &other);
    assert_eq!(printed(&get_token(&server, &token)), rest);
    assert_eq!(server.stop(), "");
    std::fs::remove_dir_all(folder).unwrap();
}
