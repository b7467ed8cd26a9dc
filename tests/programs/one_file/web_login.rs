//! The web login without a browser: its cookies, and what it sends to a provider.
//! `tests/browser/` has its pages.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, StatusCode, header};
use axum::{Router, extract::State, routing::post};
use reqwest::{Client, Response, redirect::Policy};

use crate::authorize::provider::listen;
use crate::support::example::website::Website;

const INITIATED: &str = "oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true";

#[derive(Clone)]
struct Stub {
    /// The status and the body of the response to the last step.
    token: (StatusCode, &'static str),
    user_agents: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    fn see(&self, headers: &HeaderMap) {
        let name = headers.get(header::USER_AGENT);
        let name = name.map_or("", |name| name.to_str().unwrap());
        self.user_agents.lock().unwrap().push(name.to_owned());
    }
}

async fn initiate(State(stub): State<Stub>, headers: HeaderMap) -> &'static str {
    stub.see(&headers);
    INITIATED
}

async fn token(State(stub): State<Stub>, headers: HeaderMap) -> (StatusCode, &'static str) {
    stub.see(&headers);
    stub.token
}

/// Signs in with a provider that has this last response, and opens the callback with this query.
/// Returns the response to it, and the `User-Agent` of each request of the website.
async fn sign_in(last: (u16, &'static str), query: &str) -> (Response, Vec<String>) {
    let stub = Stub {
        token: (StatusCode::from_u16(last.0).unwrap(), last.1),
        user_agents: Arc::default(),
    };
    let (listener, address) = listen().await;
    let router = Router::new()
        .route("/initiate", post(initiate))
        .route("/token", post(token));
    let router = router.with_state(stub.clone());
    let provider = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let origin = format!("http://localhost:{}", address.port());
    let website = Website::start(&origin);

    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let begun = client.post(website.uri("/sign-in"));
    let begun = begun.send().await.unwrap();
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    let location = begun.headers()[header::LOCATION].to_str().unwrap();
    assert_eq!(location, format!("{origin}/authorize?oauth_token=t"));
    let cookie = begun.headers()[header::SET_COOKIE].to_str().unwrap();
    let (cookie, _) = cookie.split_once(';').unwrap();
    assert!(cookie.starts_with("pending-t="), "{cookie}");

    let callback = client.get(website.uri(&format!("/callback?{query}")));
    let response = callback.header(header::COOKIE, cookie).send().await;
    provider.abort();
    let user_agents = stub.user_agents.lock().unwrap().clone();
    (response.unwrap(), user_agents)
}

/// Returns the cookies that a response sets, and those that it removes, by their names.
fn cookies(response: &Response) -> (Vec<String>, Vec<String>) {
    let cookies = response.headers().get_all(header::SET_COOKIE).iter();
    let cookies = cookies.map(|cookie| cookie.to_str().unwrap().to_owned());
    let (removed, set): (Vec<_>, Vec<_>) = cookies.partition(|cookie| {
        // The browser only removes the cookie that has the same path.
        cookie.contains("; Max-Age=0;") && cookie.contains("; Path=/")
    });
    let names = |cookies: Vec<String>| {
        let names = cookies.iter().map(|cookie| cookie.split('=').next());
        names.map(|name| name.unwrap().to_owned()).collect()
    };
    (names(set), names(removed))
}

const GRANTED: (u16, &str) = (200, "oauth_token=a&oauth_token_secret=b&screen_name=jane");
const APPROVED: &str = "oauth_token=t&oauth_verifier=v";

#[tokio::test]
async fn a_success_replaces_the_pending_cookie() {
    let (response, user_agents) = sign_in(GRANTED, APPROVED).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let (set, removed) = cookies(&response);
    assert_eq!((&*set[0], set.len()), ("session", 1));
    assert_eq!(removed, ["pending-t"]);
    assert_eq!(user_agents, ["my-website/1.0"; 2]);
}

/// The provider says it in the callback, as X does, or without a verifier, or in its response.
#[tokio::test]
async fn a_denial_removes_the_pending_cookie() {
    let refused = (401, "oauth_problem=user_refused");
    for (last, query) in [
        (GRANTED, "denied=t"),
        (GRANTED, "oauth_token=t"),
        (refused, APPROVED),
    ] {
        let (response, _) = sign_in(last, query).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{query}");
        let (set, removed) = cookies(&response);
        assert_eq!((set.len(), &*removed), (0, &["pending-t".to_owned()][..]));
        let page = response.text().await.unwrap();
        assert!(page.contains("You are not signed in"), "{page}");
    }
}

/// The user can load the page again.
#[tokio::test]
async fn a_failure_that_may_pass_keeps_the_pending_cookie() {
    let (response, _) = sign_in((503, ""), APPROVED).await;
    assert_eq!(response.status(), StatusCode::BAD_GATEWAY);
    let (set, removed) = cookies(&response);
    assert_eq!((set.len(), removed.len()), (0, 0));
}
