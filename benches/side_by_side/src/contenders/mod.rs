//! The measured crates: this crate with two hashes, and the other crates. Each crate is called as
//! its documentation describes.
//!
//! These steps are done beforehand and are not measured:
//!
//! - The setup of a client, if the API has one.
//! - The parsing of the URI, into `Parts` for this crate and into `Url` for others.
//!
//! The conversion of the decoded parameters into the type of the API is measured.

mod oauth1;
mod oauth10a;
mod oauth1_request;
mod oauth_client;
mod reqwest_oauth1;
mod tower_oauth1;

use std::hint::black_box;

use crate::cases::Case;
use crate::hash::Hash;

/// A crate that is set up to sign one case.
trait Signing {
    const NAME: &'static str;
    const HASH: Hash = Hash::Sha1;

    /// The value with the header that the API returns.
    type Signed;

    /// Creates one signature with a new nonce and timestamp. This is the measured work.
    fn sign(&mut self) -> Self::Signed;

    /// Returns the text of the `Authorization` header.
    fn header(&mut self, signed: Self::Signed) -> String;
}

/// Like [`Signing`], but usable as a trait object.
pub(crate) trait Contender {
    fn name(&self) -> &'static str;

    fn hash(&self) -> Hash;

    /// Signs this number of times.
    fn sign(&mut self, times: usize);

    /// Signs once and returns the text of the `Authorization` header.
    fn header(&mut self) -> String;
}

impl<S: Signing> Contender for S {
    fn name(&self) -> &'static str {
        S::NAME
    }

    fn hash(&self) -> Hash {
        S::HASH
    }

    fn sign(&mut self, times: usize) {
        for _ in 0..times {
            black_box(Signing::sign(self));
        }
    }

    fn header(&mut self) -> String {
        let signed = Signing::sign(self);
        Signing::header(self, signed)
    }
}

/// Returns all crates in the order of the tables. For each hash, this crate comes first.
pub(crate) fn all(case: &Case) -> Vec<Box<dyn Contender + '_>> {
    vec![
        Box::new(tower_oauth1::TowerOAuth1::new(case)),
        Box::new(oauth1_request::OAuth1Request::new(case)),
        Box::new(reqwest_oauth1::ReqwestOAuth1::new(case)),
        Box::new(oauth_client::OAuthClient::new(case)),
        Box::new(oauth1::OAuth1::new(case)),
        Box::new(tower_oauth1::TowerOAuth1Sha512::new(case)),
        Box::new(oauth10a::OAuth10a::new(case)),
    ]
}
