//! What the layer adds to a service that does nothing.
//!
//! ```sh
//! cargo bench --bench layer
//! ```
//!
//! `service_alone` calls a service that gives the request back; `fixed` and `per_request` call it through
//! the layer, by the layer's credentials and by the request's. The layer should add one allocation, that of
//! the header's value. The cases are those of `signing`: a GET with a query (`i`), a form (`ii`), and JSON (`v`).

use std::convert::Infallible;
use std::fmt::Debug;

use bytes::Bytes;
use divan::{Bencher, black_box};
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, Service};
use tower_oauth1::{OAuth1Layer, RequestCredentials, Scope};

mod at_once;
#[allow(dead_code, reason = "another program uses the rest")]
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
/// Calls that are timed together, for one takes hardly longer than a look at the clock.
const TOGETHER: u32 = 64;

#[divan::bench(args = CASES, sample_size = TOGETHER)]
fn service_alone(bencher: Bencher<'_, '_>, number: &str) {
    let case = Case::of(number);
    measure(bencher, nothing(), || request(&case), false);
}

#[divan::bench(args = CASES, sample_size = TOGETHER)]
fn fixed(bencher: Bencher<'_, '_>, number: &str) {
    let case = Case::of(number);
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
    let case = Case::of(number);
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
    Scope::origin("https://api.x.com").expect("an origin")
}

/// Gives the request back, so that dropping it is not measured.
fn nothing()
-> impl Service<Request<Body>, Response = Response<Request<Body>>, Error = Infallible> + Clone {
    tower::service_fn(async |request| Ok(Response::new(request)))
}

fn request(case: &Case) -> Request<Body> {
    let mut parts = case.parts();
    // Clients send further headers, so their maps have room for one more. Else the map would be seen to
    // grow: an allocation that is neither the layer's nor there in every request. A clone of a map has no
    // room left, which is why each request is made anew.
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
    let answer = at_once(service.call(request())).expect("it has an answer");
    let sent = answer.body().headers();
    assert_eq!(sent.contains_key("authorization"), signs);
    bencher.with_inputs(request).bench_local_values(|request| {
        let answer = at_once(service.call(black_box(request)));
        assert!(answer.is_ok());
        answer
    });
}
