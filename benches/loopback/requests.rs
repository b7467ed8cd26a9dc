//! Measures many small requests.

use std::fmt::Debug;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderValue, Request, Response, StatusCode, Uri, header};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use sha1::Sha1;
use tokio::task::JoinSet;
use tower::{Layer, Service, ServiceExt};
use tower_oauth1::{Explanation, OAuth1Layer};

use crate::server::Server;
use crate::{client, rounds, scope, signer};

pub(crate) type Body = Empty<Bytes>;

/// The path and query of all requests, as in case i of the other benchmarks.
pub(crate) const TARGET: &str = "/1/me?count=20&page=2&lang=en&max=9";

/// The URI of all requests, and the expected status.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) uri: Uri,
    pub(crate) expected: StatusCode,
}

/// Measures requests, of which `at_once` run at the same time, and prints the result.
///
/// The variants are the client without and with the layer, and with two services that insert a
/// header of the same length as the layer's header. `presigned` always inserts the same header. The
/// rest of the request is then the same as with the layer, so the difference is the cost of
/// signing. `hashing` also computes an HMAC of an existing base string and drops it. This is the
/// lowest possible cost of signing.
pub(crate) async fn measure(server: &Server, rounds: usize, requests: usize, at_once: usize) {
    let uri = server.uri(TARGET).parse().expect("a valid URI");
    let expected = StatusCode::UNAUTHORIZED;
    let plain = Plan { uri, expected };
    let signed = Plan {
        expected: StatusCode::OK,
        ..plain.clone()
    };
    let (header, base_string) = signature(&plain.uri);
    let http = client::<Body>();
    let constant = header.clone();
    let presigned = http.clone().map_request(move |mut request: Request<Body>| {
        let headers = request.headers_mut();
        headers.insert(header::AUTHORIZATION, constant.clone());
        request
    });
    let keyed = bare_hmac();
    let hashing = http.clone().map_request(move |mut request: Request<Body>| {
        let mac = keyed
            .clone()
            .chain_update(black_box(base_string.as_bytes()));
        black_box(mac.finalize().into_bytes());
        let header = HeaderValue::from_bytes(header.as_bytes()).expect("a valid header value");
        let headers = request.headers_mut();
        headers.insert(header::AUTHORIZATION, header);
        request
    });
    let layer = OAuth1Layer::new(signer(), scope(server)).bodies_untouched();
    let api = layer.layer(http.clone());

    let mut times = [const { Vec::new() }; 4];
    // The first round opens the connections.
    for round in 0..=rounds {
        for which in rounds::order::<4>(round) {
            let time = match which {
                0 => batch(&http, &plain, requests, at_once).await,
                1 => batch(&presigned, &signed, requests, at_once).await,
                2 => batch(&hashing, &signed, requests, at_once).await,
                _ => batch(&api, &signed, requests, at_once).await,
            };
            if round > 0 {
                times[which].push(time);
            }
        }
    }
    println!("{requests} requests a round, {at_once} at once:");
    let [without, presigned, hashed, with] = &times;
    let print = |name, times| {
        let each = requests as f64;
        rounds::print(name, each, "requests/s", times, &[without, presigned]);
    };
    print("without the layer", without);
    print("pre-signed header", presigned);
    print("bare HMAC, same header", hashed);
    print("with the layer", with);
    println!();
}

/// Sends this number of requests, reads the responses, and returns the time.
async fn batch<S>(service: &S, plan: &Plan, requests: usize, at_once: usize) -> Duration
where
    S: Service<Request<Body>, Response = Response<Incoming>> + Clone + Send + 'static,
    S::Error: Debug,
    S::Future: Send,
{
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..at_once {
        let (mut service, plan) = (service.clone(), plan.clone());
        tasks.spawn(async move {
            for _ in 0..requests / at_once {
                send(&mut service, &plan).await;
            }
        });
    }
    tasks.join_all().await;
    start.elapsed()
}

pub(crate) async fn send<S>(service: &mut S, plan: &Plan)
where
    S: Service<Request<Body>, Response = Response<Incoming>>,
    S::Error: Debug,
{
    let mut request = Request::new(Body::new());
    *request.uri_mut() = plan.uri.clone();
    let headers = request.headers_mut();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let service = service.ready().await.expect("the client is ready");
    let response = service.call(request).await.expect("the server responds");
    assert_eq!(response.status(), plan.expected);
    let body = response.into_body().collect().await;
    body.expect("the response is complete");
}

/// Returns the state of an HMAC with the secrets of [`signer`].
pub(crate) fn bare_hmac() -> Hmac<Sha1> {
    Hmac::new_from_slice(b"kd94hf93k423kf44&pfkkdhi9sl3r4s00").expect("HMAC accepts any key")
}

/// Returns a header as long as the layer's header, and the base string of its signature.
pub(crate) fn signature(uri: &Uri) -> (HeaderValue, Arc<str>) {
    let mut request = Request::new("");
    *request.uri_mut() = uri.clone();
    let signed = signer().sign_request(&mut request);
    signed.expect("the request can be signed");
    let (parts, _) = request.into_parts();
    let explained = Explanation::from_parts(&parts, None).expect("the request is signed");
    let base_string = explained
        .base_string()
        .expect("HMAC methods have a base string");
    let header = parts.headers[header::AUTHORIZATION].clone();
    (header, base_string.into())
}
