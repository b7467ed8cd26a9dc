//! What is learnt of a server's clock, and what is not: each refusal, then a second request that shows
//! by which clock it was signed.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::sign::{ClockSkew, ClockSkewPolicy};
use tower_oauth1::{OAuth1Layer, Scope, Signer};

use crate::support::{API, protocol_parameter, signer};

type Body = Full<Bytes>;
type Answer = (u16, &'static [(&'static str, &'static str)]);

/// Our clock. The dates below are `NOW + 3600` and `NOW + 60`.
const NOW: u64 = 1_699_996_400;
const HOUR_AHEAD: (&str, &str) = ("date", "Tue, 14 Nov 2023 22:13:20 GMT");
const MINUTE_AHEAD: (&str, &str) = ("date", "Tue, 14 Nov 2023 21:14:20 GMT");

/// A `WWW-Authenticate` that reports a problem, and the timestamps that would be taken.
macro_rules! report {
    ($problem:literal) => {
        (
            "www-authenticate",
            concat!("OAuth oauth_problem=\"", $problem, "\""),
        )
    };
    ($problem:literal, $range:literal) => {
        (
            "www-authenticate",
            concat!(
                "OAuth oauth_problem=\"",
                $problem,
                "\", oauth_acceptable_timestamps=\"",
                $range,
                "\""
            ),
        )
    };
}

/// What the first answer was marked with, and how far ahead of our clock each request was signed.
async fn requests(layer: OAuth1Layer, answers: &[Answer]) -> (Vec<Option<(i64, bool)>>, Vec<i64>) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let left: VecDeque<Answer> = answers.iter().copied().collect();
    let (seen, left) = (Arc::clone(&sent), Arc::new(Mutex::new(left)));
    let http = tower::service_fn(move |request: Request<Body>| {
        let timestamp = protocol_parameter(&request, "oauth_timestamp");
        let timestamp: Option<i64> = timestamp.map(|timestamp| timestamp.parse().unwrap());
        seen.lock()
            .unwrap()
            .push(timestamp.unwrap_or_default() - NOW as i64);
        let (status, headers) = left.lock().unwrap().pop_front().unwrap();
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        std::future::ready(Ok::<_, Infallible>(response.body(()).unwrap()))
    });
    let api = layer.layer(http);
    let mut marks = Vec::new();
    for _ in answers {
        let request = Request::get(API).body(Body::default()).unwrap();
        let response = api.clone().oneshot(request).await.unwrap();
        let skew = response.extensions().get::<ClockSkew>();
        marks.push(skew.map(|skew| (skew.seconds, skew.applied)));
    }
    let sent = sent.lock().unwrap().clone();
    (marks, sent)
}

fn learning(bound: u64) -> OAuth1Layer {
    learning_of(signer(), bound)
}

fn learning_of(signer: Signer, bound: u64) -> OAuth1Layer {
    let layer = OAuth1Layer::new(signer.with_clock(|| NOW), Scope::origin(API).unwrap());
    layer.correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(bound)))
}

/// The answer that comes after the one that matters.
const FINE: Answer = (200, &[]);

#[tokio::test]
async fn one_refusal_and_the_request_after_it() {
    let learnt = |seconds| (Some((seconds, true)), seconds);
    let recorded = |seconds| (Some((seconds, false)), 0);
    let nothing = (None, 0);
    for (bound, answer, (mark, ahead)) in [
        (7200, (401, &[HOUR_AHEAD][..]), learnt(3600)),
        // The bound is what keeps a server from setting our clock.
        (3599, (401, &[HOUR_AHEAD]), recorded(3600)),
        // Only refusals that may be the timestamp's teach anything.
        (7200, (200, &[HOUR_AHEAD]), nothing),
        (7200, (403, &[HOUR_AHEAD]), nothing),
        (7200, (500, &[HOUR_AHEAD]), nothing),
        (7200, (400, &[HOUR_AHEAD]), nothing),
        (
            7200,
            (400, &[HOUR_AHEAD, report!("parameter_absent")]),
            nothing,
        ),
        (
            7200,
            (400, &[HOUR_AHEAD, report!("timestamp_refused")]),
            learnt(3600),
        ),
        (
            7200,
            (401, &[HOUR_AHEAD, report!("timestamp_refused")]),
            learnt(3600),
        ),
        (
            7200,
            (401, &[HOUR_AHEAD, report!("token_expired")]),
            nothing,
        ),
        (
            7200,
            (401, &[HOUR_AHEAD, report!("something_else")]),
            learnt(3600),
        ),
        (
            7200,
            (401, &[MINUTE_AHEAD, report!("signature_invalid")]),
            nothing,
        ),
        // A range counts before the date, and needs none.
        (
            7200,
            (
                401,
                &[report!("timestamp_refused", "1699999700-1700000300")],
            ),
            learnt(3600),
        ),
        (
            60,
            (
                401,
                &[report!("timestamp_refused", "1699999700-1700000300")],
            ),
            recorded(3600),
        ),
        (
            60,
            (
                401,
                &[
                    report!("timestamp_refused", "1699999700-1700000300"),
                    MINUTE_AHEAD,
                ],
            ),
            learnt(60),
        ),
        (
            60,
            (
                401,
                &[
                    report!("timestamp_refused", "1699999700-1700000300"),
                    HOUR_AHEAD,
                ],
            ),
            recorded(3600),
        ),
        // A range is exact: what is just outside of it is refused for it.
        (
            7200,
            (
                401,
                &[report!("timestamp_refused", "1699996402-1699996408")],
            ),
            learnt(5),
        ),
        // What was sent lies in it, so the time is not what is refused.
        (
            7200,
            (
                401,
                &[
                    report!("timestamp_refused", "1699996400-1699999999"),
                    HOUR_AHEAD,
                ],
            ),
            nothing,
        ),
    ] {
        let found = requests(learning(bound), &[answer, FINE]).await;
        assert_eq!(
            found,
            (vec![mark, None], vec![0, ahead]),
            "{bound} {answer:?}"
        );
    }
}

/// What counts is what this request was signed by, and not what the clock says when it is answered.
#[tokio::test]
async fn a_second_refusal() {
    // The first teaches an hour. The second takes what was then sent, so it refuses something else.
    let first: Answer = (401, &[HOUR_AHEAD]);
    let second: Answer = (
        401,
        &[report!("timestamp_refused", "1699999999-1700000001")],
    );
    let (marks, sent) = requests(learning(7200), &[first, second, FINE]).await;
    assert_eq!(marks, [Some((3600, true)), None, None]);
    assert_eq!(sent, [0, 3600, 3600]);
    // A clock that ticks while the answer is on its way.
    let ticks = Arc::new(std::sync::atomic::AtomicU64::new(NOW - 320));
    let clock = move || ticks.fetch_add(20, std::sync::atomic::Ordering::SeqCst);
    let layer = OAuth1Layer::new(signer().with_clock(clock), Scope::origin(API).unwrap());
    let layer = layer.correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(7200)));
    let refused: Answer = (
        401,
        &[report!("timestamp_refused", "1699996100-1699996700")],
    );
    let (marks, sent) = requests(layer, &[refused, FINE]).await;
    assert_eq!(marks, [Some((300, true)), None]);
    assert_eq!(sent, [-320, 20], "300 ahead of the clock's third tick");
}

#[tokio::test]
async fn a_request_without_a_timestamp_teaches_nothing() {
    let layer = learning_of(signer().without_timestamp(), 7200);
    let (marks, _) = requests(layer, &[(401, &[HOUR_AHEAD]), FINE]).await;
    assert_eq!(marks, [None, None]);
}

/// With our own clock wrong, every server's differs from it. The one that was learnt first makes room.
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
        "the last 64 are known"
    );
}

/// Two servers behind one public origin have a clock each: it is where the bytes go that counts.
#[tokio::test]
async fn by_where_the_bytes_go() {
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
