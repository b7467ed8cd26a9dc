//! Requests of reqwest over real connections. The server of this crate verifies them.

mod client;
mod doors;
mod existing_clients;
mod instructions;
mod many_users;
#[cfg(feature = "reqwest-middleware")]
mod middleware;
mod older_clients;
mod redirects;
mod refusals;
mod request_builder;
mod retries;
mod service;
mod urls;

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{RawQuery, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Extension, Router};
use http::{HeaderMap, StatusCode, header};
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{
    Authenticated, ClientCredentials, OAuth1Layer, PublicOrigin, RequestVerifier, Scope, Signer,
    TokenCredentials,
};

/// A server on the loopback device. It verifies all requests except those to `/open` and `/turns`:
///
/// - `/echo` and all paths below `/any/` return what the server received.
/// - `/move` redirects to the URL that is the query, or to `/echo`. `/move307` and `/move308` do so
///   with these statuses, with which a client sends the body again.
/// - `/cookie` returns the cookies that it received, and sets one.
/// - `/gzip` returns a text that is compressed.
/// - `/slow` never responds.
/// - `/open` returns the `Authorization` header, or `none`.
/// - `/turns?N` redirects to `/turns?N+1`, and from `/turns?99` to `/open`.
struct Server {
    address: SocketAddr,
}

impl Server {
    async fn start() -> Self {
        Self::start_with(|origin| PublicOrigin::fixed(origin).unwrap()).await
    }

    async fn start_with(public_origin: impl FnOnce(&str) -> PublicOrigin) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let known = MemoryCredentialStore::new();
        known.insert_client(client()).unwrap();
        known
            .insert_token(IssuedToken::new("client", token()))
            .unwrap();
        let origin = public_origin(&format!("http://{address}"));
        let verify = VerifyLayer::new(
            known,
            MemoryReplayStore::new(1000),
            RequestVerifier::new(origin),
        );
        let signed = Router::new()
            .route("/echo", any(echo))
            .route("/any/{*path}", any(echo))
            .route("/move", any(moved))
            .route("/move307", any(async |query| moved_with(307, query)))
            .route("/move308", any(async |query| moved_with(308, query)))
            .route("/cookie", any(cookie))
            .route("/gzip", any(gzip))
            .route("/slow", any(std::future::pending::<()>))
            .layer(verify);
        let app = signed.route("/open", any(open)).route("/turns", any(turns));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address }
    }

    /// Returns an address where nothing listens.
    fn silent() -> Self {
        let address = ([127, 0, 0, 1], 1).into();
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

async fn moved(query: RawQuery) -> impl IntoResponse {
    moved_with(302, query)
}

fn moved_with(status: u16, RawQuery(query): RawQuery) -> impl IntoResponse {
    // The query may also have protocol parameters.
    let target = query.unwrap_or_default();
    let target = target
        .split('&')
        .find(|pair| pair.starts_with('/') || pair.starts_with("http"));
    let target = target.unwrap_or("/echo").to_owned();
    (
        StatusCode::from_u16(status).unwrap(),
        [(header::LOCATION, target)],
    )
}

async fn turns(RawQuery(query): RawQuery) -> impl IntoResponse {
    let turn: u32 = query.unwrap().parse().unwrap();
    let target = if turn == 99 {
        "/open".to_owned()
    } else {
        format!("/turns?{}", turn + 1)
    };
    (StatusCode::FOUND, [(header::LOCATION, target)])
}

async fn cookie(headers: HeaderMap) -> impl IntoResponse {
    let received = headers
        .get(header::COOKIE)
        .map_or("none", |value| value.to_str().unwrap());
    ([(header::SET_COOKIE, "session=7")], received.to_owned())
}

async fn gzip(headers: HeaderMap) -> Response {
    use std::io::Write as _;

    let accepted = headers[header::ACCEPT_ENCODING].to_str().unwrap();
    assert!(accepted.contains("gzip"), "{accepted}");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(b"compressed").unwrap();
    let bytes = encoder.finish().unwrap();
    ([(header::CONTENT_ENCODING, "gzip")], bytes).into_response()
}

async fn open(headers: HeaderMap, _: Request) -> String {
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
