//! The client with gRPC. The server writes the frames of gRPC by hand.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::post;
use http::{HeaderMap, HeaderValue, Response};
use http_body_util::{BodyExt, Full};
use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::process::{printed, run};
use super::stub::verified;
use crate::authorize::https::tls;
use crate::authorize::provider::listen;

/// A message of gRPC with one text in field 1: no compression, the length in 4 bytes, the message.
fn framed(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    let head = [0, 0, 0, 0, length + 2, 0x0a, length];
    [&head, text.as_bytes()].concat()
}

async fn say_hello(body: Bytes) -> Response<Body> {
    assert_eq!(body, framed("Jane"));
    let trailers = HeaderMap::from_iter([(
        http::HeaderName::from_static("grpc-status"),
        HeaderValue::from_static("0"),
    )]);
    let body = Full::new(Bytes::from(framed("Hello, Jane!")));
    let body = body.with_trailers(async { Some(Ok(trailers)) });
    let mut response = Response::new(Body::new(body));
    let content_type = HeaderValue::from_static("application/grpc");
    response.headers_mut().insert("content-type", content_type);
    response
}

/// Serves one connection, with TLS if there is an acceptor.
async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, origin: String) {
    let router = Router::new().route("/helloworld.Greeter/SayHello", post(say_hello));
    let service = TowerToHyperService::new(verified(router, &origin));
    let server = http2::Builder::new(TokioExecutor::new());
    let (stream, _) = listener.accept().await.unwrap();
    let _ = match tls {
        Some(tls) => {
            let stream = TokioIo::new(tls.accept(stream).await.unwrap());
            server.serve_connection(stream, service).await
        }
        None => server.serve_connection(TokioIo::new(stream), service).await,
    };
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_signed_for_its_origin() {
    let (listener, address) = listen().await;
    let origin = format!("http://{address}");
    tokio::spawn(serve(listener, None, origin.clone()));
    assert_eq!(printed(&run("grpc", &origin, &[])), "Hello, Jane!\n");

    let (listener, address) = listen().await;
    let another = "http://another.example".to_owned();
    tokio::spawn(serve(listener, None, another));
    let output = run("grpc", &format!("http://{address}"), &[]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(
        errors.contains("the server refused the signature"),
        "{errors}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn with_tls() {
    let (acceptor, certificate) = tls("grpc-certificate.pem");
    let mut config = (**acceptor.config()).clone();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let (listener, address) = listen().await;
    let origin = format!("https://localhost:{}", address.port());
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(serve(listener, Some(acceptor), origin.clone()));
    let output = run("grpc", &origin, &[("SSL_CERT_FILE", &certificate)]);
    assert_eq!(printed(&output), "Hello, Jane!\n");
}
