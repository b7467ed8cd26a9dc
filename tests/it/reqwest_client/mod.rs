//! Requests of reqwest over real connections. The server of this crate verifies them.

mod client;
mod instructions;
#[cfg(feature = "reqwest-middleware")]
mod middleware;
mod older_clients;
mod request_builder;
mod service;

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::IntoResponse;
use axum::routing::any;
use axum::{Extension, Router};
use http::{HeaderMap, StatusCode, header};
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{
    Authenticated, ClientCredentials, OAuth1Layer, PublicOrigin, RequestVerifier, Scope, Signer,
    TokenCredentials,
};

/// A server on the loopback device. `/echo` is verified and returns what it received, and `/move`
/// is verified and redirects to `/echo`. `/open` is not verified.
struct Server {
    address: SocketAddr,
}

impl Server {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let known = MemoryCredentialStore::new();
        known.insert_client(client());
        known.insert_token(IssuedToken::new("client", token()));
        let origin = PublicOrigin::fixed(&format!("http://{address}")).unwrap();
        let verify = VerifyLayer::new(
            known,
            MemoryReplayStore::new(1000),
            RequestVerifier::new(origin),
        );
        let signed = Router::new()
            .route("/echo", any(echo))
            .route("/move", any(moved))
            .layer(verify);
        let open = Router::new().route("/open", any(open)).with_state(address);
        let app = signed.merge(open);
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address }
    }

    fn url(&self, target: &str) -> String {
        format!("http://{}{target}", self.address)
    }

    fn layer(&self) -> OAuth1Layer {
        OAuth1Layer::new(signer(), self.scope())
    }

    fn scope(&self) -> Scope {
        Scope::origin(&self.url("")).unwrap()
    }
}

/// Returns the client identifier, the method, the signed parameters and the body.
async fn echo(
    Extension(caller): Extension<Authenticated>,
    method: http::Method,
    body: Bytes,
) -> String {
    let signed = caller.parameters();
    let signed = signed.filter(|parameter| !parameter.name().starts_with(b"oauth_"));
    let signed: Vec<_> = signed
        .map(|parameter| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            format!("{}={}", text(&parameter.name()), text(&parameter.value()))
        })
        .collect();
    let (client, body) = (caller.client_identifier(), String::from_utf8_lossy(&body));
    format!("{client} {method} [{}] {body}", signed.join(", "))
}

async fn moved() -> impl IntoResponse {
    (StatusCode::FOUND, [(header::LOCATION, "/echo")])
}

/// Returns the `Authorization` header, or `none`.
async fn open(State(_): State<SocketAddr>, headers: HeaderMap, _: Request) -> String {
    let value = headers.get(header::AUTHORIZATION);
    value.map_or("none".to_owned(), |value| {
        value.to_str().unwrap().to_owned()
    })
}

fn client() -> ClientCredentials {
    ClientCredentials::new("client", "secret")
}

fn token() -> TokenCredentials {
    TokenCredentials::new("token", "token secret")
}

fn signer() -> Signer {
    Signer::new(client()).with_token(token())
}

/// Returns a client that follows no redirects.
fn no_redirects() -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client.build().unwrap()
}
