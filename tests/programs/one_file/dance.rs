//! The program that gets the token of a user, with the example `provider`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use http::Request;
use http_body_util::Full;

use crate::support::example::build;
use crate::support::example::provider::{Provider, program};

#[tokio::test]
async fn a_pin_is_exchanged_for_a_token_that_signs() {
    let provider = Provider::run(program());
    let mut command = Command::new(build("token_dance"));
    let command = command.arg(&provider.origin).stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let uri = line.strip_prefix("Open ").unwrap();
    let uri = uri.strip_suffix(" and type the PIN:\n").unwrap();

    // With `auto=1`, the provider approves without a form, and the page is the PIN.
    let page = Request::get(format!("{uri}&auto=1")).body(Full::default());
    let pin = provider.send(page.unwrap()).await.into_body();
    let pin = format!("{}\n", String::from_utf8(pin.to_vec()).unwrap().trim_end());
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(pin.as_bytes()).unwrap();

    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(child.wait().unwrap().success(), "{rest}");
    let (token, response) = rest.split_once('\n').unwrap();
    let token = token.strip_prefix("The token is ").unwrap();
    let token = token.strip_suffix('.').unwrap();
    assert!(response.starts_with("200 OK: {"), "{response}");
    let verified = format!(r#""client":"client-id","token":"{token}""#);
    assert!(response.contains(&verified), "{response}");
}
