//! The website with "sign in with ..", and a browser that keeps its cookies.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::routing::{MethodRouter, post};
use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;

use super::process::Server;
use crate::authorize::provider::listen;
use crate::support::example::provider::{Provider, program};

/// A browser with its cookies.
struct Browser<'a> {
    http: &'a Provider,
    cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    fn new(http: &'a Provider) -> Self {
        let cookies = BTreeMap::from([("other".to_owned(), "1".to_owned())]);
        Self { http, cookies }
    }

    /// Opens a page. Does not follow a redirect.
    async fn open(&mut self, uri: &str) -> Response<Bytes> {
        let pairs = self.cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = Request::get(uri).header(header::COOKIE, pairs.join("; "));
        let response = self.http.send(request.body(Full::default()).unwrap()).await;
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let (cookie, attributes) = cookie.to_str().unwrap().split_once("; ").unwrap();
            assert_eq!(attributes, "Max-Age=600; Path=/; HttpOnly; SameSite=Lax");
            let (name, value) = cookie.split_once('=').unwrap();
            assert!(
                !name.contains(|c: char| c.is_ascii_control() || " \"(),/:;<=>?@[]".contains(c))
            );
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        response
    }

    /// Begins a login. Returns the page of the other site.
    async fn login(&mut self, website: &Server) -> String {
        let response = self.open(&website.url).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        location(&response)
    }

    async fn expect(&mut self, uri: &str, status: StatusCode, text: &str) {
        let response = self.open(uri).await;
        let page = std::str::from_utf8(response.body()).unwrap();
        assert_eq!((response.status(), page), (status, text), "{uri}");
    }
}

fn location(response: &Response<Bytes>) -> String {
    let location = &response.headers()[header::LOCATION];
    location.to_str().unwrap().to_owned()
}

const START: &str = "start at /login";

#[tokio::test]
async fn only_the_browser_that_started_can_complete_a_login_once() {
    let provider = Provider::run(program());
    let website = Server::start("sign_in", &[&provider.origin]);
    let mut browser = Browser::new(&provider);
    // With `auto=1`, the provider approves and redirects without a form.
    let consent = browser.login(&website).await + "&auto=1";
    let back = location(&browser.open(&consent).await);

    let mut other = Browser::new(&provider);
    other.expect(&back, StatusCode::BAD_REQUEST, START).await;
    // The callback says the name of the cookie, and not its value.
    let (name, value) = browser.cookies.first_key_value().unwrap();
    assert!(name.starts_with("login-") && value.len() == 24, "{name}");
    other.cookies.insert(name.clone(), "1".to_owned());
    other.expect(&back, StatusCode::BAD_REQUEST, START).await;
    // Nor does the value of another login help: the flow notices that the callback is foreign.
    other.login(&website).await;
    let mut values = other.cookies.values();
    let value = values.find(|value| value.len() == 24).unwrap().clone();
    other.cookies.insert(name.clone(), value);
    let text = "the login failed; start again at /login";
    other.expect(&back, StatusCode::BAD_GATEWAY, text).await;

    browser.expect(&back, StatusCode::OK, "hello jane").await;
    // It is used up.
    browser.expect(&back, StatusCode::BAD_REQUEST, START).await;
}

#[tokio::test]
async fn two_tabs_at_once() {
    let provider = Provider::run(program());
    let website = Server::start("sign_in", &[&provider.origin]);
    let mut browser = Browser::new(&provider);
    let first = browser.login(&website).await + "&auto=1";
    let second = browser.login(&website).await + "&auto=1";
    let first = location(&browser.open(&first).await);
    let second = location(&browser.open(&second).await);
    for back in [second, first] {
        browser.expect(&back, StatusCode::OK, "hello jane").await;
    }
}

/// Serves a provider whose temporary credentials have this identifier, percent-encoded.
async fn stub(identifier: &str, token: MethodRouter) -> String {
    let (listener, address) = listen().await;
    let form =
        format!("oauth_token={identifier}&oauth_token_secret=b&oauth_callback_confirmed=true");
    let initiate = post(|| async { form });
    let router = Router::new()
        .route("/initiate", initiate)
        .route("/token", token);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

#[tokio::test]
async fn every_end_of_a_login() {
    let token = || post(|| async { "oauth_token=a&oauth_token_secret=b&screen_name=jane" });
    let expired = || post(|| async { (StatusCode::UNAUTHORIZED, "oauth_problem=token_expired") });
    let fails = || post(|| async { (StatusCode::INTERNAL_SERVER_ERROR, "") });
    let silent = || {
        post(|| async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            "oauth_token=a&oauth_token_secret=b"
        })
    };
    let provider = Provider::run(program());
    // Some of these characters would end the cookie or its name.
    let identifier = "a%3Bb%3D%2F%2Bc%20%25%C3%A9";
    let granted = "oauth_verifier=v&oauth_token";
    let slow = "too slow; start at /login";
    for (token, name, status, text) in [
        (token(), granted, StatusCode::OK, "hello jane"),
        // X sends the identifier in another parameter if the user does not grant access.
        (
            token(),
            "denied",
            StatusCode::FORBIDDEN,
            "you did not grant access; start again at /login",
        ),
        (
            expired(),
            granted,
            StatusCode::GONE,
            "too late; start again at /login",
        ),
        (
            fails(),
            granted,
            StatusCode::BAD_GATEWAY,
            "the login failed; start again at /login",
        ),
        (silent(), granted, StatusCode::GATEWAY_TIMEOUT, slow),
    ] {
        let origin = stub(identifier, token).await;
        let website = Server::start("sign_in", &[&origin]);
        let mut browser = Browser::new(&provider);
        browser.login(&website).await;
        let base = website.url.replace("/login", "/ready");
        let back = format!("{base}?{name}={identifier}");
        browser.expect(&back, status, text).await;
        browser.expect(&back, StatusCode::BAD_REQUEST, START).await;
        browser.expect(&base, StatusCode::BAD_REQUEST, START).await;
    }
}

#[tokio::test]
async fn the_first_step_has_a_time_limit_too() {
    let (listener, address) = listen().await;
    let silent = post(|| tokio::time::sleep(Duration::from_secs(60)));
    let router = Router::new().route("/initiate", silent);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let provider = Provider::run(program());
    let website = Server::start("sign_in", &[&format!("http://{address}")]);
    let text = "too slow; start at /login";
    let mut browser = Browser::new(&provider);
    let status = StatusCode::GATEWAY_TIMEOUT;
    browser.expect(&website.url, status, text).await;
}
