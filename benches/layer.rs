//! The cost of the client layer around a service that does nothing.
//!
//! ```sh
//! cargo bench --bench layer
//! ```
//!
//! - `service_alone` calls a service that returns the request.
//! - `fixed` calls it through a layer with fixed credentials.
//! - `per_request` calls it through a layer with the credentials of the request.
//!
//! The layer should add one allocation, for the header value. The cases are those of `signing`: a
//! GET with a query (`i`), a form (`ii`) and JSON (`v`).

use std::convert::Infallible;
use std::fmt::Debug;

use bytes::Bytes;
use divan::{Bencher, black_box};
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, Service};
use tower_oauth1::{OAuth1Layer, RequestCredentials, Scope};

mod at_once;
#[allow(dead_code, reason = "other programs use the rest of it")]
mod cases;

use at_once::at_once;
use cases::Case;

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

type Body = Full<Bytes>;

const CASES: [&str; 3] = ["i", "ii", "v"];
/// The number of calls per sample. One call takes hardly longer than reading the clock.
const TOGETHER: u32 = 64;

#[divan::bench(args = CASES, sample_size = TOGETHER)]
fn service_alone(bencher: Bencher<'_, '_>, number: &str) {
    let case = Case::numbered(number);
    measure(bencher, nothing(), || request(&case), false);
}

#[divan::bench(args = CASES, sample_size = TOGETHER)]
fn fixed(bencher: Bencher<'_, '_>, number: &str) {
    let case = Case::numbered(number);
    let layer = OAuth1Layer::new(case.signer(), scope());
    let request = || request(&case);
    match case.form() {
        Some(_) => measure(bencher, layer.layer(nothing()), request, true),
        None => measure(
            bencher,
            layer.bodies_untouched().layer(nothing()),
            request,
            true,
        ),
    }
}

#[divan::bench(args = CASES, sample_size = TOGETHER)]
fn per_request(bencher: Bencher<'_, '_>, number: &str) {
    let case = Case::numbered(number);
    let credentials = RequestCredentials::new(case.signer(), scope());
    let request = || {
        let mut request = request(&case);
        request.extensions_mut().insert(credentials.clone());
        request
    };
    let layer = OAuth1Layer::per_request();
    match case.form() {
        Some(_) => measure(bencher, layer.layer(nothing()), request, true),
        None => measure(
            bencher,
            layer.bodies_untouched().layer(nothing()),
            request,
            true,
        ),
    }
}

fn scope() -> Scope {
    Scope::origin("https://api.x.com").expect("a valid origin")
}

/// Returns a service that returns the request, so that the time to drop the request is not
/// measured.
fn nothing()
-> impl Service<Request<Body>, Response = Response<Request<Body>>, Error = Infallible> + Clone {
    tower::service_fn(async |request| Ok(Response::new(request)))
}

fn request(case: &Case) -> Request<Body> {
    let mut parts = case.parts();
    // Real requests have other headers as well, so their header map usually has space for one more.
    // Without this reserve, the map would grow when the layer inserts the header, and the benchmark
    // would count that allocation. A clone of the map has no reserve, so build each request from
    // the case.
    parts.headers.reserve(4);
    let body = Bytes::from(case.body.clone());
    Request::from_parts(parts, Full::new(body))
}

fn measure<S>(
    bencher: Bencher<'_, '_>,
    mut service: S,
    request: impl Fn() -> Request<Body>,
    signs: bool,
) where
    S: Service<Request<Body>, Response = Response<Request<Body>>, Error: Debug>,
{
    let response = at_once(service.call(request())).expect("the service responds");
    let sent = response.body().headers();
    assert_eq!(sent.contains_key("authorization"), signs);
    bencher.with_inputs(request).bench_local_values(|request| {
        let response = at_once(service.call(black_box(request)));
        assert!(response.is_ok());
        response
    });
}
