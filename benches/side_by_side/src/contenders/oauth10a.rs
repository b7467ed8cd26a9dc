//! oauth10a 3.0.0: signs a URL with HMAC-SHA512 only. It does not support forms.

use oauth10a::credentials::Credentials;
use oauth10a::reqwest::{Method, Url};

use super::Signing;
use crate::cases::Case;
use crate::hash::Hash;

pub(super) struct OAuth10a {
    credentials: Credentials<&'static str>,
    method: Method,
    url: Url,
}

impl OAuth10a {
    pub(super) fn new(case: &Case) -> Self {
        let ((client, client_secret), (token, token_secret)) = (case.client, case.token);
        Self {
            credentials: Credentials::oauth1(token, token_secret, client, client_secret),
            method: case.method.parse().expect("a valid method"),
            url: case.uri.parse().expect("a valid URL"),
        }
    }
}

impl Signing for OAuth10a {
    const NAME: &'static str = "oauth10a 3.0.0, HMAC-SHA512";
    const HASH: Hash = Hash::Sha512;
    type Signed = String;

    fn sign(&mut self) -> String {
        let header = self.credentials.authorization(&self.method, &self.url);
        header.expect("a case can be signed")
    }

    fn header(&mut self, signed: String) -> String {
        signed
    }
}
