//! This crate: from the request head to the sensitive header in the head.

use http::header::AUTHORIZATION;
use http::request::Parts;
use tower_oauth1::{SignatureMethod, Signer};

use super::Signing;
use crate::cases::Case;
use crate::hash::Hash;

pub(super) struct TowerOAuth1<'a> {
    signer: Signer,
    parts: Parts,
    form: Option<&'a [u8]>,
}

impl<'a> TowerOAuth1<'a> {
    pub(super) fn new(case: &'a Case) -> Self {
        Self {
            signer: case.signer(),
            parts: case.parts(),
            form: case.form(),
        }
    }
}

impl Signing for TowerOAuth1<'_> {
    const NAME: &'static str = "tower-oauth1";
    type Signed = ();

    fn sign(&mut self) {
        let parameters = self.signer.sign(&self.parts, self.form);
        let header = parameters
            .expect("a case can be signed")
            .authorization_header();
        self.parts.headers.insert(AUTHORIZATION, header);
    }

    fn header(&mut self, (): ()) -> String {
        let header = &self.parts.headers[AUTHORIZATION];
        assert!(header.is_sensitive());
        header.to_str().expect("the header is ASCII").to_owned()
    }
}

/// The same with HMAC-SHA512.
pub(super) struct TowerOAuth1Sha512<'a>(TowerOAuth1<'a>);

impl<'a> TowerOAuth1Sha512<'a> {
    pub(super) fn new(case: &'a Case) -> Self {
        let signer = case
            .signer()
            .with_signature_method(SignatureMethod::HmacSha512);
        Self(TowerOAuth1 {
            signer,
            ..TowerOAuth1::new(case)
        })
    }
}

impl Signing for TowerOAuth1Sha512<'_> {
    const NAME: &'static str = "tower-oauth1, HMAC-SHA512";
    const HASH: Hash = Hash::Sha512;
    type Signed = ();

    fn sign(&mut self) {
        Signing::sign(&mut self.0);
    }

    fn header(&mut self, signed: ()) -> String {
        Signing::header(&mut self.0, signed)
    }
}
