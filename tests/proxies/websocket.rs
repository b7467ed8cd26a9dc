//! WebSockets through proxies.

use std::path::Path;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{Method, Request, Uri};
use http_body_util::Full;
use hyper::ext::Protocol;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::app::signer;
use crate::client::{Stream, connect, http2, signed};
use crate::in_a_row::row;
use crate::one_proxy::setup;
use crate::process::Kind;

async fn talk(mut socket: WebSocketStream<impl Stream>) {
    socket.send(Message::text("hello")).await.unwrap();
    let message = socket.next().await.unwrap().unwrap();
    assert_eq!(message.to_text().unwrap(), "room 1: hello");
    socket.close(None).await.unwrap();
}

/// Opens a WebSocket over HTTP/1.1 and sends a message. Then sends a request to another room than
/// the signed one.
async fn over_http_1(folder: &Path, origin: &str, path: &str) {
    let uri: Uri = format!("{origin}{path}?room=1").parse().unwrap();
    let socket = uri.to_string().replacen("http", "ws", 1);
    let mut request = socket.as_str().into_client_request().unwrap();
    signer().sign_request(&mut request).unwrap();
    let stream = connect(folder, &uri, "http/1.1").await;
    let (socket, _) = client_async(request, stream).await.unwrap();
    talk(socket).await;

    let other = format!("{}2", uri.to_string().trim_end_matches('1'));
    let socket = uri.to_string().replacen("http", "ws", 1);
    let mut request = socket.as_str().into_client_request().unwrap();
    signer().sign_request(&mut request).unwrap();
    *request.uri_mut() = other.replacen("http", "ws", 1).parse().unwrap();
    let stream = connect(folder, &uri, "http/1.1").await;
    match client_async(request, stream).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 401),
        other => panic!("{:?}", other.map(|_| ())),
    }
}

#[tokio::test]
async fn nginx() {
    let Some(setup) = setup(Kind::Nginx).await else {
        return;
    };
    for origin in [&setup.http, &setup.https] {
        for path in ["/socket", "/stripped/socket"] {
            over_http_1(&setup.folder, origin, path).await;
        }
    }
}

#[tokio::test]
async fn haproxy() {
    let Some(setup) = setup(Kind::Haproxy).await else {
        return;
    };
    for origin in [&setup.http, &setup.https] {
        for path in ["/socket", "/stripped/socket"] {
            over_http_1(&setup.folder, origin, path).await;
        }
    }
}

#[tokio::test]
async fn two_proxies() {
    let Some(row) = row().await else { return };
    for path in ["/socket", "/hops/socket"] {
        over_http_1(&row.folder, &row.edge, path).await;
    }
}

/// HAProxy turns the extended CONNECT of HTTP/2 into the GET of HTTP/1.1.
#[tokio::test]
async fn haproxy_with_http_2() {
    let Some(setup) = setup(Kind::Haproxy).await else {
        return;
    };
    let uri = format!("{}/socket?room=1", setup.https);
    let mut sender = http2(&setup.folder, &uri.parse().unwrap()).await;
    // A first response, so that the client knows that the proxy supports extended CONNECT.
    let first = signed(&format!("{}/photos", setup.https), None);
    assert_eq!(sender.send_request(first).await.unwrap().status(), 200);

    let connect = |uri: &str| {
        let mut request = Request::builder()
            .method(Method::CONNECT)
            .uri(uri)
            .header("sec-websocket-version", "13")
            .extension(Protocol::from_static("websocket"))
            .body("")
            .unwrap();
        signer().sign_request(&mut request).unwrap();
        request.map(|_| Full::new(Bytes::new()))
    };
    let response = sender.send_request(connect(&uri)).await.unwrap();
    assert_eq!(response.status(), 200);
    let upgraded = hyper::upgrade::on(response).await.unwrap();
    let stream = TokioIo::new(upgraded);
    talk(WebSocketStream::from_raw_socket(stream, Role::Client, None).await).await;

    let mut other = connect(&uri);
    *other.uri_mut() = uri.replace("room=1", "room=2").parse().unwrap();
    assert_eq!(sender.send_request(other).await.unwrap().status(), 401);
}
