//! Signed requests over HTTP/1.1 and HTTP/2, with and without TLS.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, Request, Uri, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::app::signer;

/// A connection to a proxy.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Connects to the host of the URI. With TLS, trusts the certificate of the folder.
pub(crate) async fn connect(folder: &Path, uri: &Uri, protocol: &str) -> Box<dyn Stream> {
    let port = uri.port_u16().unwrap();
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    if uri.scheme_str() != Some("https") {
        return Box::new(stream);
    }
    let mut roots = rustls::RootCertStore::empty();
    let certificate = CertificateDer::from_pem_file(folder.join("certificate.pem")).unwrap();
    roots.add(certificate).unwrap();
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.into()];
    let name = ServerName::try_from(uri.host().unwrap().to_owned()).unwrap();
    let connector = TlsConnector::from(Arc::new(config));
    Box::new(connector.connect(name, stream).await.unwrap())
}

/// Signs a POST of a form to this URI, or a GET.
pub(crate) fn signed(uri: &str, form: Option<&'static str>) -> Request<Full<Bytes>> {
    let mut request = Request::builder().uri(uri);
    if form.is_some() {
        let content_type = "application/x-www-form-urlencoded";
        request = request
            .method("POST")
            .header(header::CONTENT_TYPE, content_type);
    }
    let mut request = request.body(form.unwrap_or_default()).unwrap();
    signer().sign_request(&mut request).unwrap();
    request.map(|form| Full::new(Bytes::from_static(form.as_bytes())))
}

/// Returns the request as it is sent over HTTP/1.1: in origin form, with a `Host` header.
pub(crate) fn in_origin_form<B>(mut request: Request<B>) -> Request<B> {
    let host = request.uri().authority().unwrap().as_str().parse().unwrap();
    request.headers_mut().insert(header::HOST, host);
    let target = request.uri().path_and_query().unwrap().clone();
    *request.uri_mut() = target.into();
    request
}

/// Sends a request with additional headers over HTTP/1.1. Returns the status and the body.
pub(crate) async fn send(
    folder: &Path,
    mut request: Request<Full<Bytes>>,
    headers: &[(&'static str, &'static str)],
) -> (u16, String) {
    let stream = connect(folder, request.uri(), "http/1.1").await;
    for (name, value) in headers {
        let name = HeaderName::from_static(name);
        request.headers_mut().append(name, value.parse().unwrap());
    }
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let response = sender.send_request(in_origin_form(request)).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// Opens an HTTP/2 connection.
pub(crate) async fn http2(folder: &Path, uri: &Uri) -> http2::SendRequest<Full<Bytes>> {
    let stream = connect(folder, uri, "h2").await;
    let connection = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await;
    let (sender, connection) = connection.unwrap();
    tokio::spawn(connection);
    sender
}
