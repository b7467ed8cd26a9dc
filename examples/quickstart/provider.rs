//! The example `provider` in this process, with one client and a resource that is busy at first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::Value;
use tower::BoxError;
use tower_oauth1::ClientCredentials;
use tower_oauth1::grant::MemoryGrantStore;
use tower_oauth1::verify::{MemoryCredentialStore, MemoryReplayStore, RegisteredClient};

use crate::routes;

/// The secret of the only client.
pub(crate) const CLIENT_SECRET: &str = "a secret that the provider printed";
/// The callback of the client.
pub(crate) const CALLBACK: &str = "http://printer.example.com/ready";

/// For each path, a line of text about each attempt.
type Attempts = Arc<Mutex<HashMap<String, Vec<String>>>>;

/// Starts the provider on a free loopback port and returns its origin.
pub(crate) async fn start() -> Result<String, BoxError> {
    let credentials = Arc::new(MemoryCredentialStore::new());
    let client = ClientCredentials::new("quickstart", CLIENT_SECRET);
    credentials.insert_client(RegisteredClient::new(client).callbacks([CALLBACK])?)?;
    let grants = MemoryGrantStore::new(credentials.clone());
    let replay = MemoryReplayStore::new(1000);
    let router = routes::router(credentials, grants, replay, routes::Settings::default())
        .layer(from_fn_with_state(Attempts::default(), busy_at_first));

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(origin)
}

/// Middleware that responds with 503 to the first verified attempt at a path in `/resource/busy`.
async fn busy_at_first(
    State(attempts): State<Attempts>,
    request: Request,
    next: Next,
) -> Result<Response, StatusCode> {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    if !path.starts_with("/resource") || !response.status().is_success() {
        return Ok(response);
    }
    let internal_error = StatusCode::INTERNAL_SERVER_ERROR;
    let body = to_bytes(response.into_body(), 1 << 20).await;
    let body = body.map_err(|_| internal_error)?;
    let mut details: Value = serde_json::from_slice(&body).map_err(|_| internal_error)?;

    let mut all = attempts.lock().expect("nothing panics inside the lock");
    let attempts = all.entry(path.clone()).or_default();
    let status = if path.starts_with("/resource/busy") && attempts.is_empty() {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    let nonce = details["nonce"].as_str().unwrap_or_default();
    let number = attempts.len() + 1;
    attempts.push(format!(
        "attempt {number}    nonce {nonce}, response {status}"
    ));
    details["attempts"] = attempts.clone().into();
    Ok((status, Json(details)).into_response())
}
