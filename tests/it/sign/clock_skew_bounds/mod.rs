//! Tests what the layer learns about the clock of a server. Each case sends a request that the
//! server refuses, then a second request. The timestamp of the second shows the clock that it uses.

mod origins;

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
type Reply = (u16, &'static [(&'static str, &'static str)]);

/// The client's clock. The dates below are `NOW + 3600` and `NOW + 60`.
const NOW: u64 = 1_699_996_400;
const HOUR_AHEAD: (&str, &str) = ("date", "Tue, 14 Nov 2023 22:13:20 GMT");
const MINUTE_AHEAD: (&str, &str) = ("date", "Tue, 14 Nov 2023 21:14:20 GMT");

/// A `WWW-Authenticate` header that reports a problem and, if given, the acceptable timestamps.
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

/// Returns the clock skew recorded in each response, and how far each timestamp is ahead of `NOW`.
async fn requests(layer: OAuth1Layer, responses: &[Reply]) -> (Vec<Option<(i64, bool)>>, Vec<i64>) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let left: VecDeque<Reply> = responses.iter().copied().collect();
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
    for _ in responses {
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

/// The response to the second request.
const FINE: Reply = (200, &[]);

#[tokio::test]
async fn one_refusal_and_the_request_after_it() {
    let learnt = |seconds| (Some((seconds, true)), seconds);
    let recorded = |seconds| (Some((seconds, false)), 0);
    let nothing = (None, 0);
    for (bound, response, (mark, ahead)) in [
        (7200, (401, &[HOUR_AHEAD][..]), learnt(3600)),
        // The bound stops a server from setting the client's clock at will.
        (3599, (401, &[HOUR_AHEAD]), recorded(3600)),
        // The layer learns only from refusals that the timestamp may have caused.
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
        // A range of acceptable timestamps takes precedence over the `Date` header, which may be
        // missing.
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
        // A range is exact: a timestamp just outside of it is refused because of it.
        (
            7200,
            (
                401,
                &[report!("timestamp_refused", "1699996402-1699996408")],
            ),
            learnt(5),
        ),
        // The timestamp that was sent is in the range, so the refusal has another cause.
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
        let found = requests(learning(bound), &[response, FINE]).await;
        assert_eq!(
            found,
            (vec![mark, None], vec![0, ahead]),
            "{bound} {response:?}"
        );
    }
}

/// The skew is measured from the timestamp of the request, not from the clock when the response
/// comes.
#[tokio::test]
async fn a_second_refusal() {
    // The first refusal teaches an offset of an hour. The second accepts the timestamp that was
    // sent, so it has another cause.
    let first: Reply = (401, &[HOUR_AHEAD]);
    let second: Reply = (
        401,
        &[report!("timestamp_refused", "1699999999-1700000001")],
    );
    let (marks, sent) = requests(learning(7200), &[first, second, FINE]).await;
    assert_eq!(marks, [Some((3600, true)), None, None]);
    assert_eq!(sent, [0, 3600, 3600]);
    // The clock advances while the response is on its way.
    let ticks = Arc::new(std::sync::atomic::AtomicU64::new(NOW - 320));
    let clock = move || ticks.fetch_add(20, std::sync::atomic::Ordering::SeqCst);
    let layer = OAuth1Layer::new(signer().with_clock(clock), Scope::origin(API).unwrap());
    let layer = layer.correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(7200)));
    let refused: Reply = (
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
