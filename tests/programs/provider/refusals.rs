//! What the provider prints about refused requests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::io::AsyncBufReadExt as _;
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};

use crate::support::example::provider::{KNOWN, command, file, printer};

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

/// The endpoints refuse requests that are rightly signed.
#[tokio::test]
async fn refusals_of_the_endpoints_are_lines_too() {
    let known = KNOWN.replace(
        "\"strict-secret\",",
        "\"strict-secret\", \"passwords\": true,",
    );
    let command = command(&file("passwords.json", &known), &[]);
    let mut command = tokio::process::Command::from(command);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn().unwrap();
    let mut stdout = tokio::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).await.unwrap();
    let origin = line.trim_end().strip_prefix("listening on ").unwrap();
    let mut errors = tokio::io::BufReader::new(child.stderr.take().unwrap()).lines();

    let strict = || Signer::new(ClientCredentials::new("strict", "strict-secret"));
    let xauth = "/token?x_auth_mode=client_auth&x_auth_username=jane&x_auth_password=h1dden-guess";
    let printer = printer();
    let http = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let post = async |signer: &Signer, path: &str, extra: &[(&str, &str)]| {
        let request = Request::post(format!("{origin}{path}")).body(()).unwrap();
        let (mut parts, ()) = request.into_parts();
        let signed = signer.sign_with_parameters(&parts, None, extra).unwrap();
        parts
            .headers
            .insert("authorization", signed.authorization_header());
        let request = Request::from_parts(parts, Full::default());
        let body = http.request(request).await.unwrap().into_body();
        String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
    };
    post(
        &strict(),
        "/initiate",
        &[("oauth_callback", "https://evil.example/")],
    )
    .await;
    post(&strict(), xauth, &[]).await;
    let temporary = post(&printer, "/initiate", &[("oauth_callback", "oob")]).await;
    let values: Vec<_> = temporary.split(['=', '&']).collect();
    let (identifier, secret) = (values[1], values[3]);
    let page = format!("{origin}/authorize?oauth_token={identifier}&auto=1");
    for _ in 0..2 {
        http.get(page.parse().unwrap()).await.unwrap();
    }
    let token = printer.with_token(TokenCredentials::new(identifier, secret));
    post(&token, "/token", &[("oauth_verifier", "h1dden-guess")]).await;
    for expected in [
        "refused: 400 POST /initiate: the client did not register this callback",
        "refused: 401 POST /token: wrong username or password",
        "refused: 400 GET /authorize: the temporary credentials are unknown, expired or already used",
        "refused: 401 POST /token: wrong verifier",
    ] {
        let line = tokio::time::timeout(Duration::from_secs(60), errors.next_line());
        assert_eq!(line.await.unwrap().unwrap().as_deref(), Some(expected));
    }
}
