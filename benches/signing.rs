//! The cost of signing, compared with the bare HMAC that no signer can avoid.
//!
//! ```sh
//! cargo bench --bench signing
//! ```
//!
//! There are two benchmarks for each case:
//!
//! - `sign` measures the way from the request head to the header value. Each signature has a new
//!   nonce and timestamp.
//! - `bare_hmac` measures HMAC-SHA1 over the same base string. The base string exists beforehand,
//!   and the keyed state is cloned.
//!
//! The ratio of the two is the cost of everything except the HMAC. The cases are the same as in
//! `side_by_side`, which compares this crate with other crates.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

#[allow(dead_code, reason = "other programs use the rest of it")]
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
    measure(bencher, &Case::numbered(number));
}

/// Shows whether the cost per parameter stays constant as the number of parameters grows.
#[divan::bench(args = [10, 100, 1000, 10_000])]
fn sign_many(bencher: Bencher<'_, '_>, parameters: usize) {
    measure(
        bencher.counter(ItemsCount::new(parameters)),
        &cases::growing(parameters, ""),
    );
}

/// Names with a common prefix, as many providers use them, take longer to compare when sorting.
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
    let case = Case::numbered(number);
    floor::measure(bencher, &case, &case.signed());
}
