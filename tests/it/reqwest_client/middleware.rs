//! `OAuth1Middleware` in a client of the crate reqwest-middleware.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use http::Extensions;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Error, Middleware, Next, Result};
use tower_oauth1::reqwest::{FollowedRedirect, OAuth1Middleware, SignReqwestError};
use tower_oauth1::sign::SkipSigning;
use tower_oauth1::{RequestCredentials, SignError};

use super::{Server, no_redirects, signer};

/// Sends each request twice, as a retry middleware does after a failure. Counts the attempts.
struct Twice(Arc<AtomicUsize>);

#[async_trait::async_trait]
impl Middleware for Twice {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<reqwest::Response> {
        let again = request.try_clone().unwrap();
        let first = next.clone().run(request, extensions).await?;
        assert_eq!(first.status(), 200);
        self.0.fetch_add(1, Ordering::Relaxed);
        next.run(again, extensions).await
    }
}

/// Logs what it sees of a request and its extensions, as a middleware for tracing does.
struct Log(Arc<Mutex<String>>);

#[async_trait::async_trait]
impl Middleware for Log {
    async fn handle(
        &self,
        request: reqwest::Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<reqwest::Response> {
        let carried = extensions.get::<RequestCredentials>();
        let (url, headers) = (request.url(), request.headers());
        let line = format!("{request:?} {url} {headers:?} {carried:?}\n");
        self.0.lock().unwrap().push_str(&line);
        next.run(request, extensions).await
    }
}

#[tokio::test]
async fn a_log_on_either_side_shows_no_secret() {
    let server = Server::start().await;
    let (before, after) = <(Arc<Mutex<String>>, Arc<Mutex<String>>)>::default();
    let api = ClientBuilder::new(no_redirects())
        .with(Log(before.clone()))
        .with(OAuth1Middleware::per_request())
        .with(Log(after.clone()))
        .build();
    let credentials = RequestCredentials::new(signer(), server.scope());
    let request = api.post(server.url("/echo?x=1")).body("a=b");
    let response = request.with_extension(credentials).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let (before, after) = (before.lock().unwrap(), after.lock().unwrap());
    assert!(
        before.contains("x=1") && !before.contains("authorization"),
        "{before}"
    );
    assert!(after.contains("\"authorization\": Sensitive"), "{after}");
    for log in [&*before, &*after] {
        for secret in ["oauth_signature", "token secret", "\"secret\""] {
            assert!(!log.contains(secret), "{log}");
        }
    }
}

fn client(middleware: OAuth1Middleware) -> ClientWithMiddleware {
    ClientBuilder::new(no_redirects()).with(middleware).build()
}

#[tokio::test]
async fn each_attempt_gets_its_own_signature() {
    let server = Server::start().await;
    let attempts = Arc::new(AtomicUsize::new(0));
    let api = ClientBuilder::new(no_redirects())
        .with(Twice(attempts.clone()))
        .with(OAuth1Middleware::new(signer(), server.scope()))
        .build();
    let request = api.post(server.url("/echo?x=1")).body("a=b+c");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200, "the server accepts each nonce once");
    assert_eq!(
        response.text().await.unwrap(),
        "client POST [x=1, a=b c] a=b+c"
    );
    assert_eq!(attempts.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn credentials_of_the_request() {
    let server = Server::start().await;
    let attempts = Arc::new(AtomicUsize::new(0));
    let api = ClientBuilder::new(no_redirects())
        .with(Twice(attempts))
        .with(OAuth1Middleware::per_request())
        .build();
    let credentials = RequestCredentials::new(signer(), server.scope());
    let request = api.get(server.url("/echo")).with_extension(credentials);
    assert_eq!(
        request.send().await.unwrap().text().await.unwrap(),
        "client GET [] "
    );

    let api = client(OAuth1Middleware::per_request());
    let refused = api.get(server.url("/echo")).send().await.unwrap_err();
    let Error::Middleware(refused) = refused else {
        panic!("{refused}");
    };
    let sign = refused.downcast_ref::<SignReqwestError>().unwrap();
    assert!(matches!(
        sign,
        SignReqwestError::Sign(SignError::MissingCredentials)
    ));
}

#[tokio::test]
async fn what_is_not_signed_and_redirects() {
    let server = Server::start().await;
    let other = Server::start().await;
    let api = client(OAuth1Middleware::new(signer(), server.scope()));
    let skipped = api.get(server.url("/open")).with_extension(SkipSigning);
    let header = skipped.send().await.unwrap().text().await.unwrap();
    assert_eq!(header, "none");
    let elsewhere = api.get(other.url("/open")).send().await.unwrap();
    assert_eq!(elsewhere.text().await.unwrap(), "none");

    let api = ClientBuilder::new(reqwest::Client::new())
        .with(OAuth1Middleware::new(signer(), server.scope()))
        .build();
    let error = api.get(server.url("/move")).send().await.unwrap_err();
    let Error::Middleware(error) = error else {
        panic!("{error}");
    };
    assert!(error.is::<FollowedRedirect>(), "{error}");
}
