//! The spans of the authorization flow, and the events inside them.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::Layer;
use tower_oauth1::flow::FlowStep;
use tower_oauth1::{
    AuthorizationFlow, Callback, Endpoints, FlowError, Signer, TokenCredentials, Transmission,
};

use super::collector::Collector;
use super::signed::{layer, signer};

type Body = Full<Bytes>;

const INITIATED: &str =
    "oauth_token=temp-token&oauth_token_secret=temp-s3cret&oauth_callback_confirmed=true";
const GRANTED: &str = "oauth_token=user-token&oauth_token_secret=user-s3cret";

const SPANS: [&str; 2] = [
    "DEBUG tower_oauth1::flow temporary_credentials url.scheme=https \
     server.address=api.example.com server.port=443 url.path=/initiate \
     oauth.client_identifier=client-id",
    "DEBUG tower_oauth1::flow token_credentials url.scheme=https server.address=api.example.com \
     server.port=443 url.path=/token oauth.client_identifier=client-id",
];

fn signed(step: &str, path: &str, transmission: &str) -> String {
    format!(
        "DEBUG tower_oauth1::flow {step}: signed http.request.method=POST url.scheme=https \
         server.address=api.example.com server.port=443 url.path={path} \
         oauth.client_identifier=client-id oauth.signature_method=HMAC-SHA1 \
         oauth.timestamp=137131200 oauth.nonce=wIjqoS oauth.transmission={transmission}"
    )
}

fn flow_with(signer: Signer) -> AuthorizationFlow {
    let at = |path: &str| {
        format!("https://api.example.com/{path}?lang=en")
            .parse()
            .unwrap()
    };
    AuthorizationFlow::new(
        signer,
        Endpoints::new(at("initiate"), at("authorize"), at("token")),
    )
}

fn flow() -> AuthorizationFlow {
    let flow = flow_with(signer());
    flow.parameter(FlowStep::TemporaryCredentials, "password", "hunter2")
}

/// A server that responds with this status, and with credentials or this body.
fn server(
    status: u16,
    body: Option<&'static str>,
) -> impl tower::Service<
    Request<Body>,
    Response = Response<Body>,
    Error = Infallible,
    Future = impl Future<Output = Result<Response<Body>, Infallible>> + Send,
> + Clone {
    tower::service_fn(move |request: Request<Body>| async move {
        // The step waits here, so its span is left and entered again.
        tokio::task::yield_now().await;
        let credentials = match request.uri().path() {
            "/initiate" => INITIATED,
            _ => GRANTED,
        };
        let body = Body::from(body.unwrap_or(credentials));
        let response = Response::builder().status(status).body(body);
        Ok::<_, Infallible>(response.unwrap())
    })
}

async fn dance(flow: &AuthorizationFlow) {
    let mut http = server(200, None);
    let callback = Callback::url("https://app.example.com/ready").unwrap();
    let pending = flow
        .request_temporary_credentials(&mut http, callback)
        .await
        .unwrap();
    let redirect = "?oauth_token=temp-token&oauth_verifier=hfdp7dh39dks9884";
    let granted = flow.request_token_credentials(&mut http, &pending, redirect);
    granted.await.unwrap();
}

#[tokio::test]
async fn each_request_is_in_a_span() {
    let logs = Collector::start();
    dance(&flow()).await;
    let expected = [
        signed("temporary_credentials", "/initiate", "header"),
        signed("token_credentials", "/token", "header"),
    ];
    assert_eq!(logs.lines(), expected);
    assert_eq!(logs.spans(), SPANS);
    dance(&flow().transmission(Transmission::Query)).await;
    let events = logs.take();
    assert!(
        events
            .iter()
            .all(|event| event.get("oauth.transmission") == Some("query"))
    );
    assert_eq!(events.len(), 2);
}

#[tokio::test]
async fn forms_passwords_and_renewals() {
    let logs = Collector::start();
    let mut http = server(200, None);
    let form = flow().transmission(Transmission::FormBody);
    let callback = Callback::OutOfBand;
    form.request_temporary_credentials_with_form(&mut http, callback)
        .await
        .unwrap();
    let expected = signed("temporary_credentials", "/initiate", "form body");
    assert_eq!(logs.lines(), [expected]);
    let token = signed("token_credentials", "/token", "header");
    let flow = flow();
    let granted = flow.request_token_credentials_with_password(&mut http, "jane", "hunter2");
    granted.await.unwrap();
    assert_eq!(logs.one().to_string(), token);
    let old = TokenCredentials::new("user-token", "user-s3cret");
    flow.renew_token_credentials(&mut http, &old, "session-handle")
        .await
        .unwrap();
    assert_eq!(logs.lines(), [token]);
    assert_eq!(logs.spans(), [SPANS[0], SPANS[1], SPANS[1]]);
}

async fn failure(flow: &AuthorizationFlow, status: u16, body: &'static str) -> FlowError {
    let mut http = server(status, Some(body));
    let failed = flow.request_temporary_credentials(&mut http, Callback::OutOfBand);
    failed.await.unwrap_err()
}

#[tokio::test]
async fn a_refusal() {
    let logs = Collector::start();
    for (status, body, fields) in [
        (
            401,
            "oauth_problem=timestamp_refused",
            "http.response.status_code=401 oauth.problem=timestamp_refused",
        ),
        (500, "<p>oops", "http.response.status_code=500"),
        (
            400,
            "oauth_problem=kd94hf93k423kf44",
            "http.response.status_code=400",
        ),
    ] {
        failure(&flow(), status, body).await;
        let expected = format!(
            "WARN tower_oauth1::flow temporary_credentials: refused http.request.method=POST \
             url.scheme=https server.address=api.example.com server.port=443 url.path=/initiate \
             {fields}"
        );
        assert_eq!(logs.lines()[1..], [expected], "{status}");
    }
}

#[tokio::test]
async fn other_failures_are_not_logged() {
    let logs = Collector::start();
    for (status, body) in [(200, "oauth_problem=x"), (204, ""), (302, ""), (200, "<p>")] {
        failure(&flow(), status, body).await;
        assert_eq!(logs.one().name, "signed", "{status}");
    }
    // Nothing is signed.
    failure(&flow().transmission(Transmission::FormBody), 200, "").await;
    let token_only = Endpoints::token_only("https://api.example.com/token".parse().unwrap());
    failure(&AuthorizationFlow::new(signer(), token_only), 200, "").await;
    let long = "a".repeat(65_480);
    let in_query = flow().transmission(Transmission::Query);
    let in_query = in_query.parameter(FlowStep::TemporaryCredentials, "x", long);
    failure(&in_query, 200, "").await;
    assert_eq!(logs.lines(), [""; 0]);
    assert_eq!(
        logs.spans().len(),
        6,
        "a step without an endpoint has no span"
    );
}

/// The layer passes the request of the flow, which is signed already.
#[tokio::test]
async fn one_event_if_the_service_has_a_layer() {
    let logs = Collector::start();
    let mut http = layer().layer(server(200, None));
    let flow = flow();
    flow.request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap();
    assert_eq!(logs.one().target, "tower_oauth1::flow");
}

/// What the HTTP service logs while it is called is inside the span, too.
#[tokio::test]
async fn the_service_is_called_inside_the_span() {
    let logs = Collector::start();
    let mut http = tower::service_fn(|_: Request<Body>| async {
        tokio::task::yield_now().await;
        tracing::debug!(target: "tower_oauth1::sign", "signed");
        Ok::<_, Infallible>(Response::new(Body::from(INITIATED)))
    });
    let flow = flow();
    flow.request_temporary_credentials(&mut http, Callback::OutOfBand)
        .await
        .unwrap();
    let inside = "DEBUG tower_oauth1::sign temporary_credentials: signed";
    assert_eq!(logs.lines()[1], inside);
    tracing::debug!(target: "tower_oauth1::sign", "signed");
    assert_eq!(logs.lines(), ["DEBUG tower_oauth1::sign signed"]);
}

#[test]
fn the_future_of_a_step_can_be_sent() {
    fn is_send<T: Send>(_: &T) {}
    let (flow, mut http) = (flow(), server(200, None));
    is_send(&flow.request_temporary_credentials(&mut http, Callback::OutOfBand));
}
