//! A website with "sign in with ..": the user grants access on another site and comes back.
//!
//! ```sh
//! cargo run --features reqwest --example sign_in
//! ```
//!
//! ```toml
//! [dependencies]
//! axum = "0.8"
//! reqwest = "0.13"
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use axum::{Router, routing::get};
use reqwest::redirect::Policy;
use tower_oauth1::reqwest::ReqwestService;
use tower_oauth1::{
    AuthorizationFlow, BoxError, Callback, ClientCredentials, Endpoints, PendingAuthorization,
    Signer,
};

#[derive(Clone)]
struct App {
    flow: AuthorizationFlow,
    http: ReqwestService,
    callback: Callback,
    /// The users who are on the other site now. The key is in a cookie of the browser.
    pending: Arc<Mutex<HashMap<String, PendingAuthorization>>>,
}

/// `/login`: sends the browser to the other site.
async fn login(State(mut app): State<App>) -> Result<impl IntoResponse, (StatusCode, String)> {
    let callback = app.callback.clone();
    let pending = app
        .flow
        .request_temporary_credentials(&mut app.http, callback)
        .await;
    let pending = pending.map_err(failed)?;
    let redirect = Redirect::to(pending.authorization_uri());
    let key = pending.credentials().identifier().to_owned();
    // On the internet, also write `; Secure`.
    let cookie = format!("login={key}; Path=/; HttpOnly; SameSite=Lax");
    app.pending
        .lock()
        .expect("nothing panics inside the lock")
        .insert(key, pending);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), redirect))
}

/// `/ready`: the other site sends the browser back to this page.
async fn ready(
    State(mut app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<String, (StatusCode, String)> {
    // Only the browser that started has the cookie, so nobody can complete another user's login.
    let cookies = headers
        .get(header::COOKIE)
        .and_then(|value| value.to_str().ok());
    let mut cookies = cookies.unwrap_or_default().split("; ");
    let key = cookies
        .find_map(|cookie| cookie.strip_prefix("login="))
        .unwrap_or_default();
    let pending = app
        .pending
        .lock()
        .expect("nothing panics inside the lock")
        .remove(key);
    let pending = pending.ok_or((StatusCode::BAD_REQUEST, "start at /login".to_owned()))?;

    let uri = uri.to_string(); // it contains the verifier
    let granted = app
        .flow
        .request_token_credentials(&mut app.http, &pending, &uri)
        .await;
    let granted = granted.map_err(failed)?;
    // Store `granted.credentials().expose_to_string()` with the user, and start a session here.
    Ok(format!(
        "hello {}",
        granted.field("screen_name").unwrap_or("user")
    ))
}

fn failed(error: tower_oauth1::FlowError) -> (StatusCode, String) {
    if error.is_denied() {
        let text = "you did not grant access; start again at /login";
        return (StatusCode::FORBIDDEN, text.to_owned());
    }
    eprintln!("{error}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        eprintln!("  caused by: {cause}");
        source = cause.source();
    }
    let text = "the login failed; start again at /login";
    (StatusCode::BAD_GATEWAY, text.to_owned())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments
        .next()
        .unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let site = arguments
        .next()
        .unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
    let signer = Signer::new(ClientCredentials::new("client-id", "client-secret"));
    let endpoints = Endpoints::new(
        format!("{site}/initiate").parse()?,
        format!("{site}/authorize").parse()?,
        format!("{site}/token").parse()?,
    );
    let client = reqwest::Client::builder()
        .redirect(Policy::none())
        .user_agent("my-app/1.0") // some services refuse requests without it
        .build()?;
    let app = App {
        flow: AuthorizationFlow::new(signer, endpoints),
        http: ReqwestService::new(client),
        callback: Callback::url(format!("http://{address}/ready"))?,
        pending: Arc::default(),
    };
    let app = Router::new()
        .route("/login", get(login))
        .route("/ready", get(ready))
        .with_state(app);
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on http://{address}/login");
    axum::serve(listener, app).await?;
    Ok(())
}
