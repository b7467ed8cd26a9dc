//! The event `refused` of servers names the expected origin, also if the request is not signed.

use std::convert::Infallible;

use http::uri::Scheme;
use http::{Request, Response, header};
use tower::{Layer, ServiceExt};
use tower_oauth1::PublicOrigin;
use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, VerifyLayer};

use super::collector::Collector;

/// Returns the event of a request with these `Host` headers and without a signature.
async fn event(origin: PublicOrigin, hosts: &[&str]) -> String {
    let inner = tower::service_fn(|_: Request<axum::body::Body>| {
        std::future::ready(Ok::<_, Infallible>(
            Response::new(axum::body::Body::empty()),
        ))
    });
    let replay = MemoryReplayStore::new(10);
    let server = VerifyLayer::new(MemoryCredentialStore::new(), replay, origin).layer(inner);
    let mut request = Request::get("/photos");
    for host in hosts {
        request = request.header(header::HOST, *host);
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    let logs = Collector::start();
    server.oneshot(request).await.unwrap();
    logs.one().to_string()
}

#[tokio::test]
async fn of_a_fixed_origin_whatever_the_request_says() {
    let origin = || PublicOrigin::fixed("https://api.example.com:8443").unwrap();
    for hosts in [&["10.0.0.5"][..], &[], &["one", "two"]] {
        let event = event(origin(), hosts).await;
        let expected = "INFO tower_oauth1::verify refused http.request.method=GET \
                        url.scheme=https server.address=api.example.com server.port=8443 \
                        url.path=/photos";
        assert!(event.starts_with(expected), "{event}");
    }
}

#[tokio::test]
async fn of_the_request_if_it_decides() {
    let origin = || PublicOrigin::as_received(Scheme::HTTPS);
    let known = event(origin(), &["api.example.com"]).await;
    let expected = "url.scheme=https server.address=api.example.com server.port=443";
    assert!(known.contains(expected), "{known}");
    let unknown = event(origin(), &[]).await;
    assert!(!unknown.contains("server."), "{unknown}");
}
