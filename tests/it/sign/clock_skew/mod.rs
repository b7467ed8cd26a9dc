//! Correction of clock skew: the layer learns from a refusal how wrong the client's clock is, and
//! the retry policy sends the request again.

mod ignored;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use tower::{BoxError, Service, ServiceBuilder, ServiceExt};
use tower_oauth1::sign::{ClockSkew, ClockSkewPolicy, RetryOnClockSkew};
use tower_oauth1::{OAuth1Layer, Scope, Signer};

use crate::support::{API, protocol_parameter, signer};

type Body = Full<Bytes>;

const NOW: u64 = 1_700_000_000;
const HOUR: u64 = 3600;

/// A server with a correct clock, and the headers of its responses.
#[derive(Clone)]
struct Server {
    requests: Arc<AtomicUsize>,
    headers: &'static [(&'static str, &'static str)],
}

/// `NOW` in a `Date` header.
const DATE: (&str, &str) = ("date", "Tue, 14 Nov 2023 22:13:20 GMT");

impl Server {
    fn new(headers: &'static [(&'static str, &'static str)]) -> Self {
        let requests = Arc::default();
        Self { requests, headers }
    }

    /// Returns the number of requests since the last call.
    fn requests(&self) -> usize {
        self.requests.swap(0, Ordering::SeqCst)
    }

    fn respond(&self, request: &Request<Body>) -> Response<Body> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let timestamp = protocol_parameter(request, "oauth_timestamp");
        let timestamp: u64 = timestamp.map_or(0, |timestamp| timestamp.parse().unwrap());
        let accepted = timestamp.abs_diff(NOW) <= 300;
        let status = if accepted {
            StatusCode::OK
        } else {
            StatusCode::UNAUTHORIZED
        };
        let mut response = Response::builder().status(status);
        for (name, value) in self.headers {
            response = response.header(*name, *value);
        }
        response = response.header("x-timestamp", timestamp.to_string());
        response.body(Body::default()).unwrap()
    }
}

/// A clock that the test sets.
fn clock(start: u64) -> (Arc<AtomicU64>, Signer) {
    let time = Arc::new(AtomicU64::new(start));
    let read = Arc::clone(&time);
    (
        time,
        signer().with_clock(move || read.load(Ordering::SeqCst)),
    )
}

fn correcting(signer: Signer, origin: &str) -> OAuth1Layer {
    let layer = OAuth1Layer::new(signer, Scope::origin(origin).unwrap());
    layer.correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(2 * HOUR)))
}

fn stack(
    layer: OAuth1Layer,
    server: Server,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = BoxError, Future: Send> + Clone
{
    let http = tower::service_fn(move |request: Request<Body>| {
        let response = server.respond(&request);
        async move {
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(response)
        }
    });
    let retry = ServiceBuilder::new().retry(RetryOnClockSkew::new());
    retry.layer(layer).service(http)
}

async fn send<S>(api: S, uri: &str) -> Response<Body>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = BoxError>,
{
    let request = Request::get(uri).body(Body::default()).unwrap();
    api.oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_clock_that_is_one_hour_off_and_a_clock_that_is_set_right() {
    assert_eq!(
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(NOW)),
        DATE.1
    );
    for off in [NOW - HOUR, NOW + HOUR] {
        let server = Server::new(&[DATE]);
        let (time, signer) = clock(off);
        let api = stack(correcting(signer, API), server.clone());
        let call = || send(api.clone(), API);
        let responses = tokio::join!(call(), call(), call(), call());
        let statuses =
            [&responses.0, &responses.1, &responses.2, &responses.3].map(Response::status);
        assert_eq!(statuses, [StatusCode::OK; 4]);
        assert_eq!(
            server.requests(),
            8,
            "each request is refused once and retried once"
        );

        assert_eq!(call().await.status(), StatusCode::OK);
        assert_eq!(server.requests(), 1, "the layer remembers the skew");

        time.store(NOW, Ordering::SeqCst);
        assert_eq!(
            call().await.status(),
            StatusCode::OK,
            "the layer learns the new skew"
        );
        assert_eq!(server.requests(), 2);
        assert_eq!(call().await.status(), StatusCode::OK);
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn the_middle_of_the_acceptable_timestamps_wins_over_the_date() {
    const REPORT: (&str, &str) = (
        "www-authenticate",
        "OAuth oauth_problem=\"timestamp_refused\", \
         oauth_acceptable_timestamps=\"1699999700-1700000300\"",
    );
    const WRONG_DATE: (&str, &str) = ("date", "Tue, 14 Nov 2023 21:43:20 GMT");
    let server = Server::new(&[REPORT, WRONG_DATE]);
    let (_, signer) = clock(NOW - HOUR);
    let response = send(stack(correcting(signer, API), server.clone()), API).await;
    assert_eq!((response.status(), server.requests()), (StatusCode::OK, 2));
    let sent = response.headers()["x-timestamp"].to_str().unwrap();
    assert_eq!(sent, NOW.to_string(), "the middle");
}

/// If the middle of the range cannot be used, `Date` is used. If the range contains the timestamp,
/// the server refused something else.
#[tokio::test]
async fn ranges_that_cannot_be_used() {
    macro_rules! report {
        ($range:literal) => {
            (
                "www-authenticate",
                concat!(
                    "OAuth oauth_problem=\"x\", oauth_acceptable_timestamps=\"",
                    $range,
                    "\""
                ),
            )
        };
    }
    for headers in [
        &[report!("0-1700000300"), DATE][..],
        &[report!("18446744073709551614-18446744073709551615"), DATE],
    ] {
        let (response, requests) = once(headers, API, |layer| layer).await;
        let expected = if headers[0].1.contains("=\"0-") {
            (StatusCode::UNAUTHORIZED, 1)
        } else {
            (StatusCode::OK, 2)
        };
        assert_eq!((response.status(), requests), expected, "{headers:?}");
    }
}

/// Sends one request with a clock that is an hour behind. Returns the last response and the number
/// of requests that the server received.
async fn once(
    headers: &'static [(&'static str, &'static str)],
    uri: &str,
    change: impl Fn(OAuth1Layer) -> OAuth1Layer,
) -> (Response<Body>, usize) {
    let server = Server::new(headers);
    let (_, signer) = clock(NOW - HOUR);
    let layer = change(correcting(signer, uri));
    let response = send(stack(layer, server.clone()), uri).await;
    (response, server.requests())
}

#[tokio::test]
async fn a_skew_beyond_the_bound_is_recorded_and_not_applied() {
    let (response, requests) = once(&[DATE], API, |layer| {
        layer.correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(HOUR - 1)))
    })
    .await;
    assert_eq!((response.status(), requests), (StatusCode::UNAUTHORIZED, 1));
    let skew = response.extensions().get::<ClockSkew>().unwrap();
    assert_eq!((skew.seconds, skew.applied), (3600, false));
}

#[tokio::test]
async fn a_skew_equal_to_the_bound_is_applied() {
    let bound = |layer: OAuth1Layer| {
        layer.correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(HOUR)))
    };
    let (response, requests) = once(&[DATE], API, bound).await;
    assert_eq!((response.status(), requests), (StatusCode::OK, 2));
}

/// A server that sends a different time with each refusal gets only two requests.
#[tokio::test]
async fn a_request_is_retried_only_once() {
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let http = tower::service_fn(move |_: Request<Body>| {
        let ahead = count.fetch_add(1, Ordering::SeqCst) % 2 == 0;
        let date = UNIX_EPOCH + Duration::from_secs(if ahead { NOW + HOUR } else { NOW - HOUR });
        let response = Response::builder().status(StatusCode::UNAUTHORIZED);
        let response = response.header("date", httpdate::fmt_http_date(date));
        std::future::ready(response.body(Body::default()))
    });
    let (_, signer) = clock(NOW);
    let retry = ServiceBuilder::new().retry(RetryOnClockSkew::new());
    let api = retry.layer(correcting(signer, API)).service(http);
    let response = send(api, API).await;
    assert_eq!(requests.load(Ordering::SeqCst), 2);
    // The second request was signed an hour ahead. `seconds` is the skew of the clock itself.
    let skew = response.extensions().get::<ClockSkew>().unwrap();
    assert_eq!((skew.seconds, skew.applied), (-3600, true));
}

/// The time of one server has no effect on requests to another server.
#[tokio::test]
async fn each_origin_has_its_own_skew() {
    let server = Server::new(&[DATE]);
    let other = "https://other.example";
    let (_, signer) = clock(NOW - HOUR);
    let scope = Scope::origins([API, other]).unwrap();
    let layer = OAuth1Layer::new(signer, scope)
        .correct_clock_skew(ClockSkewPolicy::new(Duration::from_secs(2 * HOUR)));
    let api = stack(layer, server.clone());
    for uri in [API, other] {
        assert_eq!(send(api.clone(), uri).await.status(), StatusCode::OK);
        assert_eq!(server.requests(), 2, "the skew of {uri} was unknown");
        assert_eq!(send(api.clone(), uri).await.status(), StatusCode::OK);
        assert_eq!(server.requests(), 1);
    }
    // A relative URI goes to the layer's origin.
    let (_, signer) = clock(NOW - HOUR);
    let layer = correcting(signer, API).public_origin(API.parse().unwrap());
    let response = send(stack(layer, server.clone()), "/x").await;
    assert_eq!((response.status(), server.requests()), (StatusCode::OK, 2));
}
