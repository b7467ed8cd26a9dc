//! The clients with hyper over TLS, with a certificate that was made for this test.

use axum::Router;
use axum::routing::any;

use super::process::{printed, run};
use super::stub::{busy_once, verified};
use crate::authorize::https::tls;
use crate::authorize::provider::{listen, serve_tls};

/// Serves these routes over TLS. Returns the origin and the file with the certificate.
async fn serve(router: Router, certificate: &str) -> (String, String) {
    let (acceptor, certificate) = tls(certificate);
    let (listener, address) = listen().await;
    let origin = format!("https://localhost:{}", address.port());
    tokio::spawn(serve_tls(listener, acceptor, verified(router, &origin)));
    (origin, certificate)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_trusted_and_one_that_is_not() {
    let router = Router::new().route("/resource", any(async || "verified"));
    let (origin, certificate) = serve(router, "hyper-client-certificate.pem").await;
    let trusting = |certificate: &str| {
        let environment = [("SSL_CERT_FILE", certificate)];
        run("hyper_client", &origin, &environment)
    };
    assert_eq!(
        printed(&trusting(&certificate)),
        "200 OK: verified\n200 OK\n"
    );
    let (_, other) = tls("another-certificate.pem");
    let refused = trusting(&other);
    assert!(!refused.status.success());
    let errors = String::from_utf8_lossy(&refused.stderr);
    assert!(errors.contains("InvalidCertificate"), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_in_a_struct_sends_again() {
    let (origin, certificate) = serve(busy_once(), "hyper-tls-certificate.pem").await;
    let output = run("hyper_tls", &origin, &[("SSL_CERT_FILE", &certificate)]);
    assert_eq!(printed(&output), "verified\n".repeat(2));
}
