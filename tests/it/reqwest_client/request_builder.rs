//! `sign_oauth1` of `reqwest::RequestBuilder`.

use tower_oauth1::SignError;
use tower_oauth1::reqwest::{RequestBuilderExt, SignReqwestError};

use super::{Server, no_redirects, signer};

#[tokio::test]
async fn every_kind_of_body_is_signed_and_sent() {
    let server = Server::start().await;
    let (http, scope) = (no_redirects(), server.scope());
    let url = server.url("/echo?tag=a+b");
    let form = [("status", "hello & bye")];
    for (request, expected) in [
        (http.get(&url), "client GET [tag=a b] "),
        (
            http.post(&url).form(&form),
            "client POST [tag=a b, status=hello & bye] status=hello+%26+bye",
        ),
        (http.put(&url).json(&["a"]), "client PUT [tag=a b] [\"a\"]"),
        (
            http.get(&url).query(&[("x", "y z")]),
            "client GET [tag=a b, x=y z] ",
        ),
    ] {
        let signed = request.sign_oauth1(&signer(), &scope).unwrap();
        assert!(!format!("{signed:?}").contains("oauth_"), "{signed:?}");
        let response = signed.send().await.unwrap();
        assert_eq!(response.text().await.unwrap(), expected);
    }
    let part = reqwest::multipart::Form::new().text("a", "b");
    let signed = http
        .post(&url)
        .multipart(part)
        .sign_oauth1(&signer(), &scope);
    let response = signed.unwrap().send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn what_cannot_be_signed_is_an_error() {
    let server = Server::start().await;
    let http = no_redirects();
    let sign = |request: reqwest::RequestBuilder| {
        let error = request.sign_oauth1(&signer(), &server.scope()).unwrap_err();
        assert!(!error.to_string().is_empty());
        error
    };
    let elsewhere = sign(http.get("http://other.example/"));
    let text = elsewhere.to_string();
    assert!(
        text.contains("http://other.example is out of scope"),
        "{text}"
    );
    assert!(matches!(elsewhere, SignReqwestError::OutOfScope(_)));
    let unbuilt = sign(http.get("no url"));
    assert!(matches!(unbuilt, SignReqwestError::Build(_)));
    let stream = reqwest::Body::wrap(http_body_util::Empty::<bytes::Bytes>::new());
    let form = http.post(server.url("/echo")).body(stream);
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    let streamed = sign(form);
    assert!(
        matches!(streamed, SignReqwestError::Sign(SignError::FormNeeded)),
        "{streamed:?}"
    );
}

#[tokio::test]
async fn a_redirect_that_the_client_follows_is_an_error() {
    let server = Server::start().await;
    let request = reqwest::Client::new().get(server.url("/move"));
    let signed = request.sign_oauth1(&signer(), &server.scope()).unwrap();
    let error = signed.send().await.unwrap_err();
    let is_right = matches!(error, SignReqwestError::FollowedRedirect(_));
    assert!(is_right, "{error:?}");
    // The type implements `Error`, so `?` converts it into any boxed error.
    let boxed = Box::<dyn std::error::Error>::from(error);
    assert!(boxed.to_string().contains("Policy::none()"), "{boxed}");
}
