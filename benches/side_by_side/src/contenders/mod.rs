//! Those that are measured: this crate twice, and the others, each called as its documentation says.
//!
//! Where an API lets a client be set up once, that is done beforehand. So is what the URI's type needs:
//! the `Parts` of this crate, the `Url` of others. The decoded parameters, which a caller has in some form
//! of his own, are brought into the form that an API wants within what is measured.

mod oauth1;
mod oauth10a;
mod oauth1_request;
mod oauth_client;
mod reqwest_oauth1;
mod tower_oauth1;

use std::hint::black_box;

use crate::cases::Case;
use crate::hash::Hash;

/// One of those that are measured, set up for one case.
trait Signing {
    const NAME: &'static str;
    const HASH: Hash = Hash::Sha1;

    /// What a caller gets that has the header in it.
    type Signed;

    /// What is measured: one signature, with a nonce and a timestamp of its own.
    fn sign(&mut self) -> Self::Signed;

    /// The text of the `Authorization` header.
    fn header(&mut self, signed: Self::Signed) -> String;
}

/// The same, whichever it is.
pub(crate) trait Contender {
    fn name(&self) -> &'static str;

    fn hash(&self) -> Hash;

    /// Signs so many times.
    fn sign(&mut self, times: usize);

    /// Signs once and gives the text of the `Authorization` header.
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

/// All of them, in the order of the tables. This crate by HMAC-SHA1 comes first.
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
