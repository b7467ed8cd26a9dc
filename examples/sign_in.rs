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
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread", "time"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest"] }
//! ```

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect};
use axum::{Router, routing::get};
use reqwest::redirect::Policy;
use tokio::time::timeout;
use tower_oauth1::protocol::{NonceSource, RandomNonces, percent_encode};
use tower_oauth1::reqwest::ReqwestService;
use tower_oauth1::{AuthorizationFlow, BoxError, Callback, ClientCredentials, Endpoints};
use tower_oauth1::{FlowError, PendingAuthorization, Signer};

/// The time that a user has to decide on the other site.
const TO_DECIDE: Duration = Duration::from_secs(600);
/// The time that the other site has for each step.
const TO_RESPOND: Duration = Duration::from_secs(10);

type Pending = HashMap<String, (Instant, PendingAuthorization)>;
type Failure = (StatusCode, &'static str);
type Page = Result<String, Failure>;
const SLOW: Failure = (StatusCode::GATEWAY_TIMEOUT, "too slow; start at /login");

#[derive(Clone)]
struct App {
    flow: AuthorizationFlow,
    http: ReqwestService,
    callback: Callback,
    /// The users who are on the other site now. The key is the value of a cookie of the browser.
    pending: Arc<Mutex<Pending>>,
}

impl App {
    /// Returns the users who are on the other site, without those who took too long.
    fn pending(&self) -> MutexGuard<'_, Pending> {
        let mut pending = self.pending.lock().expect("nothing panics inside the lock");
        pending.retain(|_, (start, _)| start.elapsed() < TO_DECIDE);
        pending
    }
}

/// `/login`: sends the browser to the other site.
async fn login(State(mut app): State<App>) -> Result<impl IntoResponse, Failure> {
    let (flow, http, callback) = (&app.flow, &mut app.http, app.callback.clone());
    let step = flow.request_temporary_credentials(http, callback);
    let pending = timeout(TO_RESPOND, step).await.map_err(|_| SLOW)?;
    let pending = pending.map_err(failed)?;
    let redirect = Redirect::to(pending.authorization_uri());
    // Nobody can guess the key, so only this browser can complete this login.
    let key = RandomNonces.nonce().as_str().to_owned();
    let name = cookie_name(pending.credentials().identifier());
    // On the internet, also write `; Secure`.
    let cookie = format!("{name}={key}; Max-Age=600; Path=/; HttpOnly; SameSite=Lax");
    app.pending().insert(key, (Instant::now(), pending));
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), redirect))
}

/// `/ready`: the other site sends the browser back to this page.
async fn ready(State(mut app): State<App>, uri: Uri, headers: HeaderMap) -> Page {
    let uri = uri.to_string(); // it contains the identifier and the verifier
    let name = PendingAuthorization::identifier_from_callback(&uri).map(|id| cookie_name(&id));
    let key = name.and_then(|name| cookie(&headers, &name));
    // Removed before the request, because the other site accepts each verifier once: if the browser
    // loads this page twice, only the first request is sent.
    let pending = key.and_then(|key| app.pending().remove(key));
    let (_, pending) = pending.ok_or((StatusCode::BAD_REQUEST, "start at /login"))?;

    let (flow, http) = (&app.flow, &mut app.http);
    let step = flow.request_token_credentials(http, &pending, &uri);
    let granted = timeout(TO_RESPOND, step).await.map_err(|_| SLOW)?;
    let granted = granted.map_err(failed)?;
    // Store `granted.credentials().expose_to_string()` with the user, and start a session here.
    let user = granted.field("screen_name").unwrap_or("user");
    Ok(format!("hello {user}"))
}

/// Each login has its own cookie, so a user can have several tabs.
fn cookie_name(identifier: &str) -> String {
    format!("login-{}", percent_encode(identifier.as_bytes()))
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter();
    let mut cookies = lines.flat_map(|line| line.to_str().unwrap_or_default().split("; "));
    cookies.find_map(|cookie| cookie.strip_prefix(name)?.strip_prefix('='))
}

fn failed(error: FlowError) -> Failure {
    if error.is_denied() {
        let text = "you did not grant access; start again at /login";
        return (StatusCode::FORBIDDEN, text);
    } else if error.is_expired() {
        return (StatusCode::GONE, "too late; start again at /login");
    }
    eprintln!("{error}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        eprintln!("  caused by: {cause}");
        source = cause.source();
    }
    let text = "the login failed; start again at /login";
    (StatusCode::BAD_GATEWAY, text)
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let argument = |number| std::env::args().nth(number);
    let address = argument(1).unwrap_or("127.0.0.1:3000".into());
    let site = argument(2).unwrap_or("http://127.0.0.1:8080".into());
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
