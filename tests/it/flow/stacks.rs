//! The authorization flow over complete stacks, also over one that signs other requests.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request as AxumRequest;
use axum::response::{IntoResponse as _, Response as AxumResponse};
use axum::routing::post;
use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tower::util::service_fn;
use tower::{BoxError, Layer, Service, ServiceExt};
use tower_oauth1::flow::FlowStep;
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{
    AuthorizationFlow, ClientCredentials, OAuth1Layer, PublicOrigin, RequestVerifier, Scope,
    TokenCredentials,
};
use tower_reqwest::HttpClientLayer;

use crate::flow::provider::{
    CLIENT, GRANTED, INITIATED, assert_signed, endpoints, flow, parameter, signer, url,
};
use crate::support::through_reqwest::{reqwest_client, reqwest_service};

type Body = Full<Bytes>;

/// The endpoints are in the scope of the layer. It signs other requests, but passes those of the
/// flow unchanged.
#[tokio::test]
async fn a_stack_that_signs_the_same_origin() {
    let seen: Arc<Mutex<Vec<Request<Body>>>> = Arc::default();
    let received = Arc::clone(&seen);
    let http = service_fn(move |request: Request<Body>| {
        let body = match request.uri().path() {
            "/initiate" => INITIATED,
            _ => GRANTED,
        };
        received.lock().unwrap().push(request);
        async move { Ok::<_, Infallible>(Response::new(Body::from(body))) }
    });
    let user = signer().with_token(TokenCredentials::new("another-user", "s3cret"));
    let mut stack = OAuth1Layer::new(user, Scope::origin("https://h").unwrap()).layer(http);
    // In the query too, where the layer would refuse the parameters if the caller had added them.
    let in_query = flow().transmission(Transmission::Query);
    let callback = url("https://app.example.com/ready");
    in_query
        .request_temporary_credentials(&mut stack, callback)
        .await
        .unwrap();
    let request = seen.lock().unwrap().pop().unwrap();
    assert!(!request.headers().contains_key(header::AUTHORIZATION));
    assert!(
        request
            .uri()
            .query()
            .unwrap()
            .contains("oauth_callback=https%3A")
    );

    let callback = url("https://app.example.com/ready");
    let pending = flow()
        .request_temporary_credentials(&mut stack, callback)
        .await
        .unwrap();
    let redirect = "?oauth_token=temp&oauth_verifier=4738";
    flow()
        .request_token_credentials(&mut stack, &pending, redirect)
        .await
        .unwrap();
    let later = Request::get("https://h/resource")
        .body(Body::default())
        .unwrap();
    stack.ready().await.unwrap().call(later).await.unwrap();

    let seen = seen.lock().unwrap();
    let [initiate, token, later] = &seen[..] else {
        panic!("three requests: {}", seen.len());
    };
    assert_signed(initiate, "");
    assert_signed(token, "temp-s3cret");
    let sent = |request: &Request<Body>, name| parameter(request, name);
    assert_eq!(sent(initiate, "oauth_token"), None, "not the stack's user");
    assert_eq!(
        sent(initiate, "oauth_callback").as_deref(),
        Some("https://app.example.com/ready")
    );
    assert_eq!(sent(token, "oauth_token").as_deref(), Some("temp"));
    assert_eq!(sent(token, "oauth_verifier").as_deref(), Some("4738"));
    assert_eq!(sent(token, "oauth_callback"), None);
    assert_eq!(sent(later, "oauth_token").as_deref(), Some("another-user"));
    for request in [token, later] {
        let header = request.headers()[header::AUTHORIZATION].to_str().unwrap();
        assert!(!header.contains("oauth_callback"));
    }
    assert_eq!(sent(later, "oauth_verifier"), None);
}

#[tokio::test]
async fn an_axum_router() {
    let router: Router = Router::new()
        .route("/initiate", post(|| async { INITIATED }))
        .route("/token", post(|| async { GRANTED }));
    let mut http = router.into_service::<axum::body::Body>();
    let callback = url("https://app.example.com/ready");
    let pending = flow()
        .request_temporary_credentials(&mut http, callback)
        .await
        .unwrap();
    let redirect = "/ready?oauth_token=temp&oauth_verifier=4738";
    let granted = flow()
        .request_token_credentials(&mut http, &pending, redirect)
        .await
        .unwrap();
    assert_eq!(granted.credentials().identifier(), "token");
}

/// Runs the flow over a client that uses a socket. The provider checks each request.
async fn run_over<B, S, RB>(http: &mut S)
where
    B: Default + From<Bytes>,
    S: Service<Request<B>, Response = Response<RB>, Error: Into<BoxError>>,
    RB: http_body::Body<Error: Into<BoxError>>,
{
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new()
        .route(
            "/initiate",
            post(|request: AxumRequest| respond(request, "", INITIATED)),
        )
        .route(
            "/token",
            post(|request: AxumRequest| respond(request, "temp-s3cret", GRANTED)),
        );
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let at = |path: &str| format!("{origin}{path}");
    let endpoints = endpoints(&at("/initiate"), &at("/authorize"), &at("/token"));
    let flow = AuthorizationFlow::new(signer(), endpoints);
    for by_form in [false, true] {
        let callback = url("https://app.example.com/ready");
        let query = "?oauth_token=temp&oauth_verifier=4738";
        let granted = if by_form {
            let flow = flow
                .clone()
                .parameter(FlowStep::TemporaryCredentials, "scope", "a b")
                .transmission(Transmission::FormBody);
            let pending = flow
                .request_temporary_credentials_with_form(http, callback)
                .await;
            let pending = pending.unwrap();
            flow.request_token_credentials_with_form(http, &pending, query)
                .await
        } else {
            let pending = flow.request_temporary_credentials(http, callback).await;
            flow.request_token_credentials(http, &pending.unwrap(), query)
                .await
        };
        assert_eq!(granted.unwrap().credentials().identifier(), "token");
    }
}

/// Checks a request of the flow and responds to it.
async fn respond(request: AxumRequest, secret: &str, success: &'static str) -> AxumResponse {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let origin = format!("http://{}", parts.headers[header::HOST].to_str().unwrap());
    let verifier = RequestVerifier::new(PublicOrigin::fixed(&origin).unwrap());
    let Ok(request) = verifier.parse(&parts, Some(&body)) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let client = ClientCredentials::new(CLIENT.0, CLIENT.1);
    let token = TokenCredentials::new("temp", secret);
    match request.verify(&client, (!secret.is_empty()).then_some(&token)) {
        Ok(_) => success.into_response(),
        Err(error) => (StatusCode::UNAUTHORIZED, error.to_string()).into_response(),
    }
}

#[tokio::test]
async fn a_hyper_client_and_one_that_is_borrowed() {
    let mut http = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    run_over(&mut http).await;
    run_over(&mut &http).await;
}

#[tokio::test]
async fn reqwest() {
    run_over(&mut reqwest_service(reqwest_client())).await;
    let mut http = HttpClientLayer.layer(reqwest_client());
    run_over::<reqwest::Body, _, _>(&mut http).await;
}
