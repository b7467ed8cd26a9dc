//! A website where users sign in with their account at a provider. See `examples/README.md`. Run
//! `cargo run --features reqwest,serde --example web_login`. Copy `examples/shared/web_login` too.
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

use std::{env, time::Duration};

use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Router, routing::get, routing::post};
use axum_extra::extract::cookie::{Cookie, Key, PrivateCookieJar as Jar, SameSite};
use reqwest::{Client, redirect::Policy};
use tower_oauth1::{AuthorizationFlow, BoxError, Callback, ClientCredentials, Endpoints};
use tower_oauth1::{FlowError, GrantedAuthorization, PendingAuthorization, Signer};
use tower_oauth1::{flow::FlowStep, reqwest::ReqwestService};

const NO_LONGER_VALID: &str = include_str!("shared/web_login/no_longer_valid.html");
type Reply = Result<(Jar, Redirect), Response>;

#[derive(Clone)]
struct App {
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
    // For a known provider, write these lines instead of the next three:
    //     let profile = Provider::Tumblr.profile()?;
    //     let signer = profile.signer(client)?;
    //     let flow = profile.flow(signer.clone())?;
    // If `profile.omits_callback()`, pass `Callback::Omitted` in `sign_in`. If
    // `profile.uses_form_flow()`, call the functions of the flow that end in `_with_form`.
    let at = |path| format!("{provider}{path}").parse();
    let endpoints = Endpoints::new(at("/initiate")?, at("/authorize")?, at("/token")?);
    let flow = AuthorizationFlow::new(Signer::new(client), endpoints);
    let http = Client::builder().timeout(Duration::from_secs(10));
    let http = http.redirect(Policy::none()).user_agent("my-website/1.0");
    let app = App {
        flow,
        http: ReqwestService::new(http.build()?),
        is_https: public_url.starts_with("https:"),
        callback: Callback::url(public_url + "/callback")?,
    };
    let key = Key::try_from(setting("COOKIE_KEY")?.as_bytes());
    let style = include_str!("shared/web_login/style.css");
    let router = Router::new()
        .route("/", get(home))
        .route("/sign-in", post(sign_in).get(Redirect::to("/")))
        .route("/callback", get(callback))
        .route("/sign-out", post(sign_out))
        .route("/style.css", get(([("content-type", "text/css")], style)))
        .layer(tower_http::csrf::CsrfLayer::new()) // refuses forms of other sites
        .layer(Extension(app))
        .with_state(key.map_err(|error| format!("COOKIE_KEY: {error}"))?);
    let listener = tokio::net::TcpListener::bind(setting("LISTEN")?).await?;
    Ok(axum::serve(listener, router).await?)
}

async fn home(jar: Jar) -> Response {
    let Some(user) = jar.get("session") else {
        return page(200, include_str!("shared/web_login/signed_out.html"));
    };
    let user = user.value().replace('&', "&amp;").replace('<', "&lt;");
    let html = include_str!("shared/web_login/signed_in.html");
    page(200, &html.replace("{user}", &user))
}

async fn sign_in(Extension(mut app): Extension<App>, jar: Jar) -> Reply {
    let (flow, http, callback) = (&app.flow, &mut app.http, app.callback.clone());
    let pending = flow.request_temporary_credentials(http, callback).await;
    let pending = pending.map_err(failed)?;
    // Each sign-in has its own cookie, so that two tabs work. Its name is percent-encoded.
    let name = format!("pending-{}", pending.credentials().identifier());
    let value = serde_json::to_string(&pending.expose_secrets()).expect("it is text");
    let jar = jar.add(cookie(&app, name, value, 600));
    Ok((jar, Redirect::to(pending.authorization_uri())))
}

async fn callback(Extension(mut app): Extension<App>, uri: Uri, mut jar: Jar) -> Reply {
    let uri = uri.to_string();
    let identifier = PendingAuthorization::identifier_from_callback(&uri);
    let name = format!("pending-{}", identifier.unwrap_or_default());
    let pending = jar.get(&name);
    let pending = pending.and_then(|cookie| serde_json::from_str(cookie.value()).ok());
    let pending: PendingAuthorization = pending.ok_or_else(|| page(410, NO_LONGER_VALID))?;
    let (flow, http) = (&app.flow, &mut app.http);
    let granted = flow.request_token_credentials(http, &pending, &uri).await;
    if granted.as_ref().map_or_else(FlowError::is_denied, |_| true) {
        jar = jar.remove(Cookie::build(name).path("/")); // after other failures, it stays
    }
    let granted = granted.map_err(|error| (jar.clone(), failed(error)).into_response())?;
    let session = cookie(&app, "session".into(), user_of(&granted), 8 * 3600);
    Ok((jar.add(session), Redirect::to("/")))
}

/// Returns the name of the user: a field that the provider sends with the token. If yours sends
/// none, pass `&app` too, and ask its API: `tower_oauth1::guide::sign_in_with` has the lines.
fn user_of(granted: &GrantedAuthorization) -> String {
    granted.field("screen_name").unwrap_or("user").to_owned()
}

async fn sign_out(jar: Jar) -> (Jar, Redirect) {
    let session = Cookie::build("session").path("/");
    (jar.remove(session), Redirect::to("/"))
}

fn cookie(app: &App, name: String, value: String, seconds: u64) -> Cookie<'static> {
    let age = Duration::from_secs(seconds).try_into().expect("hours fit");
    let cookie = Cookie::build((name, value)).path("/").max_age(age);
    let cookie = cookie.secure(app.is_https).http_only(true);
    cookie.same_site(SameSite::Lax).build()
}

fn failed(error: FlowError) -> Response {
    let is_over = error.is_expired() || error.status() == Some(StatusCode::UNAUTHORIZED);
    if error.is_denied() {
        return page(403, include_str!("shared/web_login/denied.html"));
    } else if is_over && error.step() == FlowStep::TokenCredentials {
        return page(410, NO_LONGER_VALID);
    }
    eprintln!("web_login: {error}");
    page(502, include_str!("shared/web_login/failed.html"))
}

fn page(status: u16, html: &str) -> Response {
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    let headers = [
        ("content-security-policy", policy),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"), // the URL of the callback has the verifier
        ("x-content-type-options", "nosniff"),
    ];
    let status = StatusCode::from_u16(status).expect("it is a constant");
    (status, headers, Html(html.to_owned())).into_response()
}
