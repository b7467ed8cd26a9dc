//! Instructions for clients with types of their own: here, bytes that are written by hand.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower_oauth1::protocol::BodyHashAlgorithm;
use tower_oauth1::sign::{
    BodyHashPolicy, InvalidRequest, SignableBody, SignableRequest, SigningInstructions,
};
use tower_oauth1::{OAuth1Layer, RequestCredentials, SignError, Transmission};

use super::{Server, signer};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

type Headers = Vec<(&'static str, &'static str)>;

/// Sends a request to which the instructions were applied, and returns status and body.
async fn send(
    server: &Server,
    method: &str,
    headers: &Headers,
    body: &str,
    instructions: &SigningInstructions,
) -> (String, String) {
    let origin = server.url("");
    let target = instructions
        .uri()
        .strip_prefix(&origin)
        .expect("the same origin");
    let mut lines = vec![format!("{method} {target} HTTP/1.1")];
    lines.push(format!("Host: {}", server.address));
    lines.push("Connection: close".to_owned());
    let set = || instructions.headers_to_set();
    let is_changed = |name: &str| {
        set().any(|(other, _)| name.eq_ignore_ascii_case(other.as_str()))
            || instructions
                .headers_to_remove()
                .any(|other| name.eq_ignore_ascii_case(other.as_str()))
    };
    let kept = headers.iter().filter(|(name, _)| !is_changed(name));
    lines.extend(kept.map(|(name, value)| format!("{name}: {value}")));
    lines.extend(set().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())));
    let form = instructions
        .form()
        .map(|form| String::from_utf8(form.to_vec()).unwrap());
    let body = form.unwrap_or_else(|| body.to_owned());
    if !lines
        .iter()
        .any(|line| line.to_lowercase().starts_with("content-length"))
    {
        lines.push(format!("Content-Length: {}", body.len()));
    }
    let bytes = format!("{}\r\n\r\n{body}", lines.join("\r\n"));
    let mut connection = TcpStream::connect(server.address).await.unwrap();
    connection.write_all(bytes.as_bytes()).await.unwrap();
    let mut response = String::new();
    connection.read_to_string(&mut response).await.unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap();
    (status.to_owned(), body.to_owned())
}

#[tokio::test]
async fn requests_of_any_client_are_verified() {
    let server = Server::start().await;
    let json = vec![("Content-Type", "application/json")];
    let form = vec![
        FORM,
        ("Content-Length", "5"),
        ("Authorization", "OAuth old=\"1\""),
    ];
    let hashed = BodyHashPolicy::non_form().algorithm(BodyHashAlgorithm::Sha256);
    let header = server.layer();
    let query = server.layer().transmission(Transmission::Query);
    let in_form = server.layer().transmission(Transmission::FormBody);
    let with_hash = server.layer().body_hash_policy(hashed);
    let cases: [(&OAuth1Layer, &str, &str, &Headers, &str, &str); 6] = [
        (
            &header,
            "GET",
            "/echo?a=b+c",
            &vec![],
            "",
            "client GET [a=b c] ",
        ),
        (
            &header,
            "POST",
            "/x/../echo",
            &form,
            "d=e+f",
            "client POST [d=e f] d=e+f",
        ),
        (
            &query,
            "POST",
            "/echo?a=b",
            &form,
            "d=e+f",
            "client POST [a=b, d=e f] d=e+f",
        ),
        (&query, "GET", "/echo", &vec![], "", "client GET [] "),
        (
            &in_form,
            "POST",
            "/echo?a=b",
            &form,
            "d=e+f",
            "client POST [a=b, d=e f] d=e+f&oauth_",
        ),
        (&with_hash, "PUT", "/echo", &json, "{}", "client PUT [] {}"),
    ];
    for (layer, method, target, headers, body, expected) in cases {
        let bytes = SignableBody::Bytes(body.as_bytes());
        let request =
            SignableRequest::new(method, &server.url(target), headers.iter().copied(), bytes);
        let instructions = layer.instructions(&request.unwrap()).unwrap();
        assert!(instructions.is_signed());
        let debug = format!("{instructions:?}");
        assert!(!debug.contains("oauth_"), "{debug}");
        let (status, text) = send(&server, method, headers, body, &instructions).await;
        assert_eq!(status, "200", "{method} {target} {text}");
        assert!(text.starts_with(expected), "{text}");
    }
}

#[tokio::test]
async fn a_signer_signs_them_too() {
    let server = Server::start().await;
    let body = SignableBody::Bytes(b"a=b");
    let request = SignableRequest::new("POST", &server.url("/echo"), [FORM], body).unwrap();
    let instructions = signer().instructions(&request).unwrap();
    let sent = send(&server, "POST", &vec![FORM], "a=b", &instructions).await;
    assert_eq!(sent, ("200".to_owned(), "client POST [a=b] a=b".to_owned()));
}

#[test]
fn out_of_scope_nothing_changes() {
    let layer = OAuth1Layer::new(
        signer(),
        "https://h".parse::<tower_oauth1::Origin>().unwrap().into(),
    );
    let none: [(&str, &str); 0] = [];
    let request =
        |uri: &str| SignableRequest::new("GET", uri, none, SignableBody::Bytes(b"")).unwrap();
    let elsewhere = layer.instructions(&request("https://other/a?b")).unwrap();
    assert!(!elsewhere.is_signed());
    assert_eq!(elsewhere.uri(), "https://other/a?b");
    assert_eq!(
        (
            elsewhere.headers_to_set().len(),
            elsewhere.headers_to_remove().len()
        ),
        (0, 0)
    );

    let per_request = OAuth1Layer::per_request();
    let missing = per_request
        .instructions(&request("https://h/"))
        .unwrap_err();
    assert!(matches!(missing, SignError::MissingCredentials));
    let credentials =
        RequestCredentials::new(signer(), tower_oauth1::Scope::origin("https://h").unwrap());
    let carried = request("https://h/").with_credentials(credentials);
    assert!(per_request.instructions(&carried).unwrap().is_signed());
}

#[test]
fn bodies_that_are_not_in_memory() {
    let stream = |headers: Headers| {
        SignableRequest::new("POST", "https://h/", headers, SignableBody::Stream).unwrap()
    };
    let scope = || tower_oauth1::Scope::origin("https://h").unwrap();
    let layer = OAuth1Layer::new(signer(), scope());
    let upload = stream(vec![("content-type", "image/png")]);
    assert!(layer.instructions(&upload).unwrap().is_signed());
    let form = layer.instructions(&stream(vec![FORM])).unwrap_err();
    assert!(matches!(form, SignError::FormNeeded));
    let hashing = OAuth1Layer::new(signer(), scope()).body_hash_policy(BodyHashPolicy::always());
    let hash = hashing.instructions(&upload).unwrap_err();
    assert!(matches!(hash, SignError::BodyHashOfStream));
    let wrong = vec![FORM, ("content-length", "7")];
    let body = SignableBody::Bytes(b"a=b");
    let request = SignableRequest::new("POST", "https://h/", wrong, body).unwrap();
    let refused = layer.instructions(&request).unwrap_err();
    assert!(matches!(refused, SignError::ContentLength));
}

#[test]
fn what_is_not_a_request() {
    let new = |method: &str, uri: &str, header: (&'static str, &'static str)| {
        let error = SignableRequest::new(method, uri, [header], SignableBody::Stream).unwrap_err();
        let text = error.to_string();
        assert!(!text.contains(char::is_control), "{text}");
        error
    };
    let good = ("a", "b");
    assert!(matches!(
        new("G\nT", "https://h/", good),
        InvalidRequest::Method(_)
    ));
    assert!(matches!(
        new("GET", "https://h/\u{e9} ", good),
        InvalidRequest::Uri(_)
    ));
    assert!(matches!(
        new("GET", "https://h/", ("a\nb", "c")),
        InvalidRequest::HeaderName(_)
    ));
    assert!(matches!(
        new("GET", "https://h/", ("a", "b\nc")),
        InvalidRequest::HeaderValue(_)
    ));
}
