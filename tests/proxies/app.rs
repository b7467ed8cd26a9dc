//! The server behind the proxies.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, OriginalUri};
use axum::response::Response;
use axum::routing::any;
use axum::{Extension, Router, middleware};
use http::{Extensions, HeaderName, Method, Version};
use tower_oauth1::verify::{
    Authenticated, Forwarding, IpNetwork, IssuedToken, MemoryCredentialStore, MemoryReplayStore,
    TrustedProxies, VerifyLayer,
};
use tower_oauth1::{
    ClientCredentials, Origin, PublicOrigin, Signer, TokenCredentials, VerifyError,
};

fn client() -> ClientCredentials {
    ClientCredentials::new("client-id", "client-secret")
}

fn token() -> TokenCredentials {
    TokenCredentials::new("token", "token-secret")
}

pub(crate) fn signer() -> Signer {
    Signer::new(client()).with_token(token())
}

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(peer.0.ip())
}

/// Trusts the proxies on this machine. These origins are public.
pub(crate) fn proxies(headers: Forwarding, origins: &[String]) -> TrustedProxies {
    let networks: [IpNetwork; 1] = ["127.0.0.0/8".parse().unwrap()];
    let origins = origins
        .iter()
        .map(|origin| origin.parse::<Origin>().unwrap());
    TrustedProxies::new(headers, networks, origins, peer)
        .prefix_header(HeaderName::from_static("x-forwarded-prefix"))
}

async fn show(
    by: Extension<Authenticated>,
    method: Method,
    version: Version,
    OriginalUri(uri): OriginalUri,
) -> String {
    format!("{method} {version:?} {uri} signed as {}", by.uri())
}

async fn socket(by: Extension<Authenticated>, upgrade: WebSocketUpgrade) -> Response {
    let room = by.parameter("room").unwrap_or_default().to_owned();
    upgrade.on_upgrade(async move |mut socket: WebSocket| {
        while let Some(Ok(Message::Text(text))) = socket.recv().await {
            let text = format!("room {room}: {text}");
            socket.send(Message::text(text)).await.unwrap();
        }
    })
}

/// Writes the reason of a refusal into the body, for the tests.
async fn reason(request: axum::extract::Request, next: middleware::Next) -> Response {
    use std::error::Error as _;

    let response = next.run(request).await;
    match response.extensions().get::<VerifyError>() {
        Some(error) => {
            let mut text = error.to_string();
            let mut source = error.source();
            while let Some(cause) = source {
                text = format!("{text}: {cause}");
                source = cause.source();
            }
            response.map(|_| text.into())
        }
        None => response,
    }
}

/// Starts the server on this port.
pub(crate) async fn start(port: u16, proxies: TrustedProxies) {
    let credentials = MemoryCredentialStore::new();
    credentials.insert_client(client()).unwrap();
    credentials
        .insert_token(IssuedToken::new("client-id", token()))
        .unwrap();
    let origin = PublicOrigin::forwarded(proxies);
    let app = Router::new()
        .route("/socket", any(socket))
        .route("/hops/socket", any(socket))
        .fallback(show)
        .layer(VerifyLayer::new(
            credentials,
            MemoryReplayStore::new(1000),
            origin,
        ))
        .layer(middleware::from_fn(reason));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port))
        .await
        .unwrap();
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await });
}
