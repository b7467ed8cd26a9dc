//! The event `refused` of clients.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::OAuth1Layer;
use tower_oauth1::sign::ClockSkewPolicy;
use tracing::Level;

use super::collector::Collector;
use super::signed::layer;
use crate::support::API;
use crate::watch::record::Record;

type Body = Full<Bytes>;

const REFUSED: &str = "WARN tower_oauth1::sign refused http.request.method=GET url.scheme=https \
                       server.address=api.example.com server.port=443 url.path=/photos";

/// Sends a request to a server that responds with this status and these headers. Returns the events
/// of the level WARN.
async fn events(layer: OAuth1Layer, status: u16, headers: &[(&str, &str)]) -> Vec<String> {
    let server = tower::service_fn(|_: Request<Body>| {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        std::future::ready(Ok::<_, Infallible>(response.body(()).unwrap()))
    });
    let logs = Collector::with_level(Level::WARN);
    let request = Request::get(format!("{API}/photos?size=original"));
    let request = request.body(Body::default()).unwrap();
    layer.layer(server).oneshot(request).await.unwrap();
    logs.take().iter().map(Record::to_string).collect()
}

#[tokio::test]
async fn the_status_and_the_problem() {
    let problem = |name: &str| format!("OAuth realm=\"Photos\", oauth_problem=\"{name}\"");
    for (status, header, fields) in [
        (
            401,
            "OAuth realm=\"Photos\"".to_owned(),
            "http.response.status_code=401",
        ),
        (
            401,
            problem("signature_invalid"),
            "http.response.status_code=401 oauth.problem=signature_invalid",
        ),
        (
            400,
            problem("parameter_absent"),
            "http.response.status_code=400 oauth.problem=parameter_absent",
        ),
        (
            403,
            problem("quota_used"),
            "http.response.status_code=403 oauth.problem=quota_used",
        ),
        // It may be a token, and it is not one word.
        (
            401,
            problem("kd94hf93k423kf44"),
            "http.response.status_code=401",
        ),
        (
            401,
            problem("a%0D%0AINFO%20b"),
            "http.response.status_code=401",
        ),
    ] {
        let events = events(layer(), status, &[("www-authenticate", &header)]).await;
        assert_eq!(events, [format!("{REFUSED} {fields}")], "{header}");
    }
    for status in [200, 302, 404, 500, 503] {
        let header = problem("signature_invalid");
        let events = events(layer(), status, &[("www-authenticate", &header)]).await;
        assert_eq!(events, [""; 0], "{status}");
    }
}

/// The signer's clock says 137131200. The server's clock is one hour ahead.
#[tokio::test]
async fn the_clock_skew_that_was_learned() {
    let timestamps = "OAuth oauth_problem=\"timestamp_refused\", \
                      oauth_acceptable_timestamps=\"137134700-137134900\"";
    let headers = [("www-authenticate", timestamps)];
    for (bound, applied) in [(7200, true), (60, false)] {
        let policy = ClockSkewPolicy::new(Duration::from_secs(bound));
        let events = events(layer().correct_clock_skew(policy), 401, &headers).await;
        let expected = format!(
            "{REFUSED} http.response.status_code=401 oauth.problem=timestamp_refused \
             oauth.clock_skew.seconds=3600 oauth.clock_skew.applied={applied}"
        );
        assert_eq!(events, [expected]);
    }
    let without_policy = events(layer(), 401, &headers).await;
    assert!(
        !without_policy[0].contains("clock_skew"),
        "{without_policy:?}"
    );
}

#[tokio::test]
async fn a_refusal_with_another_status() {
    let header = [("mediawiki-api-error", "mwoauth-invalid-authorization")];
    let layer = |name: &'static str| {
        layer().explain_refusals_where(move |head| head.headers().contains_key(name))
    };
    let refused = events(layer("mediawiki-api-error"), 200, &header).await;
    assert_eq!(
        refused,
        [format!("{REFUSED} http.response.status_code=200")]
    );
    assert_eq!(events(layer("other"), 200, &header).await, [""; 0]);
}

/// The event needs the response, so it is written only if the request was signed and sent.
#[tokio::test]
async fn not_for_a_request_that_is_not_signed() {
    let unsigned = OAuth1Layer::per_request_or_unsigned();
    assert_eq!(events(unsigned, 401, &[]).await, [""; 0]);
}

#[cfg(feature = "reqwest-middleware")]
#[tokio::test]
async fn by_reqwest() {
    use tower_oauth1::Scope;
    use tower_oauth1::reqwest::{OAuth1Middleware, RequestBuilderExt as _};
    use tower_oauth1::sign::SkipSigning;

    use super::signed::signer;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let refuse = axum::routing::get(|| async {
        let problem = "OAuth oauth_problem=\"token_rejected\"";
        (
            http::StatusCode::UNAUTHORIZED,
            [("www-authenticate", problem)],
        )
    });
    let app = axum::Router::new().route("/photos", refuse);
    tokio::spawn(async move { axum::serve(listener, app).await });

    let logs = Collector::start();
    let url = format!("{origin}/photos?size=original");
    let scope = Scope::origin(&origin).unwrap();
    let http = reqwest::Client::new();
    let signed = http.get(&url).sign_oauth1(&signer(), &scope).unwrap();
    signed.send().await.unwrap();
    let by_extension = logs.take();

    let middleware = OAuth1Middleware::new(signer(), scope);
    let api = reqwest_middleware::ClientBuilder::new(http)
        .with(middleware)
        .build();
    api.get(&url).send().await.unwrap();
    for events in [by_extension, logs.take()] {
        let names: Vec<_> = events.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(names, ["signed", "refused"]);
        assert_eq!(events[1].get("oauth.problem"), Some("token_rejected"));
        assert_eq!(events[1].get("http.response.status_code"), Some("401"));
        assert_eq!(events[1].get("url.path"), Some("/photos"));
        let port = origin.rsplit(':').next();
        assert_eq!(events[1].get("server.port"), port);
    }
    api.get(&url)
        .with_extension(SkipSigning)
        .send()
        .await
        .unwrap();
    let event = logs.one();
    assert_eq!(event.name, "not signed");
    assert_eq!(
        event.get("oauth.reason"),
        Some("the request has the marker `SkipSigning`")
    );
}
