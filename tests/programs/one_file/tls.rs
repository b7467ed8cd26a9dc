//! The client with hyper over TLS, with a certificate that was made for this test.

use axum::Router;
use axum::routing::any;
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{ClientCredentials, PublicOrigin, TokenCredentials};

use super::process::{printed, run};
use crate::authorize::https::tls;
use crate::authorize::provider::{listen, serve_tls};

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_trusted_and_one_that_is_not() {
    let (acceptor, certificate) = tls("hyper-client-certificate.pem");
    let (listener, address) = listen().await;
    let origin = format!("https://localhost:{}", address.port());
    let credentials = MemoryCredentialStore::new();
    credentials.insert_client(ClientCredentials::new("client-id", "client-secret"));
    let token = TokenCredentials::new("token", "token-secret");
    credentials.insert_token(IssuedToken::new("client-id", token));
    let public = PublicOrigin::fixed(&origin).unwrap();
    let verify = VerifyLayer::new(credentials, MemoryReplayStore::new(100), public);
    let router = Router::new()
        .route("/resource", any(async || "verified"))
        .layer(verify);
    let server = tokio::spawn(serve_tls(listener, acceptor, router));

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
    server.abort();
}
