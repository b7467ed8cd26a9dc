//! The two hashes that the crates sign with, and the bare HMAC that no crate can avoid.

use std::hint::black_box;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha512;

use crate::cases::Case;
use crate::rounds::Turn;

/// The hash function of an HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha1,
    Sha512,
}

impl Hash {
    /// Returns the name of the signature method with this hash.
    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::Sha1 => "HMAC-SHA1",
            Self::Sha512 => "HMAC-SHA512",
        }
    }

    /// Returns the HMAC of a base string, with the secrets of the case.
    ///
    /// The secrets of the cases have no characters that need encoding.
    pub(crate) fn hmac(self, case: &Case, base_string: &str) -> Vec<u8> {
        match self {
            Self::Sha1 => bare(&keyed::<Hmac<Sha1>>(case), base_string).to_vec(),
            Self::Sha512 => bare(&keyed::<Hmac<Sha512>>(case), base_string).to_vec(),
        }
    }

    /// Returns the work of the bare HMAC. The base string exists beforehand, and the key is set up
    /// beforehand.
    pub(crate) fn floor(self, case: &Case, base_string: String) -> Turn<'static> {
        match self {
            Self::Sha1 => repeat(keyed::<Hmac<Sha1>>(case), base_string),
            Self::Sha512 => repeat(keyed::<Hmac<Sha512>>(case), base_string),
        }
    }
}

fn repeat<M: Mac + Clone + 'static>(keyed: M, base_string: String) -> Turn<'static> {
    Box::new(move |times| {
        for _ in 0..times {
            black_box(bare(&keyed, black_box(&base_string)));
        }
    })
}

fn keyed<M: KeyInit>(case: &Case) -> M {
    let key = format!("{}&{}", case.client.1, case.token.1);
    M::new_from_slice(key.as_bytes()).expect("HMAC accepts keys of any length")
}

fn bare<M: Mac + Clone>(keyed: &M, base_string: &str) -> hmac::digest::Output<M> {
    let message = keyed.clone().chain_update(base_string);
    message.finalize().into_bytes()
}
