//! Clock skew of several origins.

use std::convert::Infallible;
use std::time::Duration;

use http::{Request, Response};
use tower::{Layer, ServiceExt};
use tower_oauth1::sign::ClockSkewPolicy;
use tower_oauth1::{OAuth1Layer, Scope};

use super::{Body, HOUR_AHEAD, NOW};
use crate::support::{API, protocol_parameter, signer};

/// The client's clock is wrong, so it differs from the clock of every server. The layer forgets the
/// origin that it learnt first.
#[tokio::test]
async fn more_origins_than_are_remembered() {
    let http = tower::service_fn(|request: Request<Body>| {
        let timestamp = protocol_parameter(&request, "oauth_timestamp").unwrap();
        let right = timestamp == (NOW + 3600).to_string();
        let response = Response::builder().status(if right { 200 } else { 401 });
        let response = response.header(HOUR_AHEAD.0, HOUR_AHEAD.1).body(());
        std::future::ready(Ok::<_, Infallible>(response.unwrap()))
    });
    let layer = OAuth1Layer::new(signer().with_clock(|| NOW), Scope::any());
    let api = layer
        .correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(7200)))
        .layer(http);
    let get = async |host: usize| {
        let request = Request::get(format!("https://h{host}.example")).body(Body::default());
        let response = api.clone().oneshot(request.unwrap()).await.unwrap();
        response.status().as_u16()
    };
    for host in 0..70 {
        assert_eq!((get(host).await, get(host).await), (401, 200), "h{host}");
    }
    assert_eq!(
        (get(6).await, get(0).await),
        (200, 401),
        "the layer remembers the last 64 origins"
    );
}

/// Two servers behind one public origin have different clocks. The skew belongs to the origin that
/// the request is sent to, not to the public origin.
#[tokio::test]
async fn skew_belongs_to_the_origin_that_receives_the_request() {
    let http = tower::service_fn(|request: Request<Body>| {
        let timestamp = protocol_parameter(&request, "oauth_timestamp").unwrap();
        let (status, host) = (401, request.uri().host().unwrap().to_owned());
        let response = Response::builder()
            .status(status)
            .header("x-sent", timestamp);
        let response = match host.as_str() {
            "ahead.example" => response.header(HOUR_AHEAD.0, HOUR_AHEAD.1),
            _ => response,
        };
        std::future::ready(Ok::<_, Infallible>(response.body(()).unwrap()))
    });
    let scope = Scope::origins(["https://ahead.example", "https://right.example"]).unwrap();
    let layer =
        OAuth1Layer::new(signer().with_clock(|| NOW), scope).public_origin(API.parse().unwrap());
    let api = layer
        .correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(7200)))
        .layer(http);
    let sent = async |uri: &str| {
        let request = Request::get(uri).body(Body::default()).unwrap();
        let response = api.clone().oneshot(request).await.unwrap();
        response.headers()["x-sent"]
            .to_str()
            .unwrap()
            .parse::<u64>()
            .unwrap()
    };
    assert_eq!(sent("https://ahead.example").await, NOW);
    assert_eq!(sent("https://right.example").await, NOW);
    assert_eq!(sent("https://ahead.example").await, NOW + 3600);
}
