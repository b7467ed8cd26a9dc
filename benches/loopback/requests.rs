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

type Body = Empty<Bytes>;

/// The parts of a request, and the expected status.
#[derive(Clone, Debug)]
struct Plan {
    uri: Uri,
    authorization: Authorization,
    expected: StatusCode,
}

/// The `Authorization` header that the client sets outside the layer.
#[derive(Clone, Debug)]
enum Authorization {
    None,
    /// Always the same header. This measures the cost of a longer request for the connection and
    /// the server.
    Given(HeaderValue),
    /// A copy of this header, plus an HMAC of an existing base string. The HMAC is computed and
    /// dropped. This is the lowest possible cost of signing.
    BareHmac(HeaderValue, Hmac<Sha1>, Arc<str>),
}

/// Measures requests, of which `at_once` run at the same time, and prints the result.
pub(crate) async fn measure(server: &Server, rounds: usize, requests: usize, at_once: usize) {
    let uri = server.uri("/1/me?count=20&page=2&lang=en&max=9");
    let plain = Plan {
        uri: uri.parse().expect("a valid URI"),
        authorization: Authorization::None,
        expected: StatusCode::UNAUTHORIZED,
    };
    let signed = Plan {
        expected: StatusCode::OK,
        ..plain.clone()
    };
    let (header, base_string) = signature(&plain.uri);
    let carrying = Plan {
        authorization: Authorization::Given(header.clone()),
        ..signed.clone()
    };
    let keyed = Hmac::new_from_slice(b"kd94hf93k423kf44&pfkkdhi9sl3r4s00");
    let keyed = keyed.expect("HMAC accepts keys of any length");
    let hashing = Plan {
        authorization: Authorization::BareHmac(header, keyed, base_string),
        ..signed.clone()
    };
    let http = client::<Body>();
    let layer = OAuth1Layer::new(signer(), scope(server)).bodies_untouched();
    let api = layer.layer(http.clone());

    let mut times = [const { Vec::new() }; 4];
    // The first round opens the connections.
    for round in 0..=rounds {
        // Each round starts with another variant.
        for turn in 0..4 {
            let which = (round + turn) % 4;
            let time = match which {
                0 => batch(&http, &plain, requests, at_once).await,
                1 => batch(&http, &carrying, requests, at_once).await,
                2 => batch(&http, &hashing, requests, at_once).await,
                _ => batch(&api, &signed, requests, at_once).await,
            };
            if round > 0 {
                times[which].push(time);
            }
        }
    }
    println!("{requests} requests a round, {at_once} at once:");
    let [without, carried, hashed, with] = &times;
    let print = |name, times| rounds::print(name, requests as f64, "requests/s", times, without);
    print("without the layer", without);
    print("same header each time", carried);
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

async fn send<S>(service: &mut S, plan: &Plan)
where
    S: Service<Request<Body>, Response = Response<Incoming>>,
    S::Error: Debug,
{
    let mut request = Request::new(Body::new());
    *request.uri_mut() = plan.uri.clone();
    let headers = request.headers_mut();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    match &plan.authorization {
        Authorization::None => {}
        Authorization::Given(value) => {
            headers.insert(header::AUTHORIZATION, value.clone());
        }
        Authorization::BareHmac(value, keyed, base_string) => {
            let mac = keyed
                .clone()
                .chain_update(black_box(base_string.as_bytes()));
            black_box(mac.finalize().into_bytes());
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("a valid header value");
            headers.insert(header::AUTHORIZATION, value);
        }
    }
    let service = service.ready().await.expect("the client is ready");
    let response = service.call(request).await.expect("the server responds");
    assert_eq!(response.status(), plan.expected);
    let body = response.into_body().collect().await;
    body.expect("the response is complete");
}

/// Returns a header as long as the layer's header, and the base string of its signature.
fn signature(uri: &Uri) -> (HeaderValue, Arc<str>) {
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
