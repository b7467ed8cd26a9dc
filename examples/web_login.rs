//! A website where users sign in with their account at a provider. See `examples/README.md`, and
//! the guide "sign in with": `tower_oauth1::guide::sign_in_with`.
//!
//! ```sh
//! cargo run --features reqwest,serde --example web_login
//! ```
//!
//! ```toml
//! [dependencies]
//! axum = "0.8"
//! axum-extra = { version = "0.12", features = ["cookie-private"] }
//! reqwest = "0.13"
//! serde_json = "1"
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
//! tower-http = { version = "0.7", features = ["csrf"] }
//! tower-oauth1 = { version = "0.1", features = ["reqwest", "serde"] }
//! ```

use std::{collections::HashMap, env, time::Duration};

use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Router, extract::Query, routing::get, routing::post};
use axum_extra::extract::cookie::{Cookie, Key, PrivateCookieJar, SameSite};
use reqwest::{Client, redirect::Policy};
use tower_oauth1::{AuthorizationFlow, BoxError, Callback, ClientCredentials, Endpoints};
use tower_oauth1::{FlowError, GrantedAuthorization, PendingAuthorization, Signer};
use tower_oauth1::{flow::FlowStep, reqwest::ReqwestService};

const PROVIDER: &str = "Example Photos"; // its name, as users know it
const TIMEOUT: Duration = Duration::from_secs(10); // for a request to the provider
const STYLE: &str = ":root { color-scheme: light dark; --accent: light-dark(#1d5bbf, #8fb8ff) }
body { margin: 0; padding: 12vh 1rem 1rem; font: 1.0625rem/1.5 system-ui, sans-serif;
  color: light-dark(#1b1d23, #e9eaee); background: light-dark(#f3f4f7, #121317) }
main { max-width: 24rem; margin: auto; padding: 2rem; background: light-dark(#fff, #1c1e24);
  border: 1px solid light-dark(#d4d7df, #3b3f4a); border-radius: 12px; overflow-wrap: anywhere }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25 } p { margin: 0.75rem 0 1.75rem }
button { width: 100%; padding: 0.75rem; border: 0; border-radius: 8px; font: inherit }
[action$=in] button { color: light-dark(#fff, #0d1e3a); background: var(--accent) }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }";
type Reply = Result<(PrivateCookieJar, Redirect), Response>;

#[derive(Clone)]
struct App {
    #[expect(
        dead_code,
        reason = "if the API says who the user is, `user_of` needs it"
    )]
    signer: Signer,
    flow: AuthorizationFlow,
    http: ReqwestService,
    callback: Callback,
    is_https: bool,
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let setting = |name| env::var(name).map_err(|_| format!("set the variable {name}"));
    let client = ClientCredentials::new(setting("CLIENT_ID")?, setting("CLIENT_SECRET")?);
    let (provider, public_url) = (setting("PROVIDER")?, setting("PUBLIC_URL")?);
    // For a known provider, write these lines instead of the next four:
    //     let profile = Provider::Tumblr.profile()?;
    //     let signer = profile.signer(client)?;
    //     let flow = profile.flow(signer.clone())?;
    // If `profile.omits_callback()`, pass `Callback::Omitted` in `sign_in`. If
    // `profile.uses_form_flow()`, call the functions of the flow that end in `_with_form`.
    let at = |path| format!("{provider}{path}").parse();
    let endpoints = Endpoints::new(at("/initiate")?, at("/authorize")?, at("/token")?);
    let signer = Signer::new(client);
    let flow = AuthorizationFlow::new(signer.clone(), endpoints);
    let http = Client::builder().redirect(Policy::none()).timeout(TIMEOUT);
    let http = http.user_agent("my-website/1.0"); // some providers refuse requests without it
    let app = App {
        signer,
        flow,
        http: ReqwestService::new(http.build()?),
        is_https: public_url.starts_with("https:"),
        callback: Callback::url(public_url + "/callback")?,
    };
    let key = Key::try_from(setting("COOKIE_KEY")?.as_bytes());
    let router = Router::new()
        .route("/", get(home))
        .route("/sign-in", post(sign_in).get(Redirect::to("/")))
        .route("/callback", get(callback))
        .route("/sign-out", post(sign_out))
        .route("/style.css", get(([("content-type", "text/css")], STYLE)))
        .layer(tower_http::csrf::CsrfLayer::new()) // refuses forms of other sites
        .layer(Extension(app))
        .with_state(key.map_err(|error| format!("COOKIE_KEY: {error}"))?);
    let listener = tokio::net::TcpListener::bind(setting("LISTEN")?).await?;
    Ok(axum::serve(listener, router).await?)
}

async fn home(jar: PrivateCookieJar) -> Response {
    if let Some(user) = jar.get("session") {
        let text = format!("You are signed in with your account at {PROVIDER}.");
        return page(200, &format!("Hello, {}", user.value()), &text, "out");
    }
    let text = format!("Use your account at {PROVIDER}. We never see your password.");
    page(200, "Sign in", &text, "in")
}

async fn sign_in(Extension(mut app): Extension<App>, jar: PrivateCookieJar) -> Reply {
    let (flow, callback) = (&app.flow, app.callback.clone());
    let pending = flow.request_temporary_credentials(&mut app.http, callback);
    let pending = pending.await.map_err(|error| failed(&error))?;
    // Each sign-in has its own cookie, so that two tabs work. Its name is percent-encoded.
    let name = format!("pending-{}", pending.credentials().identifier());
    let value = serde_json::to_string(&pending.expose_secrets()).expect("it is text");
    let jar = jar.add(cookie(&app, name, value, 600));
    Ok((jar, Redirect::to(pending.authorization_uri())))
}

async fn callback(
    Extension(mut app): Extension<App>,
    uri: Uri,
    mut jar: PrivateCookieJar,
) -> Reply {
    let Query::<HashMap<String, String>>(query) = Query::try_from_uri(&uri).unwrap_or_default();
    let identifier = query.get("oauth_token").or(query.get("denied")); // X sends `denied`
    let name = format!("pending-{}", identifier.map_or("", String::as_str));
    let pending = jar.get(&name);
    let pending = pending.and_then(|cookie| serde_json::from_str(cookie.value()).ok());
    let pending: PendingAuthorization = pending.ok_or_else(no_longer_valid)?;
    let (flow, uri) = (&app.flow, uri.to_string());
    let granted = flow.request_token_credentials(&mut app.http, &pending, &uri);
    let granted = granted.await;
    if granted.as_ref().map_or_else(FlowError::is_denied, |_| true) {
        jar = jar.remove(Cookie::build(name).path("/")); // after other failures, it stays
    }
    let granted = granted.map_err(|error| (jar.clone(), failed(&error)).into_response())?;
    let session = cookie(&app, "session".into(), user_of(&granted), 8 * 3600);
    Ok((jar.add(session), Redirect::to("/")))
}

/// Returns the name of the user: a field that the provider sends with the token. If yours sends
/// none, pass `&app` too, and ask its API. The guide has the lines for it:
/// `let user = app.signer.with_token(granted.into_credentials());` and a signed request.
fn user_of(granted: &GrantedAuthorization) -> String {
    // To call the provider for the user later, store `granted.expose_secrets()` in a database.
    granted.field("screen_name").unwrap_or("user").to_owned()
}

async fn sign_out(jar: PrivateCookieJar) -> (PrivateCookieJar, Redirect) {
    let session = Cookie::build("session").path("/");
    (jar.remove(session), Redirect::to("/"))
}

fn cookie(app: &App, name: String, value: String, seconds: u64) -> Cookie<'static> {
    let age = Duration::from_secs(seconds).try_into().expect("hours fit");
    let cookie = Cookie::build((name, value)).path("/").max_age(age);
    let cookie = cookie.secure(app.is_https).http_only(true);
    cookie.same_site(SameSite::Lax).build()
}

fn failed(error: &FlowError) -> Response {
    let is_over = error.is_expired() || error.status() == Some(StatusCode::UNAUTHORIZED);
    if error.is_denied() {
        let text = "You did not allow access, so nothing has changed.";
        return page(403, "You are not signed in", text, "in");
    } else if is_over && error.step() == FlowStep::TokenCredentials {
        return no_longer_valid();
    }
    eprintln!("web_login: {error}");
    let text = "The provider did not respond as expected. Please try again in a few minutes.";
    page(502, "You cannot sign in now", text, "in")
}

fn no_longer_valid() -> Response {
    let text = "It was used before, is too old, or began in another browser. Please sign in again.";
    page(410, "This sign-in is no longer valid", text, "in")
}

fn page(status: u16, title: &str, text: &str, in_or_out: &str) -> Response {
    let [title, text] = [title, text].map(|text| text.replace('&', "&amp;").replace('<', "&lt;"));
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>\
         <meta name=viewport content=\"width=device-width\"><link rel=stylesheet href=/style.css>\
         <main><h1>{title}</h1><p>{text}</p><form method=post action=/sign-{in_or_out}>\
         <button>Sign {in_or_out}</button></form></main>"
    );
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let headers = [
        ("content-security-policy", policy),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"), // the URL of the callback has the verifier
        ("x-content-type-options", "nosniff"),
    ];
    let status = StatusCode::from_u16(status).expect("it is a constant");
    (status, headers, Html(html)).into_response()
}
