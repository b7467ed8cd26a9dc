//! What the events of clients say beside what happened: the realm, and frequent mistakes.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::provider::Provider;
use tower_oauth1::{
    ClientCredentials, Explanation, OAuth1Layer, Scope, Signer, TokenCredentials, Transmission,
};

use super::collector::Collector;
use super::signed::layer;
use crate::support::{API, token};
use crate::watch::record::Record;

type Body = Full<Bytes>;

/// Sends a request to a server that responds with this status. Returns the response and the events.
async fn sent(layer: OAuth1Layer, uri: &str, status: u16) -> (Response<()>, Vec<Record>) {
    let server = tower::service_fn(|_: Request<Body>| {
        let response = Response::builder().status(status).body(());
        std::future::ready(Ok::<_, Infallible>(response.unwrap()))
    });
    let logs = Collector::start();
    let request = Request::get(uri).body(Body::default()).unwrap();
    let response = layer.layer(server).oneshot(request).await.unwrap();
    (response, logs.take())
}

fn names(events: &[Record]) -> Vec<&str> {
    events.iter().map(|event| event.name.as_str()).collect()
}

#[tokio::test]
async fn a_refused_request_that_was_out_of_scope() {
    let uri = "http://api.example.com/photos";
    for status in [401, 403] {
        let (_, events) = sent(layer(), uri, status).await;
        assert_eq!(names(&events), ["not signed", "refused"]);
        assert_eq!(events[1].level, tracing::Level::WARN);
        assert_eq!(events[0].get("oauth.reason"), events[1].get("oauth.reason"));
        let reason = events[1].get("oauth.reason").unwrap();
        assert!(reason.contains("the scheme differs"), "{reason}");
        assert_eq!(
            events[1].get("http.response.status_code"),
            Some(status.to_string().as_str())
        );
    }
    // These say nothing about a signature.
    for status in [200, 400, 404, 500] {
        let (_, events) = sent(layer(), uri, status).await;
        assert_eq!(names(&events), ["not signed"]);
    }
}

#[tokio::test]
async fn a_secret_that_ends_in_white_space() {
    let signer = |client: &str, token: &str| {
        let signer = Signer::new(ClientCredentials::new("id", client));
        signer.with_token(TokenCredentials::new("token", token))
    };
    for (client, token, hint) in [
        (
            "s3cret\n",
            "s3cret",
            Some("the client secret begins or ends"),
        ),
        ("s3cret", " s3cret", Some("the token secret begins or ends")),
        (
            "s3cret ",
            "s3cret\u{feff}",
            Some("the client secret and the token secret begin or end"),
        ),
        ("s3 cret", "s3cret", None),
    ] {
        let layer = OAuth1Layer::new(signer(client, token), Scope::origin(API).unwrap());
        let (response, events) = sent(layer.explain_refusals(), API, 401).await;
        assert_eq!(names(&events), ["signed", "refused"]);
        let event = events[1].get("oauth.hint");
        let explanation = response.extensions().get::<Explanation>().unwrap();
        let explanation = explanation.to_string();
        match hint {
            Some(hint) => {
                assert!(event.unwrap().starts_with(hint), "{event:?}");
                assert!(explanation.contains(hint), "{explanation}");
            }
            None => {
                assert_eq!(event, None);
                assert!(!explanation.contains("white space"), "{explanation}");
            }
        }
        assert!(!format!("{explanation}{}", events[1]).contains("s3cret"));
    }
}

/// A key that is not made of secrets does not use the secret of the token.
#[tokio::test]
async fn not_for_secrets_that_are_not_used() {
    use tower_oauth1::SignatureMethod::HmacSha256;

    let signer = Signer::hmac_key("id", HmacSha256, b"key ").unwrap();
    let signer = signer.with_token(TokenCredentials::new("token", "secret "));
    let layer = OAuth1Layer::new(signer, Scope::origin(API).unwrap());
    let (_, events) = sent(layer, API, 401).await;
    assert_eq!(events[1].get("oauth.hint"), None);
}

#[tokio::test]
async fn the_realm_of_netsuite() {
    let profile = Provider::NetSuite.profile_at("1234567-sb1").unwrap();
    let signer = profile.signer(ClientCredentials::new("id", "secret"));
    let signer = signer.unwrap().with_token(token());
    let uri = "https://1234567-sb1.suitetalk.api.netsuite.com/";
    let layer = profile.layer(signer);
    let (response, events) = sent(layer.clone().explain_refusals(), uri, 401).await;
    assert_eq!(events[0].get("oauth.realm"), Some("1234567_SB1"));
    let explanation = response.extensions().get::<Explanation>().unwrap();
    let line = "realm            1234567_SB1\n";
    assert!(explanation.to_string().contains(line), "{explanation}");
    // Only the header carries a realm.
    let in_query = layer.transmission(Transmission::Query).explain_refusals();
    let (response, events) = sent(in_query, uri, 401).await;
    assert_eq!(events[0].get("oauth.realm"), None);
    let explanation = response.extensions().get::<Explanation>().unwrap();
    assert!(!explanation.to_string().contains("realm"), "{explanation}");
}

#[cfg(feature = "reqwest-middleware")]
#[tokio::test]
async fn by_reqwest_middleware() {
    use tower_oauth1::reqwest::OAuth1Middleware;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let refuse = axum::routing::get(|| async { http::StatusCode::UNAUTHORIZED });
    let app = axum::Router::new().route("/", refuse);
    tokio::spawn(async move { axum::serve(listener, app).await });

    for (scope, reason) in [(API, true), (&*origin, false)] {
        let signer = Signer::new(ClientCredentials::new("id", "secret\n"));
        let middleware = OAuth1Middleware::new(signer, Scope::origin(scope).unwrap());
        let client = reqwest_middleware::ClientBuilder::new(reqwest::Client::new());
        let api = client.with(middleware).build();
        let logs = Collector::start();
        api.get(&origin).send().await.unwrap();
        let events = logs.take();
        assert_eq!(events[1].name, "refused");
        assert_eq!(events[1].get("oauth.reason").is_some(), reason);
        assert_eq!(events[1].get("oauth.hint").is_some(), !reason);
    }
}
