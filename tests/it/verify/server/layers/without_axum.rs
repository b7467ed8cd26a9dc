//! The server layer over hyper alone: what is on the wire.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceBuilder;
use tower_http::map_request_body::MapRequestBodyLayer;

use super::verify;
use crate::support::FORM;
use crate::verify::server::harness::Message;

type Body = BoxBody<Bytes, hyper::Error>;

async fn handler(request: Request<Body>) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = request.into_body().collect().await.unwrap().to_bytes();
    Ok(Response::new(Full::new(body)))
}

/// Sends the bytes of a request to a server, and returns the bytes of its response: the head, and
/// what follows it.
async fn send(message: &Message) -> (String, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let rebuild =
        |bytes: Bytes| -> Body { Full::new(bytes).map_err(|never| match never {}).boxed() };
    let service = ServiceBuilder::new()
        .layer(MapRequestBodyLayer::new(|body: Incoming| -> Body {
            body.boxed()
        }))
        .layer(verify().rebuild_body_with(rebuild))
        .service_fn(handler);
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let service = TowerToHyperService::new(service);
        let mut builder = hyper::server::conn::http1::Builder::new();
        let builder = builder.keep_alive(false);
        builder
            .serve_connection(TokioIo::new(stream), service)
            .await
            .unwrap();
    });

    let mut request = format!("{} {} HTTP/1.1\r\n", message.method, message.target).into_bytes();
    for (name, value) in &message.headers {
        request.extend_from_slice(format!("{name}: ").as_bytes());
        request.extend_from_slice(value);
        request.extend_from_slice(b"\r\n");
    }
    let length = format!("content-length: {}\r\n\r\n", message.body.len());
    request.extend_from_slice(length.as_bytes());
    request.extend_from_slice(&message.body);
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&request).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    served.await.unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), body.to_owned())
}

fn has(head: &str, name: &http::HeaderName, value: &str) -> bool {
    let mut lines = head.lines();
    lines.any(|line| line == format!("{name}: {value}"))
}

#[tokio::test]
async fn accepted_and_refused() {
    let form = Message::form("/photos", "title=a+b");
    let (head, body) = send(&form).await;
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    assert_eq!(body, "title=a+b");

    let (head, body) = send(&form.clone().setting("oauth_signature", "x")).await;
    assert!(head.starts_with("http/1.1 401 "), "{head}");
    assert_eq!(body, "oauth_problem=signature_invalid");
    assert!(has(&head, &header::CONTENT_TYPE, FORM), "{head}");
    assert!(has(&head, &header::CONTENT_LENGTH, "31"), "{head}");

    let (head, body) = send(&form.without(header::AUTHORIZATION)).await;
    assert!(head.starts_with("http/1.1 401 "), "{head}");
    assert_eq!(body, "");
    assert!(has(&head, &header::CONTENT_LENGTH, "0"), "{head}");
    assert!(!head.contains("content-type"), "{head}");
}

#[tokio::test]
async fn a_head_request_gets_the_headers_of_a_get() {
    for (method, expected) in [
        (Method::GET, "oauth_problem=signature_invalid"),
        (Method::HEAD, ""),
    ] {
        let wrong = Message::get("/photos").method(method);
        let (head, body) = send(&wrong.setting("oauth_signature", "x")).await;
        assert!(head.starts_with("http/1.1 401 "), "{head}");
        assert!(has(&head, &header::CONTENT_TYPE, FORM), "{head}");
        assert_eq!(head.matches("content-length: 31").count(), 1, "{head}");
        assert_eq!(body, expected);
    }
}
