//! Opens a WebSocket (`ws` or `wss`) with a signed request, sends one message, and prints all that
//! come back.
//!
//! ```sh
//! cargo run --example websocket wss://api.example.com/socket
//! ```
//!
//! ```toml
//! [dependencies]
//! futures-util = { version = "0.3", features = ["sink"] }
//! http = "1"
//! rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread", "time"] }
//! tokio-tungstenite = { version = "0.30", features = ["rustls-tls-native-roots"] }
//! tower-oauth1 = "0.1"
//! ```

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use http::{HeaderValue, Uri, header};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use tower_oauth1::{BoxError, ClientCredentials, Origin, Scope, Signer, TokenCredentials};

const CLIENT: (&str, &str) = ("client-id", "client-secret");
const TOKEN: (&str, &str) = ("token", "token-secret");
const TIMEOUT: Duration = Duration::from_secs(10); // to connect

/// Opens a WebSocket. For a new connection, call it again: each needs its own signature.
async fn connect(
    uri: &Uri,
    signer: &Signer,
    scope: &Scope,
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, BoxError> {
    let mut request = uri.into_client_request()?;
    let name = HeaderValue::from_static("my-app/1.0"); // some services refuse requests without it
    request.headers_mut().insert(header::USER_AGENT, name);
    if !scope.contains(uri) {
        return Err("the URI is not in the scope; add its origin to the scope".into());
    }
    // The server sees an HTTP request. So `ws` is signed as `http`, and `wss` as `https`.
    signer.sign_request(&mut request)?;
    match timeout(TIMEOUT, connect_async(request)).await? {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => {
            let advice = "check the secrets, and the clock of this machine";
            Err(format!("the server refused: {}; {advice}", response.status()).into())
        }
        Err(error) => Err(error.into()),
    }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    // If several crates bring their own, rustls does not know which one to use.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let uri = std::env::args().nth(1);
    let uri: Uri = uri
        .ok_or("usage: websocket URI, as in wss://host/path")?
        .parse()?;
    let signer = Signer::new(ClientCredentials::new(CLIENT.0, CLIENT.1))
        .with_token(TokenCredentials::new(TOKEN.0, TOKEN.1));
    // If the URI comes from somewhere else, write the origin here: then a wrong URI is not signed.
    let scope = Scope::from(Origin::try_from(&uri)?);

    let mut socket = connect(&uri, &signer, &scope).await?;
    socket.send(Message::text("hello")).await?;
    while let Some(message) = socket.next().await {
        match message? {
            Message::Text(text) => println!("{text}"),
            // Some servers then end TLS without a word, which would be an error. So stop here.
            Message::Close(_) => break,
            _ => {} // reading answers pings
        }
    }
    socket.flush().await?; // it sends the answer to `Close`
    Ok(())
}
