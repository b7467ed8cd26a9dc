//! Real HTTP/2 connections, where `:authority` takes the place of `Host`.

use std::convert::Infallible;

use bytes::Bytes;
use http::uri::Scheme;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_oauth1::verify::{Authenticated, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{PublicOrigin, RequestVerifier, Signer};

use crate::support::{client, token};
use crate::verify::server::connection::http2;
use crate::verify::server::harness::credentials;

/// Responds on one connection with the URI that was verified.
async fn serve(listener: TcpListener) {
    let verifier = RequestVerifier::new(PublicOrigin::as_received(Scheme::HTTP));
    let layer = VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier);
    let inner = tower::service_fn(|request: Request<Incoming>| async move {
        let by = request.extensions().get::<Authenticated>().unwrap();
        let words = format!("{:?} {}", request.version(), by.uri());
        Ok::<_, Infallible>(http::Response::new(Full::<Bytes>::from(words)))
    });
    let service = ServiceBuilder::new()
        .layer(layer.bodies_untouched())
        .service(inner);
    let (stream, _) = listener.accept().await.unwrap();
    let service = TowerToHyperService::new(service);
    hyper::server::conn::http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_authority_is_the_host_that_was_signed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener));
    let mut sender = http2(address).await;

    let signer = Signer::new(client()).with_token(token());
    let signed = || {
        let uri = format!("http://{address}/photos?size=original");
        let mut request = Request::get(uri).body("").unwrap();
        signer.sign_request(&mut request).unwrap();
        request.map(|_| Full::<Bytes>::default())
    };
    let response = sender.send_request(signed()).await.unwrap();
    assert_eq!(response.status(), 200);
    let words = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(words, format!("HTTP/2.0 http://{address}/photos"));

    let mut elsewhere = signed();
    *elsewhere.uri_mut() = "http://evil.example/photos?size=original".parse().unwrap();
    assert_eq!(sender.send_request(elsewhere).await.unwrap().status(), 401);
    // A `Host` that contradicts the `:authority`.
    let mut two = signed();
    two.headers_mut()
        .insert(header::HOST, "evil.example".parse().unwrap());
    assert_eq!(sender.send_request(two).await.unwrap().status(), 400);
}
