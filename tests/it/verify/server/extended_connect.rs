//! WebSockets over a real HTTP/2 connection, which begin with an extended CONNECT (RFC 8441). It is
//! signed and verified as the GET that it stands for.

use axum::extract::ws::{Message as Received, WebSocket, WebSocketUpgrade};
use axum::routing::any;
use axum::{Extension, Router};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::uri::Scheme;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2;
use hyper::ext::Protocol;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;
use tower_oauth1::protocol::{BaseStringUri, BaseStringUriError};
use tower_oauth1::verify::{Authenticated, MemoryReplayStore, VerifyLayer, check};
use tower_oauth1::{Explanation, OAuth1Layer, PublicOrigin, Scope, Signer, VerifyError};

use crate::support::{API, client, send, token};
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

/// Starts an axum server, and returns its address.
async fn serve() -> std::net::SocketAddr {
    let origin = PublicOrigin::as_received(Scheme::HTTP);
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), origin);
    let app = Router::new()
        .route("/socket", any(socket))
        .route("/method", any(method))
        .layer(layer);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
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
    let address = serve().await;
    let stream = TcpStream::connect(address).await.unwrap();
    let connection = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
    let (mut sender, connection) = connection.unwrap();
    tokio::spawn(connection);
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
    let extended = get
        .method(Method::CONNECT)
        .target("https://api.example.com/photos");
    server.accepts(&extended).await;
}
