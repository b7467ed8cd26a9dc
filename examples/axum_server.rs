//! A server that accepts only signed requests.

use axum::{Extension, Router, middleware, response::Response, routing::any};
use tower_oauth1::verify::{Authenticated, IssuedToken, MemoryCredentialStore, MemoryReplayStore};
use tower_oauth1::verify::{PublicOrigin, Refusal, VerifyLayer};
use tower_oauth1::{BoxError, ClientCredentials, TokenCredentials};

async fn resource(Extension(caller): Extension<Authenticated>) -> String {
    format!(
        "{} for {:?}",
        caller.client_identifier(),
        caller.token_identifier()
    )
}

/// Prints why a request was refused. The response does not say it.
async fn log_refusal(response: Response) -> Response {
    if let Some(refusal) = response.extensions().get::<Refusal>() {
        eprintln!("{}: {refusal}", response.status());
    }
    response
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let address = std::env::args().nth(1);
    let address = address.as_deref().unwrap_or("127.0.0.1:8080");
    // The clients and tokens. To use a database, implement the trait `CredentialStore`.
    let credentials = MemoryCredentialStore::new();
    credentials.insert_client(ClientCredentials::new("client-id", "client-secret"))?;
    let token = TokenCredentials::new("token", "token-secret");
    credentials.insert_token(IssuedToken::new("client-id", token))?;
    // The used nonces: requests per second * 600 seconds * 2, here for 800 requests per second.
    // Twice, because a store that is half full limits each client to an eighth of it.
    let replay = MemoryReplayStore::new(960_000);
    // The origin that clients sign: on the internet, as in `https://api.example.com`.
    let origin = PublicOrigin::fixed(&format!("http://{address}"))?;

    let app = Router::new()
        .route("/resource", any(resource))
        .layer(VerifyLayer::new(credentials, replay, origin))
        .layer(middleware::map_response(log_refusal));
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening on http://{address}");
    axum::serve(listener, app).await?;
    Ok(())
}
