//! What the browser keeps, what it sends, and the headers of the pages.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use thirtyfour::SameSite;

use crate::browser::Browser;
use crate::example::provider::Provider;
use crate::example::website::Website;
use crate::sign_in::CONSENT;
use crate::stub_provider;

#[tokio::test]
async fn cookies_are_short_lived_and_unreadable() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let provider = Provider::start(&[]);
    let website = Website::start(&provider.origin);
    browser.goto(&website.origin).await.unwrap();
    let now = browser.evaluate("return Date.now() / 1000").await;
    let now = now.as_f64().unwrap() as i64;
    browser.press("Sign in").await;
    browser.expect(CONSENT).await;
    let page = browser.current_url().await.unwrap();
    let (_, identifier) = page.query_pairs().next().unwrap();
    let pending = format!("pending-{identifier}");
    browser.goto(&website.origin).await.unwrap();
    for (name, seconds) in [(pending.as_str(), 600), ("session", 8 * 3600)] {
        let cookies = browser.get_all_cookies().await.unwrap();
        assert_eq!(cookies.len(), 1);
        let cookie = &cookies[0];
        assert_eq!(cookie.name, name);
        assert_eq!(cookie.path.as_deref(), Some("/"));
        assert_eq!(cookie.same_site, Some(SameSite::Lax));
        assert_eq!(cookie.secure, Some(false), "the public URL is http");
        let lifetime = cookie.expiry.unwrap() - now;
        assert!((seconds..seconds + 60).contains(&lifetime), "{lifetime}");
        for secret in ["jane", identifier.as_ref(), "oauth"] {
            assert!(!cookie.value.contains(secret), "{}", cookie.value);
        }
        // `HttpOnly`: scripts cannot read it.
        assert_eq!(browser.evaluate("return document.cookie").await, "");
        if name == pending {
            browser.goto(page.as_str()).await.unwrap();
            browser.press("Approve").await;
            browser.expect("Hello, jane").await;
        }
    }
}

#[tokio::test]
async fn texts_of_the_provider_are_only_texts() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    // `a;b=c, "<é` as the identifier.
    let identifier = "a%3Bb%3Dc%2C%20%22%3C%C3%A9";
    let body = "oauth_token=t&oauth_token_secret=s&screen_name=%3Cb%20id%3Dx%3E%26amp%3B%3Bpath";
    let provider = stub_provider::start(identifier, (200, body)).await;
    let website = Website::start(&provider);
    browser.goto(&website.origin).await.unwrap();
    browser.press("Sign in").await;
    browser.expect("Hello, <b id=x>&amp;;path").await;
    let title = browser.title().await.unwrap();
    assert_eq!(title, "Hello, <b id=x>&amp;;path");
    let cookies = browser.get_all_cookies().await.unwrap();
    let names: Vec<_> = cookies.iter().map(|cookie| &cookie.name).collect();
    assert_eq!(names, ["session"]);
}

async fn send(request: http::request::Builder) -> Response<hyper::body::Incoming> {
    let executor = hyper_util::rt::TokioExecutor::new();
    let http = hyper_util::client::legacy::Client::builder(executor).build_http();
    let request = request.body(Full::<Bytes>::default()).unwrap();
    http.request(request).await.unwrap()
}

#[tokio::test]
async fn the_headers_of_all_pages() {
    let public = [("PUBLIC_URL", "https://app.example.com")];
    let provider = stub_provider::start("t", (200, "")).await;
    let website = Website::with(&provider, &public);
    for (path, status) in [("/", 200), ("/callback?oauth_token=x", 410)] {
        let response = send(Request::get(website.uri(path))).await;
        assert_eq!(response.status(), status);
        let header = |name| response.headers()[name].to_str().unwrap();
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-security-policy").starts_with("default-src 'none';"));
    }
    let begun = send(Request::post(website.uri("/sign-in"))).await;
    assert_eq!(begun.status(), 303);
    let cookie = begun.headers()["set-cookie"].to_str().unwrap();
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"] {
        assert!(cookie.split("; ").any(|a| a == attribute), "{cookie}");
    }
    // Forms of other sites, also of another port of the same host.
    for site in ["cross-site", "same-site"] {
        for path in ["/sign-in", "/sign-out"] {
            let request = Request::post(website.uri(path)).header("sec-fetch-site", site);
            assert_eq!(send(request).await.status(), 403, "{site} {path}");
        }
    }
}
