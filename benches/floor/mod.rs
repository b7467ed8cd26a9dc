//! The bare HMAC, which every signature and every verification must compute.

use divan::{Bencher, black_box};
use hmac::{Hmac, KeyInit, Mac};
use http::request::Parts;
use sha1::Sha1;
use tower_oauth1::Explanation;

use super::cases::Case;

/// Measures HMAC-SHA1 over the base string of a signed request.
///
/// The base string exists beforehand, and the keyed state is cloned.
pub(crate) fn measure(bencher: Bencher<'_, '_>, case: &Case, signed: &Parts) {
    let explained = Explanation::from_parts(signed, case.form()).expect("the request is signed");
    let text = explained
        .base_string()
        .expect("HMAC methods have a base string")
        .as_bytes();
    // The secrets of the cases have no characters that need encoding.
    let key = format!("{}&{}", case.client.1, case.token.1);
    let keyed =
        Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("HMAC accepts keys of any length");
    bencher.bench_local(|| {
        keyed
            .clone()
            .chain_update(black_box(text))
            .finalize()
            .into_bytes()
    });
}
