//! The bare HMAC: what no signature, and no verification, can do without.

use divan::{Bencher, black_box};
use hmac::{Hmac, KeyInit, Mac};
use http::request::Parts;
use sha1::Sha1;
use tower_oauth1::Explanation;

use super::cases::Case;

/// Measures HMAC-SHA1 over the base string of a signed request, finished beforehand, from a keyed state
/// that is cloned.
pub(crate) fn measure(bencher: Bencher<'_, '_>, case: &Case, signed: &Parts) {
    let explained = Explanation::from_parts(signed, case.form()).expect("it is signed");
    let text = explained.base_string().expect("HMAC has one").as_bytes();
    // None of the cases' secrets has a character that would be encoded.
    let key = format!("{}&{}", case.client.1, case.token.1);
    let keyed = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("a key of any length");
    bencher.bench_local(|| {
        keyed
            .clone()
            .chain_update(black_box(text))
            .finalize()
            .into_bytes()
    });
}
