//! Tests that run on other platforms: the test vectors, and a signature with a given clock.
//!
//! `.ci/run` runs them with Miri for a machine of 32 bits and for a big-endian machine, and as
//! WebAssembly with `run_wasm.mjs`.

#![cfg(test)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../support/header.rs"]
mod header;
#[path = "../it/vectors/mod.rs"]
mod vectors;
#[cfg(target_arch = "wasm32")]
mod worker;

/// The paths of the module `vectors` in `tests/it`.
mod support {
    pub(crate) use crate::header;
}

use tower_oauth1::protocol::Nonce;
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials};

/// Signs without the clock and the random numbers of the system: the example of RFC 5849
/// section 1.2.
fn signer() -> Signer {
    Signer::new(ClientCredentials::new(
        "dpf43f3p2l4k3l03",
        "kd94hf93k423kf44",
    ))
    .with_token(TokenCredentials::new(
        "nnch734d00sl2jdk",
        "pfkkdhi9sl3r4s00",
    ))
    .without_version()
    .with_clock(|| 137131202)
    .with_nonces(|| Nonce::new("chapoH"))
}

#[test]
fn a_request_is_signed_with_a_given_clock() {
    let uri = "http://photos.example.net/photos?file=vacation.jpg&size=original";
    let mut request = http::Request::get(uri).body(()).unwrap();
    signer().sign_request(&mut request).unwrap();
    let header = request.headers()["authorization"].to_str().unwrap();
    let signature = "oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"";
    assert!(header.contains(signature), "{header}");
}
