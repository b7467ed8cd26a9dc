//! A website where users sign in with their account at a provider. See `examples/README.md`.

use std::{collections::HashMap, env, time::Duration};

use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Router, extract::Query, routing::get, routing::post};
use axum_extra::extract::cookie::{Cookie, Key, PrivateCookieJar, SameSite};
use http::{StatusCode, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use tower_oauth1::{AuthorizationFlow, Callback, ClientCredentials, Endpoints, FlowError};
use tower_oauth1::{BoxError, PendingAuthorization, Signer, flow::FlowStep};

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
    flow: AuthorizationFlow,
    http: tower::timeout::Timeout<Client<HttpsConnector<HttpConnector>, axum::body::Body>>,
    callback: Callback,
    provider: String,
    is_https: bool,
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let setting = |name| env::var(name).map_err(|_| format!("set the variable {name}"));
    let client = ClientCredentials::new(setting("CLIENT_ID")?, setting("CLIENT_SECRET")?);
    let (provider, public_url) = (setting("PROVIDER")?, setting("PUBLIC_URL")?);
    let at = |path| format!("{provider}{path}").parse::<Uri>(); // or use `Profile::flow`
    let endpoints = Endpoints::new(at("/initiate")?, at("/authorize")?, at("/token")?);
    let https = HttpsConnectorBuilder::new().with_native_roots()?;
    let https = https.https_or_http().enable_http1().build();
    let http = Client::builder(hyper_util::rt::TokioExecutor::new()).build(https);
    let app = App {
        flow: AuthorizationFlow::new(Signer::new(client), endpoints),
        http: tower::timeout::Timeout::new(http, Duration::from_secs(10)),
        is_https: public_url.starts_with("https:"),
        callback: Callback::url(public_url + "/callback")?,
        provider,
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

async fn home(Extension(app): Extension<App>, jar: PrivateCookieJar) -> Response {
    let host = app.provider.split("//").last().unwrap_or_default();
    if let Some(user) = jar.get("session") {
        let text = format!("You are signed in with your account at {host}.");
        return page(200, &format!("Hello, {}", user.value()), &text, "out");
    }
    let text = format!("Use your account at {host}. We never see your password.");
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

async fn callback(Extension(mut app): Extension<App>, uri: Uri, jar: PrivateCookieJar) -> Reply {
    let Query::<HashMap<String, String>>(query) = Query::try_from_uri(&uri).unwrap_or_default();
    let identifier = query.get("oauth_token").or(query.get("denied")); // X sends `denied`
    let name = format!("pending-{}", identifier.map_or("", String::as_str));
    let pending = jar.get(&name);
    let pending = pending.and_then(|cookie| serde_json::from_str(cookie.value()).ok());
    let pending: PendingAuthorization = pending.ok_or_else(no_longer_valid)?;
    let (flow, uri) = (&app.flow, uri.to_string());
    let granted = flow.request_token_credentials(&mut app.http, &pending, &uri);
    let granted = granted.await.map_err(|error| failed(&error))?;
    // To call the provider for the user, store `granted.expose_secrets()` in a database.
    let user = granted.field("screen_name").unwrap_or("user").to_owned();
    let jar = jar.remove(Cookie::build(name).path("/"));
    let session = cookie(&app, "session".into(), user, 8 * 3600);
    Ok((jar.add(session), Redirect::to("/")))
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
