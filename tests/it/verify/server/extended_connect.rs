//! WebSockets over a real HTTP/2 connection, which begin with an extended CONNECT (RFC 8441). It is
//! signed and verified as the GET that it stands for.

use axum::extract::ws::{Message as Received, WebSocket, WebSocketUpgrade};
use axum::routing::any;
use axum::{Extension, Router};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::uri::Scheme;
use http::{Method, Request, Version, header};
use http_body_util::{BodyExt, Full};
use hyper::ext::Protocol;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;
use tower_oauth1::protocol::{BaseStringUri, BaseStringUriError};
use tower_oauth1::verify::{Authenticated, MemoryReplayStore, VerifyLayer, check};
use tower_oauth1::{Explanation, OAuth1Layer, PublicOrigin, Scope, Signer, VerifyError};

use crate::support::{API, client, send, token};
use crate::verify::server::connection::{http2, serve};
use crate::verify::server::harness::{Message as Sent, Server, credentials, signer};

async fn socket(
    by: Extension<Authenticated>,
    upgrade: WebSocketUpgrade,
) -> axum::response::Response {
    let uri = by.uri().to_owned();
    upgrade.on_upgrade(async move |mut socket: WebSocket| {
        while let Some(Ok(Received::Text(text))) = socket.recv().await {
            let text = format!("{text} at {uri}");
            socket.send(Received::text(text)).await.unwrap();
        }
    })
}

async fn method(method: Method) -> String {
    method.to_string()
}

fn app() -> Router {
    let origin = PublicOrigin::as_received(Scheme::HTTP);
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), origin);
    Router::new()
        .route("/socket", any(socket))
        .route("/method", any(method))
        .layer(layer)
}

fn request(method: Method, uri: &str) -> Request<Full<Bytes>> {
    let request = Request::builder().method(method.clone()).uri(uri);
    let mut request = request
        .header("sec-websocket-version", "13")
        .body("")
        .unwrap();
    if method == Method::CONNECT {
        let websocket = Protocol::from_static("websocket");
        request.extensions_mut().insert(websocket);
    }
    let signer = Signer::new(client()).with_token(token());
    signer.sign_request(&mut request).unwrap();
    request.map(|_| Full::new(Bytes::new()))
}

#[tokio::test]
async fn a_websocket_over_http_2() {
    let address = serve(app()).await;
    let mut sender = http2(address).await;
    // A first response, so that the client knows that the server supports extended CONNECT.
    let first = request(Method::GET, &format!("http://{address}/method"));
    let response = sender.send_request(first).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.into_body().collect().await.unwrap().to_bytes(),
        "GET"
    );

    let uri = format!("http://{address}/socket?room=1");
    let signed = request(Method::CONNECT, &uri);
    let copy = signed.clone();
    let response = sender.send_request(signed).await.unwrap();
    assert_eq!(response.status(), 200);
    let upgraded = TokioIo::new(hyper::upgrade::on(response).await.unwrap());
    let mut socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, None).await;
    socket.send(Message::text("hello")).await.unwrap();
    let message = socket.next().await.unwrap().unwrap();
    let expected = format!("hello at http://{address}/socket");
    assert_eq!(message.to_text().unwrap(), expected);
    socket.close(None).await.unwrap();

    // A copy, another path, another query, and no signature.
    let changed = |uri: &str| {
        let mut changed = request(Method::CONNECT, &format!("http://{address}/socket?room=1"));
        *changed.uri_mut() = uri.parse().unwrap();
        changed
    };
    let mut unsigned = changed(&uri);
    unsigned.headers_mut().remove("authorization");
    for request in [
        copy,
        changed(&format!("http://{address}/method?room=1")),
        changed(&format!("http://{address}/socket?room=2")),
        changed("http://evil.example/socket?room=1"),
        unsigned,
    ] {
        assert_eq!(sender.send_request(request).await.unwrap().status(), 401);
    }
}

#[tokio::test]
async fn it_is_signed_as_get() {
    let api = PublicOrigin::fixed(API).unwrap();
    let uri = format!("{API}/socket?room=1");
    for scheme in ["https", "wss"] {
        let uri = uri.replace("https", scheme);
        let connect = || {
            Request::connect(&uri)
                .body(Full::<Bytes>::default())
                .unwrap()
        };
        let layer = OAuth1Layer::new(signer(), Scope::origin(API).unwrap());
        let sent = send(layer, connect()).await.unwrap();
        assert_eq!(sent.method(), Method::CONNECT);
        let (parts, _) = sent.into_parts();
        let explanation = Explanation::from_parts(&parts, None).unwrap();
        assert!(
            explanation
                .base_string()
                .unwrap()
                .starts_with("GET&https%3A%2F%2F")
        );
        assert!(explanation.to_string().contains("method           GET"));

        // The signature is that of the GET which a proxy makes of it, and the other way round.
        for method in [Method::GET, Method::CONNECT] {
            let mut request = Request::from_parts(parts.clone(), "");
            *request.method_mut() = method;
            check(&request, api.clone(), &client(), Some(&token())).unwrap();
        }
        let mut request = Request::from_parts(parts, "");
        *request.method_mut() = Method::POST;
        let found = check(&request, api.clone(), &client(), Some(&token()));
        assert_eq!(found.unwrap_err(), VerifyError::SignatureInvalid);
    }
}

#[tokio::test]
async fn other_connects_are_refused() {
    let refused = VerifyError::Target(BaseStringUriError::NoResource);
    let server = Server::new();
    let get = Sent::get("/photos");
    // The authority form, and forms that no client sends.
    for target in ["api.example.com:443", "/photos", "*"] {
        let connect = get.clone().method(Method::CONNECT).target(target);
        server.refuses(&connect, 400, &refused).await;
        let (parts, ()) = Request::connect(target).body(()).unwrap().into_parts();
        let found = BaseStringUri::from_parts(&parts).map(drop);
        assert_eq!(found, Err(BaseStringUriError::NoResource), "{target}");
        let mut request = Request::connect(target).body("").unwrap();
        assert!(signer().sign_request(&mut request).is_err());
        assert!(!request.headers().contains_key("authorization"));
    }
}

/// Only HTTP/2 and HTTP/3 have extended CONNECT requests (RFC 8441, RFC 9220).
#[tokio::test]
async fn the_version_decides_on_a_server() {
    for version in [
        Version::HTTP_09,
        Version::HTTP_10,
        Version::HTTP_11,
        Version::HTTP_2,
        Version::HTTP_3,
    ] {
        let extended = Sent::get("/photos").method(Method::CONNECT);
        let extended = extended.target("https://api.example.com/photos");
        let mut request = extended.received();
        *request.version_mut() = version;
        let response = Server::new().send(request).await;
        let status = if version < Version::HTTP_2 { 400 } else { 200 };
        assert_eq!(response.status(), status, "{version:?}");
    }
}

/// Over a real HTTP/1.1 connection, a CONNECT whose target is a whole URI is no WebSocket.
#[tokio::test]
async fn a_connect_in_http_1_is_refused() {
    let address = serve(app()).await;
    let uri = format!("http://{address}/method");
    let signed = request(Method::GET, &uri);
    let authorization = signed.headers()[header::AUTHORIZATION].to_str().unwrap();
    for (line, status) in [
        (format!("CONNECT {uri}"), "400"),
        (format!("CONNECT {address}"), "400"),
        // The signature is not used up by them.
        ("GET /method".to_owned(), "200"),
    ] {
        let head = format!(
            "{line} HTTP/1.1\r\nhost: {address}\r\nauthorization: {authorization}\r\n\
             connection: close\r\n\r\n"
        );
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        let expected = format!("HTTP/1.1 {status} ");
        assert!(response.starts_with(&expected), "{line}: {response}");
    }
}
