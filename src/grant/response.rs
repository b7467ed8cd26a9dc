//! RFC 5849 sections 2.1 and 2.3: the answers that carry credentials.

use http::{HeaderValue, Response, header};

use super::pending::Grant;
use crate::protocol::{FORM, ProtocolParameters};

impl Grant {
    /// The answer to the client (section 2.3): the token, its secret, and extra fields that the
    /// service's clients wait for, given decoded.
    ///
    /// Hand it out once: it is kept nowhere, and no cache may keep it.
    pub fn response(&self, extra: &[(&str, &str)]) -> Response<String> {
        let token = self.token().credentials();
        let credentials = [
            ("oauth_token", token.identifier()),
            ("oauth_token_secret", token.secret()),
        ];
        form(&[&credentials, extra].concat())
    }
}

/// A form that nobody may keep.
pub(super) fn form(fields: &[(&str, &str)]) -> Response<String> {
    let form = ProtocolParameters::from_pairs(fields).append_to_form(b"");
    let form = String::from_utf8(form).expect("encoded text is ASCII");
    let mut response = Response::new(form);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
    let no_store = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, no_store);
    response
}
