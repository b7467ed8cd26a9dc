//! The website with "sign in with ..", and a browser that keeps its cookie.

use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::Full;

use super::process::Server;
use crate::support::example::provider::{Provider, program};

/// Requests a page. Returns its status, its headers and its text.
async fn visit(
    provider: &Provider,
    uri: &str,
    cookie: Option<&str>,
) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::get(uri);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, format!("other=1; {cookie}"));
    }
    let response = provider.send(request.body(Full::default()).unwrap()).await;
    let (parts, body) = response.into_parts();
    let text = String::from_utf8(body.to_vec()).unwrap();
    (parts.status, parts.headers, text)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers[name].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn only_the_browser_that_started_can_complete_a_login_once() {
    let provider = Provider::run(program());
    let website = Server::start("sign_in", &[&provider.origin]);
    let (status, headers, _) = visit(&provider, &website.url, None).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let cookie = text(&headers, header::SET_COOKIE);
    let (cookie, attributes) = cookie.split_once("; ").unwrap();
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax");

    // With `auto=1`, the provider approves and redirects without a form.
    let consent = text(&headers, header::LOCATION) + "&auto=1";
    let (_, headers, _) = visit(&provider, &consent, None).await;
    let back = text(&headers, header::LOCATION);

    let (status, _, text) = visit(&provider, &back, None).await;
    assert_eq!(
        (status, &*text),
        (StatusCode::BAD_REQUEST, "start at /login")
    );
    let (status, _, text) = visit(&provider, &back, Some(cookie)).await;
    assert_eq!((status, &*text), (StatusCode::OK, "hello jane"));
    let (status, _, _) = visit(&provider, &back, Some(cookie)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "it is used up");
}
