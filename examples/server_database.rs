//! A server that issues tokens, and keeps clients, tokens, grants and nonces in a database.
//!
//! Copy the folder `examples/shared/database` too, to `shared/database` beside this file. For
//! Postgres, pass `postgres://user@host/database`. Its TLS needs a feature of sqlx. An empty
//! database gets the client of the variables. Use an `INSERT` to add clients later.
//!
//! ```sh
//! CLIENT_ID=printer CLIENT_SECRET=.. cargo run --example server_database 127.0.0.1:8080 sqlite:server.db
//! ```
//!
//! ```toml
//! [dependencies]
//! axum = { version = "0.8", features = ["form", "query", "tokio"] }
//! serde = { version = "1", features = ["derive"] }
//! serde_json = "1"
//! sqlx = { version = "0.9", default-features = false, features = ["any", "postgres", "runtime-tokio", "sqlite"] }
//! thiserror = "2"
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread", "time"] }
//! tower-oauth1 = "0.1"
//! ```

#[path = "shared/database/mod.rs"]
mod database;

use std::env;

use axum::extract::{Extension, Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Router, routing::any, routing::get, routing::post};
use tower_oauth1::grant::{GrantError, Grants};
use tower_oauth1::verify::{Authenticated, VerifyLayer};
use tower_oauth1::{BoxError, PublicOrigin, RequestVerifier};

use database::client::{Callback, Client};
use database::{Database, credentials::Owner};

const REALM: &str = "Photos";
type App = State<Grants<Database, Database>>;
type Caller = Extension<Authenticated>;
type Page = Result<Response, (StatusCode, &'static str)>;

/// Issues temporary credentials (RFC 5849 section 2.1).
async fn initiate(State(grants): App, Extension(caller): Caller) -> Response<String> {
    let response = grants.temporary_credentials(&caller).await;
    response.unwrap_or_else(|error| error.response(REALM))
}

#[derive(serde::Deserialize)]
struct Asked {
    oauth_token: String,
}

/// Asks the user. Put your login in front of this page, and show what the client may do.
async fn ask(State(grants): App, Query(asked): Query<Asked>) -> Page {
    let pending = grants.pending(&asked.oauth_token).await.map_err(ended)?;
    // Both are texts of this server, so that they need no escapes.
    let client = pending.client_identifier();
    let token = pending.credentials().identifier();
    let page = format!(
        "<p>Allow {client} to act for you?</p><form method=\"post\">\
         <input type=\"hidden\" name=\"oauth_token\" value=\"{token}\"><button>Allow</button></form>"
    );
    // Section 4.14: other sites must not show the page in a frame.
    let policy = "default-src 'none'; frame-ancestors 'none'";
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response())
}

/// Records that the user approves (section 2.2).
async fn approve(State(grants): App, headers: HeaderMap, Form(asked): Form<Asked>) -> Page {
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin") {
        return Err((StatusCode::FORBIDDEN, "Another site sent this.")); // section 4.13
    }
    let user = "jane"; // the user of your login
    let approved = grants.approve(&asked.oauth_token, user).await;
    let approved = approved.map_err(ended)?;
    Ok(match (approved.redirect(), approved.verifier()) {
        (Some(uri), _) => Redirect::to(uri).into_response(),
        (None, pin) => format!("Your PIN: {}", pin.unwrap_or_default()).into_response(),
    })
}

/// Returns a page for the user. The request is not signed, so 401 does not fit.
fn ended(error: GrantError) -> (StatusCode, &'static str) {
    if error.status().is_server_error() {
        return (error.status(), "This does not work now. Try again later.");
    }
    (StatusCode::BAD_REQUEST, "This has ended. Start again.")
}

/// Issues token credentials (section 2.3).
async fn issue(State(grants): App, Extension(caller): Caller) -> Response<String> {
    match grants.token_credentials(&caller).await {
        Ok(grant) => grant.response(&[("screen_name", grant.resource_owner())]),
        Err(error) => error.response(REALM),
    }
}

/// The row of the token has the user, so that a request needs no other query.
async fn resource(Extension(caller): Caller) -> Result<String, StatusCode> {
    let Owner(user) = caller.get().ok_or(StatusCode::FORBIDDEN)?;
    Ok(format!("{} for {user:?}", caller.client_identifier()))
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let argument = |number, default: &str| env::args().nth(number).unwrap_or(default.to_owned());
    let address = argument(1, "127.0.0.1:8080");
    let url = argument(2, "sqlite:server.db");
    let database = Database::connect(&url).await?;
    if let (Ok(id), Ok(secret)) = (env::var("CLIENT_ID"), env::var("CLIENT_SECRET")) {
        let client = Client::new(&id, &secret, vec![Callback::Exact("oob".to_owned())]);
        database.seed(&[client], &[]).await?;
    }
    tokio::spawn(database.clone().sweep_forever());

    let grants = Grants::new(database.clone(), database.clone());
    let verifier = RequestVerifier::new(PublicOrigin::fixed(&format!("http://{address}"))?);
    let layer = |verifier| VerifyLayer::new(database.clone(), database.clone(), verifier);
    let for_clients = layer(verifier.clone().allow_missing_token());
    let temporary = grants.temporary_credential_store();
    let for_temporary = VerifyLayer::new(temporary, database.clone(), verifier.clone());
    let app = Router::new()
        .route("/initiate", post(initiate).layer(for_clients))
        .route("/authorize", get(ask).post(approve))
        .route("/token", post(issue).layer(for_temporary))
        .route("/resource", any(resource).layer(layer(verifier)))
        .with_state(grants);
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("listening on http://{address}");
    axum::serve(listener, app).await?;
    Ok(())
}
