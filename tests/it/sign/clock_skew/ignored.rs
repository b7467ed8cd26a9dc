//! Responses from which the layer must not learn a clock skew.

use std::time::Duration;

use http::StatusCode;
use tower_oauth1::sign::{ClockSkew, ClockSkewPolicy};
use tower_oauth1::{OAuth1Layer, Scope};

use super::{DATE, HOUR, NOW, Server, clock, correcting, once, send, stack};
use crate::support::API;

#[tokio::test]
async fn responses_that_do_not_show_a_skew() {
    let refused = (StatusCode::UNAUTHORIZED, 1);
    let same = |layer: OAuth1Layer| layer;
    for headers in [
        &[][..],
        &[("date", "yesterday")],
        &[DATE, ("age", "0")],
        &[("date", "Tue, 14 Nov 2023 21:13:25 GMT")],
    ] {
        let (response, requests) = once(headers, API, same).await;
        assert_eq!((response.status(), requests), refused, "{headers:?}");
        assert!(
            response.extensions().get::<ClockSkew>().is_none(),
            "{headers:?}"
        );
    }
    let http = "http://api.example.com";
    let (response, requests) = once(&[DATE], http, same).await;
    assert_eq!((response.status(), requests), refused, "over plain http");
    assert!(response.extensions().get::<ClockSkew>().is_none());
    let policy = ClockSkewPolicy::new(Duration::from_secs(2 * HOUR)).insecure_without_tls();
    let insecure = |layer: OAuth1Layer| layer.correct_clock_skew(policy);
    let (response, requests) = once(&[DATE], http, insecure).await;
    assert_eq!((response.status(), requests), (StatusCode::OK, 2));
}

#[tokio::test]
async fn foreign_origins_and_layers_without_a_policy() {
    let server = Server::new(&[DATE]);
    let (_, signer) = clock(NOW - HOUR);
    let api = stack(correcting(signer.clone(), API), server.clone());
    let response = send(api.clone(), "https://evil.example/").await;
    assert!(response.extensions().get::<ClockSkew>().is_none());
    assert_eq!(server.requests(), 1);
    assert_eq!(send(api, API).await.status(), StatusCode::OK);
    assert_eq!(
        server.requests(),
        2,
        "the layer learned nothing from the foreign response"
    );

    let without_policy = OAuth1Layer::new(signer, Scope::origin(API).unwrap());
    let response = send(stack(without_policy, server.clone()), API).await;
    assert_eq!(
        (response.status(), server.requests()),
        (StatusCode::UNAUTHORIZED, 1)
    );
}
