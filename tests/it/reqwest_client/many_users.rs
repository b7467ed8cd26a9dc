//! One reqwest client for many users.

use std::time::Duration;

use tower::{Layer, ServiceBuilder, ServiceExt};
use tower_oauth1::protocol::Problem;
use tower_oauth1::reqwest::{RequestBuilderExt, ReqwestService, SignReqwestError};
use tower_oauth1::{
    BoxError, Explanation, OAuth1Layer, RequestCredentials, SignError, Signer, TokenCredentials,
};

use super::{Server, client, no_redirects, signer, token};

/// The signer of a user whom the server does not know.
fn jane() -> Signer {
    signer().with_token(TokenCredentials::new("t0ken-of-jane", "token-secret"))
}

/// Turns a request of reqwest into one that carries credentials.
fn with_credentials(
    request: reqwest::RequestBuilder,
    signer: Signer,
    server: &Server,
) -> http::Request<reqwest::Body> {
    let request = request.build().unwrap();
    let mut request = http::Request::<reqwest::Body>::try_from(request).unwrap();
    let credentials = RequestCredentials::new(signer, server.scope());
    request.extensions_mut().insert(credentials);
    request
}

#[tokio::test]
async fn one_stack_signs_for_each_user() {
    let server = Server::start().await;
    let client = no_redirects();
    let api = ServiceBuilder::new()
        .layer(OAuth1Layer::per_request().explain_refusals())
        .service(ReqwestService::new(client.clone()));

    let request = client.post(server.url("/echo")).query(&[("x", "1")]);
    let request = request.form(&[("a", Some("b c")), ("left out", None)]);
    let request = with_credentials(request, signer(), &server);
    let response = api.clone().oneshot(request).await.unwrap();
    let response = reqwest::Response::from(response);
    assert!(response.extensions().get::<Explanation>().is_none());
    let text = response.text().await.unwrap();
    assert_eq!(text, "client POST [x=1, a=b c] a=b+c");

    let request = client.get(server.url("/echo"));
    let request = with_credentials(request, jane(), &server);
    let response = api.clone().oneshot(request).await.unwrap();
    let response = reqwest::Response::from(response);
    assert_eq!(response.status(), 401);
    let explanation = response.extensions().get::<Explanation>().unwrap();
    let mut values = explanation.parameters().map(|p| p.value().into_owned());
    assert!(values.any(|value| value == b"t0ken-of-jane"));

    let slow = client
        .get(server.url("/slow"))
        .timeout(Duration::from_millis(50));
    let error = api.oneshot(with_credentials(slow, signer(), &server)).await;
    let error = error.unwrap_err().downcast::<reqwest::Error>().unwrap();
    assert!(error.is_timeout(), "the time limit of the request stays");
}

#[tokio::test]
async fn a_signing_client_is_for_one_user() {
    let server = Server::start().await;
    let client = no_redirects();
    let request = || client.get(server.url("/echo")).build().unwrap();
    let signed = OAuth1Layer::per_request().layer(client.clone());
    let error = signed.oneshot(request()).await.unwrap_err();
    let error = SignError::in_chain(&*error);
    assert!(matches!(error, Some(SignError::MissingCredentials)));

    for (signer, status) in [(signer(), 200), (jane(), 401)] {
        let signed = OAuth1Layer::new(signer, server.scope()).layer(client.clone());
        let response = signed.oneshot(request()).await.unwrap();
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn a_function_returns_the_errors_of_signing_and_of_reqwest() {
    async fn get(server: &Server, path: &str, signer: Signer) -> Result<String, BoxError> {
        let request = no_redirects().get(path);
        let request = request.sign_oauth1(&signer, &server.scope())?;
        let response = request.send().await?.error_for_status()?;
        Ok(response.text().await?)
    }
    let server = Server::start().await;
    let text = get(&server, &server.url("/echo"), signer()).await.unwrap();
    assert_eq!(text, "client GET [] ");
    let error = get(&server, &server.url("/echo"), jane()).await;
    let error = error.unwrap_err().downcast::<reqwest::Error>().unwrap();
    assert_eq!(error.status().unwrap(), 401);
    let error = get(&server, "http://127.0.0.1:1/", signer()).await;
    let error = error.unwrap_err().downcast::<SignReqwestError>().unwrap();
    assert!(matches!(*error, SignReqwestError::OutOfScope(_)));
}

#[tokio::test]
async fn a_response_says_the_problem() {
    let server = Server::start().await;
    let swapped = Signer::new(client()).with_token(TokenCredentials::new(
        token().identifier(),
        "4nother-secret",
    ));
    let request = no_redirects().get(server.url("/echo"));
    let request = request.sign_oauth1(&swapped, &server.scope()).unwrap();
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 401);
    let problem = Problem::from_headers(response.headers());
    assert!(problem.is_some(), "{:?}", response.headers());
}
