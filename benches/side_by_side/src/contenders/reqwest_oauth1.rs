//! reqwest-oauth1 0.3.0: it signs only its own request builder, so building the request is also
//! measured.
//!
//! It takes a form as parameters and writes the body itself.

use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use reqwest_oauth1::{Client, DefaultSM, OAuthClientProvider, Secrets, Signer};
use url::{Url, form_urlencoded};

use super::Signing;
use crate::cases::Case;

pub(super) struct ReqwestOAuth1 {
    client: Client<Signer<'static, Secrets<'static>, DefaultSM>>,
    method: Method,
    url: Url,
    form: Option<Vec<(String, String)>>,
}

impl ReqwestOAuth1 {
    pub(super) fn new(case: &Case) -> Self {
        let secrets = Secrets::new(case.client.0, case.client.1).token(case.token.0, case.token.1);
        Self {
            client: reqwest::Client::new().oauth1(secrets),
            method: case.method.parse().expect("a valid method"),
            url: case.uri.parse().expect("a valid URL"),
            form: case
                .form()
                .map(|form| form_urlencoded::parse(form).into_owned().collect()),
        }
    }
}

impl Signing for ReqwestOAuth1 {
    const NAME: &'static str = "reqwest-oauth1 0.3.0";
    type Signed = reqwest::RequestBuilder;

    fn sign(&mut self) -> reqwest::RequestBuilder {
        let mut request = self.client.request(self.method.clone(), self.url.clone());
        if let Some(form) = &self.form {
            request = request.form(form);
        }
        request.generate_signature().expect("a case can be signed")
    }

    fn header(&mut self, signed: reqwest::RequestBuilder) -> String {
        let request = signed.build().expect("a valid request");
        let header = request.headers()[AUTHORIZATION].to_str();
        header.expect("the header is ASCII").to_owned()
    }
}
