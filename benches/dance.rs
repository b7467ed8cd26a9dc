//! The cost of each request of the authorization flow (token dance).
//!
//! ```sh
//! cargo bench --bench dance
//! ```
//!
//! The HTTP service is in memory.
//!
//! - `temporary_credentials` and `token_credentials` (RFC 5849 sections 2.1 and 2.3) measure the
//!   way from the call to the credentials from the response.
//! - With the suffix `_sent`, the service never responds. This measures how long it takes to create
//!   and sign the request. The difference between the two is the time to read the response.
//!
//! The protocol parameters are in the `header`, or in a `form` together with an extra parameter.

use std::convert::Infallible;
use std::future::{pending, ready};
use std::pin::pin;
use std::task::{Context, Waker};

use bytes::Bytes;
use divan::{Bencher, black_box};
use http::{Request, Response, Uri};
use http_body_util::Full;
use tower::Service;
use tower_oauth1::flow::{AuthorizationFlow, Callback, Endpoints, FlowStep, PendingAuthorization};
use tower_oauth1::protocol::Transmission;
use tower_oauth1::{ClientCredentials, Signer};

mod at_once;

use at_once::at_once;

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

type Body = Full<Bytes>;

const PLACES: [&str; 2] = ["header", "form"];
/// The responses and the redirect in RFC 5849 section 1.2.
const TEMPORARY: &str = "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true";
const GRANTED: &str = "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00";
const SENT_BACK: &str =
    "http://printer.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884";

fn flow(place: &str) -> AuthorizationFlow {
    let at = |path: &str| -> Uri {
        let uri = format!("https://photos.example.net/{path}");
        uri.parse().expect("a valid URI")
    };
    let client = ClientCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
    let endpoints = Endpoints::new(at("initiate"), at("authorize"), at("token"));
    let flow = AuthorizationFlow::new(Signer::new(client), endpoints);
    match place {
        "header" => flow,
        _ => flow
            .transmission(Transmission::FormBody)
            .parameter(FlowStep::TemporaryCredentials, "scope", "read write")
            .parameter(FlowStep::TokenCredentials, "scope", "read write"),
    }
}

fn callback() -> Callback {
    Callback::url("http://printer.example.com/ready").expect("a valid callback")
}

/// Returns a service that responds to every request with this text.
fn responding(
    text: &'static str,
) -> impl Service<Request<Body>, Response = Response<Body>, Error = Infallible> {
    tower::service_fn(move |request: Request<Body>| {
        black_box(&request);
        ready(Ok(Response::new(Full::from(text))))
    })
}

/// Returns a service that never responds.
fn silent() -> impl Service<Request<Body>, Response = Response<Body>, Error = Infallible> {
    tower::service_fn(|request: Request<Body>| {
        black_box(&request);
        pending()
    })
}

fn begin(
    flow: &AuthorizationFlow,
    place: &str,
    http: &mut impl Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
) -> PendingAuthorization {
    let begun = match place {
        "header" => at_once(flow.request_temporary_credentials(http, callback())),
        _ => at_once(flow.request_temporary_credentials_with_form(http, callback())),
    };
    begun.expect("the service returns credentials")
}

#[divan::bench(args = PLACES, sample_size = 64)]
fn temporary_credentials(bencher: Bencher<'_, '_>, place: &str) {
    let (flow, mut http) = (flow(place), responding(TEMPORARY));
    bencher.bench_local(|| begin(&flow, place, &mut http));
}

#[divan::bench(args = PLACES, sample_size = 64)]
fn temporary_credentials_sent(bencher: Bencher<'_, '_>, place: &str) {
    let (flow, mut http) = (flow(place), silent());
    bencher.bench_local(|| match place {
        "header" => start(flow.request_temporary_credentials(&mut http, callback())),
        _ => start(flow.request_temporary_credentials_with_form(&mut http, callback())),
    });
}

#[divan::bench(args = PLACES, sample_size = 64)]
fn token_credentials(bencher: Bencher<'_, '_>, place: &str) {
    let flow = flow(place);
    let pending = begin(&flow, place, &mut responding(TEMPORARY));
    let mut http = responding(GRANTED);
    bencher.bench_local(|| {
        let granted = match place {
            "header" => at_once(flow.request_token_credentials(&mut http, &pending, SENT_BACK)),
            _ => at_once(flow.request_token_credentials_with_form(&mut http, &pending, SENT_BACK)),
        };
        granted.expect("the service returns credentials")
    });
}

#[divan::bench(args = PLACES, sample_size = 64)]
fn token_credentials_sent(bencher: Bencher<'_, '_>, place: &str) {
    let flow = flow(place);
    let pending = begin(&flow, place, &mut responding(TEMPORARY));
    let mut http = silent();
    bencher.bench_local(|| match place {
        "header" => start(flow.request_token_credentials(&mut http, &pending, SENT_BACK)),
        _ => start(flow.request_token_credentials_with_form(&mut http, &pending, SENT_BACK)),
    });
}

/// Polls a future once, up to the point where it waits for the response.
fn start<F: Future>(future: F) {
    let mut cx = Context::from_waker(Waker::noop());
    assert!(pin!(future).poll(&mut cx).is_pending());
}
