//! The authorization flow over TLS, with a certificate that was made for this test.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::authorize::assert_granted;
use crate::authorize::process::{ended, start_with};
use crate::authorize::provider::{Provider, VERIFIER};

/// Returns the TLS settings of a server, and the path of the certificate that a client must trust.
pub(crate) fn tls(file: &str) -> (TlsAcceptor, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    std::fs::write(&file, made.cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let file = file.to_str().unwrap().to_owned();
    (TlsAcceptor::from(Arc::new(config)), file)
}

#[tokio::test]
async fn with_a_certificate_that_is_trusted_and_without() {
    let (acceptor, certificate) = tls("authorize-certificate.pem");
    let provider = Provider::start_tls(acceptor).await;
    let trusted = [("SSL_CERT_FILE", certificate.as_str())];
    let me = format!("{}/me", provider.origin);
    // PLAINTEXT needs no opt-out over TLS.
    for method in ["HMAC-SHA1", "PLAINTEXT"] {
        let arguments = ["--signature-method", method, "--get", &me];
        let run = start_with(&provider, &arguments, &trusted).await;
        let ended = run.types(VERIFIER).await;
        assert_granted(&ended);
        assert!(ended.stdout.starts_with("status: 200 OK\n"), "{ended:?}");
    }
    // No option turns off the check of the certificate, not even `--insecure`.
    for arguments in [&[][..], &["--insecure"]] {
        let ended = ended(&provider.origin, arguments).await;
        assert_eq!(ended.status, Some(1), "{ended:?}");
        assert!(ended.stderr.contains("certificate"), "{ended:?}");
    }
}
