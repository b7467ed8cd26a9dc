//! Other sites cannot show the pages of the example `provider` in a frame, nor decide for a user.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use thirtyfour::By;

use crate::browser::Browser;
use crate::consent::{open, pending, start};

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

/// A form on another site sends a decision. The browser adds no cookie of the session.
#[tokio::test]
async fn no_site_decides_for_the_user() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = start();
    open("consent", &provider, &browser).await;
    let token = pending(&provider)
        .await
        .credentials()
        .identifier()
        .to_owned();
    let page = format!(
        "data:text/html,<h1>evil</h1><form method=post action=\"{}\">\
         <input name=oauth_token value={token}><input name=decision value=approve>\
         <button>Win</button></form>",
        provider.uri("/authorize"),
    );
    browser.goto(page).await.unwrap();
    browser.press("Win").await;
    browser.expect("This request is no longer valid").await;
    assert_eq!(browser.status().await, 403);
    let page = Request::get(provider.uri(&format!("/authorize?oauth_token={token}")));
    let page = provider
        .send(page.body(Full::<Bytes>::default()).unwrap())
        .await;
    assert_eq!(page.status(), 200, "the grant still waits for a decision");
}
