//! A provider for the example, over plain HTTP or TLS. It checks every signature.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tower_oauth1::{
    ClientCredentials, PublicOrigin, RequestVerifier, SignatureMethod, TokenCredentials,
};

pub(crate) const CLIENT: (&str, &str) = ("client-id", "client-s3cret");
pub(crate) const VERIFIER: &str = "v3rifier";

/// The requests that the provider received: the path, and the protocol parameters.
pub(crate) type Received = Vec<(String, Vec<(String, String)>)>;

#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) origin: String,
    received: Arc<Mutex<Received>>,
}

impl Provider {
    pub(crate) async fn start() -> Self {
        let (listener, address) = listen().await;
        let provider = Self::at(format!("http://{address}"));
        let router = provider.router();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        provider
    }

    /// Starts it with TLS, with the name `localhost`.
    pub(crate) async fn start_tls(tls: TlsAcceptor) -> Self {
        let (listener, address) = listen().await;
        let provider = Self::at(format!("https://localhost:{}", address.port()));
        let router = provider.router();
        tokio::spawn(serve_tls(listener, tls, router));
        provider
    }

    /// Returns the provider with an address of this machine that is not a loopback address.
    pub(crate) fn elsewhere(mut self) -> Self {
        self.origin = self.origin.replace("127.0.0.1", "0.0.0.0");
        self
    }

    fn at(origin: String) -> Self {
        let received = Arc::default();
        Self { origin, received }
    }

    fn router(&self) -> Router {
        Router::new().fallback(respond).with_state(self.clone())
    }

    /// Returns the values of one protocol parameter, each with the path that received it.
    pub(crate) fn received(&self, name: &str) -> Vec<(String, String)> {
        let received = self.received.lock().unwrap();
        let pairs = received.iter().flat_map(|(path, parameters)| {
            let named = parameters.iter().filter(|(other, _)| other == name);
            named.map(|(_, value)| (path.clone(), value.clone()))
        });
        pairs.collect()
    }
}

/// Serves a router over TLS, until the end of the test.
pub(crate) async fn serve_tls(listener: TcpListener, tls: TlsAcceptor, router: Router) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, service) = (tls.clone(), TowerToHyperService::new(router.clone()));
        tokio::spawn(async move {
            // A client that does not trust the certificate closes the connection.
            if let Ok(stream) = tls.accept(stream).await {
                let http = hyper::server::conn::http1::Builder::new();
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            }
        });
    }
}

pub(crate) async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn request_host(parts: &http::request::Parts) -> &str {
    parts.headers[header::HOST].to_str().unwrap()
}

async fn respond(State(provider): State<Provider>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let host = request_host(&parts);
    let origin = if provider.origin.starts_with("https") {
        format!("https://{host}")
    } else {
        format!("http://{host}")
    };
    let verifier = RequestVerifier::new(PublicOrigin::fixed(&origin).unwrap())
        .signature_methods([SignatureMethod::HmacSha1, SignatureMethod::Plaintext])
        .insecure_plaintext_without_tls();
    let request = verifier.parse(&parts, Some(&body)).ok();
    // The paths of a WordPress site, for its profile.
    let path = match parts.uri.path() {
        "/oauth1/request" => "/initiate",
        "/oauth1/access" => "/token",
        path => path,
    };
    let path = path.to_owned();
    let token = match path.as_str() {
        "/initiate" => None,
        "/token" => Some(TokenCredentials::new("temp", "temp-s3cret")),
        _ => Some(TokenCredentials::new("token", "token-s3cret")),
    };
    let client = ClientCredentials::new(CLIENT.0, CLIENT.1);
    let header = parts.headers.get(header::AUTHORIZATION).unwrap();
    let header = crate::support::header::read(header.to_str().unwrap()).unwrap();
    let parameter = |name: &str| {
        let found = header.parameters.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    #[cfg(feature = "rsa")]
    let by_rsa = parameter("oauth_signature_method").starts_with("RSA-");
    #[cfg(feature = "rsa")]
    let verified_by_rsa = by_rsa && rsa(&parts, &origin, &parameter("oauth_signature"));
    #[cfg(not(feature = "rsa"))]
    let verified_by_rsa = false;
    if !verified_by_rsa && (request.is_none_or(|r| r.verify(&client, token.as_ref()).is_err())) {
        let problem = "OAuth oauth_problem=\"signature_invalid\", \
                       oauth_problem_advice=\"look%20at%20the%0Asecret\"";
        let headers = [(header::WWW_AUTHENTICATE, problem)];
        return (StatusCode::UNAUTHORIZED, headers).into_response();
    }
    let verified = parameter("oauth_verifier") == VERIFIER;
    let mut parameters = header.parameters.clone();
    parameters.extend(header.realm.map(|realm| ("realm".to_owned(), realm)));
    provider
        .received
        .lock()
        .unwrap()
        .push((path.clone(), parameters));
    match path.as_str() {
        "/initiate" => {
            "oauth_token=temp&oauth_token_secret=temp-s3cret&oauth_callback_confirmed=true"
                .into_response()
        }
        "/token" if verified => {
            "oauth_token=token&oauth_token_secret=token-s3cret&user=j%C3%A4ne&a=b".into_response()
        }
        "/me" => "hello, j\u{e4}ne".into_response(),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// Returns whether the key of these tests signed the request.
#[cfg(feature = "rsa")]
fn rsa(parts: &http::request::Parts, origin: &str, signature: &str) -> bool {
    use tower_oauth1::Explanation;
    use tower_oauth1::protocol::RsaPublicKey;

    let key = RsaPublicKey::from_pem(include_str!("../../fixtures/rsa/certificate.pem")).unwrap();
    let explained = Explanation::from_parts_at(&origin.parse().unwrap(), parts, None).unwrap();
    let text = explained.base_string().unwrap().as_bytes();
    let method = SignatureMethod::RsaSha256;
    key.verify(method, text, signature.as_bytes()).is_ok()
}
