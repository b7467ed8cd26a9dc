//! Other sites cannot show the pages of the example `provider` in a frame, nor decide for a user.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use thirtyfour::By;

use crate::browser::Browser;
use crate::consent::{open, pending, start};
use crate::example::provider::Provider;

/// A page of another site shows the consent page in a frame. The browser does not show it.
#[tokio::test]
async fn no_site_frames_the_pages() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = start();
    let pending = pending(&provider).await;
    let page = format!(
        "data:text/html,<h1>x</h1><iframe src=\"{}\"></iframe>",
        pending.authorization_uri()
    );
    browser.goto(page).await.unwrap();
    browser.expect("x").await;
    browser.enter_frame(0).await.unwrap();
    let headings = browser.find_all(By::Tag("form")).await.unwrap();
    assert!(headings.is_empty(), "the page is in a frame");
    // The same page outside of a frame has the form.
    browser
        .goto(pending.authorization_uri().to_string())
        .await
        .unwrap();
    browser.expect("Log in").await;
    assert_eq!(browser.find_all(By::Tag("form")).await.unwrap().len(), 1);
}

/// Returns the page of an attacker, with a form that the user submits.
fn form(action: &str, fields: &[(&str, &str)]) -> String {
    let fields = fields.iter();
    let fields = fields.map(|(name, value)| format!("<input name={name} value={value}>"));
    let fields: String = fields.collect();
    format!(
        "<!doctype html><h1>evil</h1><form method=post action=\"{action}\">{fields}\
         <button>Win</button></form>"
    )
}

/// Returns the page of an attacker that approves the grant.
fn decision(provider: &Provider, token: &str, secret: &str) -> String {
    let fields = [
        ("oauth_token", token),
        ("decision", "approve"),
        ("secret", secret),
    ];
    form(&provider.uri("/authorize"), &fields)
}

/// Returns the URI of a page that has no origin.
fn data(page: &str) -> String {
    let page = page
        .replace('<', "%3C")
        .replace('>', "%3E")
        .replace('"', "%22");
    format!("data:text/html,{page}")
}

/// Serves a page on another port of the same host. Browsers send the cookies of this host to each
/// of its ports, also those with `SameSite`.
async fn serve(page: String) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let page = || std::future::ready(Html(page));
    let app = Router::new().route("/", get(page));
    tokio::spawn(async move { axum::serve(listener, app).await });
    origin
}

/// Submits the form of this page, and checks that the provider refuses it.
async fn assert_refused(browser: &Browser, page: String) {
    browser.goto(page).await.unwrap();
    browser.press("Win").await;
    browser.expect("This request is no longer valid").await;
    assert_eq!(browser.status().await, 403);
}

/// Returns the secret that the consent page has for its form.
async fn secret(browser: &Browser) -> String {
    let secret = browser.find(By::Css("[name=secret]")).await.unwrap();
    secret.value().await.unwrap().unwrap()
}

async fn assert_undecided(provider: &Provider, token: &str) {
    let page = Request::get(provider.uri(&format!("/authorize?oauth_token={token}")));
    let page = page.body(Full::<Bytes>::default()).unwrap();
    let page = provider.send(page).await;
    assert_eq!(page.status(), 200, "the grant still waits for a decision");
}

/// A form on another site sends a decision. The browser adds no cookie of the session, and says
/// that the site is another one. The form does not know the secret, or it does.
#[tokio::test]
async fn no_site_decides_for_the_user() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = start();
    open("consent", &provider, &browser).await;
    let secret = secret(&browser).await;
    let pending = pending(&provider).await;
    let token = pending.credentials().identifier();
    for secret in ["", &secret] {
        let page = decision(&provider, token, secret);
        assert_refused(&browser, data(&page)).await;
        assert_undecided(&provider, token).await;
    }
}

/// The browser adds the cookie to a form of another port. Without the secret, two protections are
/// left. With it, only `Sec-Fetch-Site` is.
#[tokio::test]
async fn no_other_port_decides_for_the_user() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = start();
    open("consent", &provider, &browser).await;
    let secret = secret(&browser).await;
    let pending = pending(&provider).await;
    let token = pending.credentials().identifier();
    for secret in ["guess", &secret] {
        let page = serve(decision(&provider, token, secret)).await;
        assert_refused(&browser, page).await;
        assert_undecided(&provider, token).await;
    }
    // The user is still logged in, so the browser had a cookie to send.
    browser
        .goto(pending.authorization_uri().to_string())
        .await
        .unwrap();
    browser.expect("Allow printer to act for you?").await;
    browser.press("Approve").await;
    browser.expect("You approved").await;
}

/// A form of another site or port logs the user in as the attacker.
#[tokio::test]
async fn no_site_logs_the_user_in() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = start();
    let action = provider.uri("/authorize/login");
    let fields = [
        ("name", "jane"),
        ("password", "jane-password"),
        ("oauth_token", "x"),
    ];
    let page = form(&action, &fields);
    for page in [data(&page), serve(page).await] {
        assert_refused(&browser, page).await;
        assert!(browser.get_all_cookies().await.unwrap().is_empty());
    }
}
