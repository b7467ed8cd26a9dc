//! A handler that needs a signature, behind a layer that lets unsigned requests pass.

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::{Request, header};
use tower::ServiceExt;
use tower_oauth1::VerifyError;
use tower_oauth1::verify::{
    Authenticated, MemoryCredentialStore, MemoryReplayStore, NotAuthenticated, Refusal, VerifyLayer,
};

use super::collector::Collector;
use super::received::verifier;

const PASSED: &str = "DEBUG tower_oauth1::verify unsigned http.request.method=GET url.path=";

fn app() -> Router {
    let (credentials, replay) = (MemoryCredentialStore::new(), MemoryReplayStore::new(100));
    let layer = VerifyLayer::new(credentials, replay, verifier()).allow_unsigned();
    let either = |caller: Result<Authenticated, NotAuthenticated>| async move {
        caller.map_or("nobody".to_owned(), |_| "somebody".to_owned())
    };
    Router::new()
        .route("/me", get(|_: Authenticated| async { "me" }))
        .route("/either", get(either))
        .layer(layer.explain_refusals())
}

async fn send(path: &str) -> axum::response::Response {
    let request = Request::get(path)
        .header(header::HOST, "api.example.com")
        .header(header::COOKIE, "session=secret");
    let request = request.body(Body::empty()).unwrap();
    app().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn its_refusal_is_logged_and_explained() {
    let collector = Collector::start();
    let response = send("/me?size=original").await;
    assert_eq!(response.status(), 401);
    let reason = VerifyError::Unsigned;
    let refused = format!(
        "INFO tower_oauth1::verify refused http.request.method=GET url.scheme=https \
         server.address=api.example.com server.port=443 url.path=/me \
         http.response.status_code=401 oauth.reason={reason}"
    );
    assert_eq!(collector.lines(), [format!("{PASSED}/me"), refused]);
    let refusal = response.extensions().get::<Refusal>().unwrap();
    let origin = refusal.origin().unwrap().to_string();
    assert_eq!(origin, "https://api.example.com");
    assert!(
        refusal
            .to_string()
            .ends_with(", expected at https://api.example.com")
    );
    assert!(!format!("{refusal:?}").contains("secret"));
}

/// A handler that does not refuse the request is not logged as if it did.
#[tokio::test]
async fn a_handler_that_takes_both_refuses_nothing() {
    let collector = Collector::start();
    assert_eq!(send("/either").await.status(), 200);
    assert_eq!(collector.lines(), [format!("{PASSED}/either")]);
}
