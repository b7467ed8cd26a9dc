//! A server that issues tokens, and keeps clients, tokens, grants and nonces in a database.
//!
//! Copy the folder `examples/shared/database` too, to `shared/database` beside this file. For
//! Postgres, pass `postgres://user@host/database`. Its TLS needs a feature of sqlx.
//!
//! ```sh
//! cargo run --example server_database 127.0.0.1:8080 sqlite:server.db
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

use axum::extract::{Extension, Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::{Router, routing::any, routing::get, routing::post};
use tower_oauth1::grant::{GrantError, Grants};
use tower_oauth1::verify::{Authenticated, VerifyLayer};
use tower_oauth1::{BoxError, PublicOrigin, RequestVerifier};

use database::client::{Callback, Client, Token};
use database::{Database, credentials::Owner};

const REALM: &str = "Photos";
type AppGrants = Grants<Database, Database>;

/// Issues temporary credentials (RFC 5849 section 2.1).
async fn initiate(
    State(grants): State<AppGrants>,
    Extension(caller): Extension<Authenticated>,
) -> Response<String> {
    let response = grants.temporary_credentials(&caller).await;
    response.unwrap_or_else(|error| error.response(REALM))
}

#[derive(serde::Deserialize)]
struct Asked {
    oauth_token: String,
}

/// Asks the user. Put your login in front of this page, and show what the client may do.
async fn ask(State(grants): State<AppGrants>, Query(asked): Query<Asked>) -> Response {
    let pending = match grants.pending(&asked.oauth_token).await {
        Ok(pending) => pending,
        Err(error) => return not_now(&error),
    };
    // Both are texts of this server, so that they need no escapes.
    let client = pending.client_identifier();
    let token = pending.credentials().identifier();
    let page = format!(
        "<p>Allow {client} to act for you?</p><form method=\"post\">\
         <input type=\"hidden\" name=\"oauth_token\" value=\"{token}\"><button>Allow</button></form>"
    );
    // Section 4.14: other sites must not show the page in a frame.
    let policy = "default-src 'none'; frame-ancestors 'none'";
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

/// Records that the user approves (section 2.2).
async fn approve(
    State(grants): State<AppGrants>,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Response {
    // Section 4.13: another site must not send the form.
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let user = "jane"; // the user of your login
    match grants.approve(&asked.oauth_token, user).await {
        Ok(approved) => match (approved.redirect(), approved.verifier()) {
            (Some(uri), _) => (StatusCode::SEE_OTHER, [(header::LOCATION, uri)]).into_response(),
            (None, pin) => format!("Your PIN: {}", pin.unwrap_or_default()).into_response(),
        },
        Err(error) => not_now(&error),
    }
}

fn not_now(error: &GrantError) -> Response {
    // This request is not signed, so 401 does not fit.
    let status = match error.status() {
        StatusCode::SERVICE_UNAVAILABLE => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    };
    let page = "This request has ended, or does not work now. Start again in the app.";
    (status, page).into_response()
}

/// Issues token credentials (section 2.3).
async fn issue(
    State(grants): State<AppGrants>,
    Extension(caller): Extension<Authenticated>,
) -> Response<String> {
    match grants.token_credentials(&caller).await {
        Ok(grant) => grant.response(&[("screen_name", grant.resource_owner())]),
        Err(error) => error.response(REALM),
    }
}

/// The row of the token has the user, so that a request needs no other query.
async fn resource(Extension(caller): Extension<Authenticated>) -> String {
    let owner = caller.get::<Owner>().map_or("", |owner| &owner.0);
    format!("{} for {owner:?}", caller.client_identifier())
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or("127.0.0.1:8080".to_owned());
    let url = arguments.next().unwrap_or("sqlite:server.db".to_owned());
    let database = Database::connect(&url).await?;
    // Only an empty database gets these. Use an `INSERT` to add clients later.
    let callbacks = vec![Callback::Exact("oob".to_owned())];
    let client = Client::new("client-id", "client-secret", callbacks);
    let token = Token::new("client-id", "token", "token-secret");
    database.seed(&[client], &[token]).await?;
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
