//! The bytes that a real client sends, recorded with a socket.

use bytes::Bytes;
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tower_oauth1::protocol::Nonce;
use tower_oauth1::{AuthorizationFlow, Callback};

use crate::flow::provider::{GRANTED, INITIATED, endpoints, signer};

/// Responds to one connection with each body, and returns the bytes that arrived.
async fn record(listener: TcpListener, bodies: Vec<&'static str>) -> Vec<String> {
    let mut recorded = Vec::new();
    for body in bodies {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            assert!(stream.read_buf(&mut request).await.unwrap() > 0);
        }
        let length = body.len();
        let head = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n");
        stream
            .write_all(format!("{head}\r\n{body}").as_bytes())
            .await
            .unwrap();
        // Bytes after the head would be a body that the head does not announce.
        stream.read_to_end(&mut request).await.unwrap();
        recorded.push(String::from_utf8(request).unwrap());
    }
    recorded
}

#[tokio::test]
async fn both_requests_are_empty_posts_and_later_ones_carry_nothing_of_the_flow() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap();
    let bodies = vec![INITIATED, GRANTED, "hello"];
    let server = tokio::spawn(record(listener, bodies));
    let mut http = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();

    let at = |path: &str| format!("http://{host}/{path}");
    let signer = signer()
        .with_clock(|| 1_700_000_000)
        .with_nonces(|| Nonce::new("N0nce"));
    let endpoints = endpoints(&at("initiate?a=b"), &at("authorize"), &at("token"));
    let flow = AuthorizationFlow::new(signer.clone(), endpoints);
    let callback = Callback::url("https://app.example.com/r3ady").unwrap();
    let pending = flow
        .request_temporary_credentials(&mut http, callback)
        .await
        .unwrap();
    let query = "oauth_token=temp&oauth_verifier=v3rifier";
    let granted = flow
        .request_token_credentials(&mut http, &pending, query)
        .await
        .unwrap();
    let user = signer.with_token(granted.credentials().clone());
    let mut request = http::Request::get(at("me")).body(Bytes::new()).unwrap();
    user.sign_request(&mut request).unwrap();
    http.request(request.map(Full::new)).await.unwrap();

    let recorded = server.await.unwrap();
    let protocol = |extra: &str| {
        format!(
            "OAuth oauth_consumer_key=\"client-id\", oauth_nonce=\"N0nce\", \
             oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1700000000\", {extra}\
             oauth_signature=\""
        )
    };
    let initiate = protocol(
        "oauth_version=\"1.0\", oauth_callback=\"https%3A%2F%2Fapp.example.com%2Fr3ady\", ",
    );
    let token =
        protocol("oauth_token=\"temp\", oauth_version=\"1.0\", oauth_verifier=\"v3rifier\", ");
    let expected = [
        format!(
            "POST /initiate?a=b HTTP/1.1\r\nauthorization: {initiate}#\"\r\ncontent-length: 0\r\nhost: {host}\r\n\r\n"
        ),
        format!(
            "POST /token HTTP/1.1\r\nauthorization: {token}#\"\r\ncontent-length: 0\r\nhost: {host}\r\n\r\n"
        ),
    ];
    assert_eq!(
        recorded[..2]
            .iter()
            .map(|text| mask(text))
            .collect::<Vec<_>>(),
        expected
    );
    assert!(recorded[2].contains("oauth_token=\"token\""));
    for word in [
        "oauth_callback",
        "r3ady",
        "oauth_verifier",
        "v3rifier",
        "temp",
    ] {
        assert!(!recorded[2].contains(word), "{word}");
    }
}

/// Masks the signature, which depends on the port that the system chose.
fn mask(request: &str) -> String {
    let (before, after) = request.split_once("oauth_signature=\"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    format!("{before}oauth_signature=\"#\"{after}")
}
