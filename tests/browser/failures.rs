//! What a user sees if a sign-in does not succeed: what happened, with the right status, and a way
//! to go on.

use bytes::Bytes;
use http::Request;
use http_body_util::Full;

use crate::browser::Browser;
use crate::example::provider::Provider;
use crate::example::website::Website;
use crate::sign_in::CONSENT;
use crate::stub_provider;

pub(crate) const DENIED: &str = "You are not signed in";
pub(crate) const ENDED: &str = "This sign-in is no longer valid";
pub(crate) const FAILED: &str = "You cannot sign in now";

#[tokio::test]
async fn the_user_denies_access() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    browser.goto(&website.origin).await.unwrap();
    browser.press("Sign in").await;
    browser.press("Refuse").await;
    browser.expect(DENIED).await;
    assert_eq!(browser.status().await, 403);
    // The user can change their mind.
    browser.press("Sign in").await;
    browser.press("Approve").await;
    browser.expect("Hello, jane").await;
}

#[tokio::test]
async fn the_user_denies_access_as_x_reports_it() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    browser.goto(&website.origin).await.unwrap();
    browser.press("Sign in").await;
    browser.expect(CONSENT).await;
    let page = browser.current_url().await.unwrap();
    let (_, identifier) = page.query_pairs().next().unwrap();
    let callback = website.uri(&format!("/callback?denied={identifier}"));
    browser.goto(callback).await.unwrap();
    browser.expect(DENIED).await;
    assert_eq!(browser.status().await, 403);
}

#[tokio::test]
async fn the_cookie_has_expired() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    browser.goto(&website.origin).await.unwrap();
    browser.press("Sign in").await;
    browser.expect(CONSENT).await;
    let cdp = browser.cdp();
    let cleared = cdp.send_raw("Network.clearBrowserCookies", serde_json::json!({}));
    cleared.await.unwrap();
    browser.press("Approve").await;
    browser.expect(ENDED).await;
    assert_eq!(browser.status().await, 410);
    browser.press("Sign in").await;
    browser.press("Approve").await;
    browser.expect("Hello, jane").await;
}

#[tokio::test]
async fn the_provider_refuses_the_callback() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    for (status, body, heading, expected) in [
        (400, "oauth_problem=token_expired", ENDED, 410),
        (401, "", ENDED, 410),
        (403, "oauth_problem=user_refused", DENIED, 403),
        (500, "", FAILED, 502),
        (200, "<html>", FAILED, 502),
    ] {
        let provider = stub_provider::start("t", (status, body)).await;
        let website = Website::start(&provider);
        browser.goto(&website.origin).await.unwrap();
        browser.press("Sign in").await;
        browser.expect(heading).await;
        assert_eq!(browser.status().await, expected, "{status} {body}");
    }
}

#[tokio::test]
async fn the_provider_refuses_the_website_or_is_away() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let wrong = Website::with(&provider.origin, &[("CLIENT_SECRET", "wrong")]);
    let website = Website::start(&provider.origin);
    browser.goto(&wrong.origin).await.unwrap();
    browser.press("Sign in").await;
    browser.expect(FAILED).await;
    assert_eq!(browser.status().await, 502);

    browser.goto(&website.origin).await.unwrap();
    drop(provider);
    browser.press("Sign in").await;
    browser.expect(FAILED).await;
    assert_eq!(browser.status().await, 502);
    // The address of this page is the one of the form. It leads back to the start.
    let address = browser.current_url().await.unwrap();
    browser.goto(address.as_str()).await.unwrap();
    browser.expect("Sign in").await;
}

/// Approves as a user does, and returns the callback without opening it.
async fn approve(provider: &Provider, browser: &Browser) -> String {
    browser.press("Sign in").await;
    browser.expect(CONSENT).await;
    let page = browser.current_url().await.unwrap();
    let decision = Request::get(format!("{page}&auto=1"));
    let decision = decision.body(Full::<Bytes>::default()).unwrap();
    let redirect = provider.send(decision).await;
    redirect.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_callback_works_once() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    browser.goto(&website.origin).await.unwrap();
    let callback = approve(&provider, &browser).await;
    browser.goto(&website.origin).await.unwrap();
    let cookies = browser.get_all_cookies().await.unwrap();
    assert_eq!(cookies.len(), 1);
    browser.goto(&callback).await.unwrap();
    browser.expect("Hello, jane").await;

    browser.goto(&callback).await.unwrap();
    browser.expect(ENDED).await;
    assert_eq!(browser.status().await, 410);
    // The session is still there.
    browser.goto(&website.origin).await.unwrap();
    browser.expect("Hello, jane").await;

    // A copy of the cookie does not help, because the provider accepts the callback once.
    for cookie in cookies {
        browser.add_cookie(cookie).await.unwrap();
    }
    browser.goto(&callback).await.unwrap();
    browser.expect(ENDED).await;
    assert_eq!(browser.status().await, 410);
}

/// Otherwise, an attacker could sign a victim in as the attacker.
#[tokio::test]
async fn a_callback_works_only_where_the_sign_in_began() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let Some(other) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    browser.goto(&website.origin).await.unwrap();
    let callback = approve(&provider, &browser).await;
    other.goto(&callback).await.unwrap();
    other.expect(ENDED).await;
    assert_eq!(other.status().await, 410);
    browser.goto(&callback).await.unwrap();
    browser.expect("Hello, jane").await;
}

#[tokio::test]
async fn callbacks_without_an_identifier() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let website = Website::start("http://127.0.0.1:1");
    for query in [
        "",
        "?",
        "?oauth_token=",
        "?oauth_token=%FF&denied=%00",
        "?%",
    ] {
        let callback = website.uri(&format!("/callback{query}"));
        browser.goto(callback).await.unwrap();
        browser.expect(ENDED).await;
        assert_eq!(browser.status().await, 410, "{query}");
    }
}
