//! A provider that accepts everything, and responds with what a test says.

use std::sync::Arc;

use axum::Router;
use axum::extract::RawQuery;
use axum::response::Redirect;
use axum::routing::{get, post};

/// Starts a provider and returns its origin. It issues the temporary credentials `identifier`
/// (encoded), and sends the user back without asking. `token` is the status and the body of its
/// last response.
pub(crate) async fn start(identifier: &'static str, token: (u16, &'static str)) -> String {
    let callback = Arc::new(std::sync::Mutex::new(String::new()));
    let asked = callback.clone();
    let initiate = move |headers: http::HeaderMap| async move {
        // The header has the callback, encoded.
        let header = headers["authorization"].to_str().unwrap().to_owned();
        let (_, rest) = header.split_once("oauth_callback=\"").unwrap();
        let encoded = rest.split('"').next().unwrap();
        let pair = format!("callback={encoded}");
        let decoded = url::form_urlencoded::parse(pair.as_bytes()).next();
        *asked.lock().unwrap() = decoded.unwrap().1.into_owned();
        format!("oauth_token={identifier}&oauth_token_secret=s&oauth_callback_confirmed=true")
    };
    let authorize = move |RawQuery(query): RawQuery| async move {
        let callback = callback.lock().unwrap().clone();
        Redirect::to(&format!("{callback}?{}&oauth_verifier=v", query.unwrap()))
    };
    let (status, body) = token;
    let token = move || async move { (http::StatusCode::from_u16(status).unwrap(), body) };
    let router = Router::new()
        .route("/initiate", post(initiate))
        .route("/authorize", get(authorize))
        .route("/token", post(token));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await });
    origin
}
