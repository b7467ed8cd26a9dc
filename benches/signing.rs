//! What signing costs, beside the HMAC that it cannot avoid.
//!
//! ```sh
//! cargo bench --bench signing
//! ```
//!
//! Each case is measured twice: `sign` goes from the head of a request to the header's value, with a
//! new nonce and timestamp each time; `bare_hmac` is HMAC-SHA1 over the same base string, finished
//! beforehand, from a keyed state that is cloned. Their ratio says what all else costs.
//! The cases are those of `side_by_side`, which compares with other crates.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

#[allow(dead_code, reason = "another program uses the rest")]
mod cases;
mod floor;

use cases::{Case, NUMBERS};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(args = NUMBERS)]
fn sign(bencher: Bencher<'_, '_>, number: &str) {
    measure(bencher, &Case::of(number));
}

/// What a parameter costs should not depend on how many there are.
#[divan::bench(args = [10, 100, 1000, 10_000])]
fn sign_many(bencher: Bencher<'_, '_>, parameters: usize) {
    measure(
        bencher.counter(ItemsCount::new(parameters)),
        &cases::growing(parameters, ""),
    );
}

/// Names that begin alike, as a service's may, take longer to be told apart.
#[divan::bench(args = [10, 100, 1000])]
fn sign_many_alike(bencher: Bencher<'_, '_>, parameters: usize) {
    measure(
        bencher.counter(ItemsCount::new(parameters)),
        &cases::growing(parameters, "parameter_"),
    );
}

fn measure(bencher: Bencher<'_, '_>, case: &Case) {
    let (signer, parts) = (case.signer(), case.parts());
    bencher.bench_local(|| {
        let parameters = signer.sign(black_box(&parts), case.form());
        parameters.map(|parameters| parameters.authorization_header())
    });
}

#[divan::bench(args = NUMBERS)]
fn bare_hmac(bencher: Bencher<'_, '_>, number: &str) {
    let case = Case::of(number);
    floor::measure(bencher, &case, &case.signed());
}
