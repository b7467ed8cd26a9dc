//! The responses that contain credentials (RFC 5849 sections 2.1 and 2.3).

use http::{HeaderValue, Response, header};

use super::granted::{Grant, Session};
use crate::protocol::{FORM, ProtocolParameters};

impl Grant {
    /// Returns the response to the client (section 2.3).
    ///
    /// The body is a form with the token, its secret and the extra fields. Pass the fields decoded.
    /// Use them for values that the clients of this server expect, such as `screen_name`. If the
    /// token expires, the form has `oauth_expires_in`. If the client can renew the token, it has
    /// `oauth_session_handle` and `oauth_authorization_expires_in`. Both times are in seconds.
    ///
    /// The response has `Cache-Control: no-store`, because it contains a secret. Send it once.
    pub fn response(&self, extra: &[(&str, &str)]) -> Response<String> {
        let token = self.token().credentials();
        let credentials = [
            ("oauth_token", token.identifier()),
            ("oauth_token_secret", token.secret()),
        ];
        let left = |end: u64| end.saturating_sub(self.issued_at()).to_string();
        let lifetime = self.token().expiry().map(left);
        let session = self.session();
        let session_lifetime = session.map(|session| left(session.expires_at()));
        let fields = [
            ("oauth_expires_in", lifetime.as_deref()),
            ("oauth_session_handle", session.map(Session::handle)),
            (
                "oauth_authorization_expires_in",
                session_lifetime.as_deref(),
            ),
        ];
        let fields = fields
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let fields: Vec<_> = credentials.into_iter().chain(fields).collect();
        form(&[&fields, extra].concat())
    }
}

/// Returns a response with a form that caches must not store.
pub(super) fn form(fields: &[(&str, &str)]) -> Response<String> {
    let form = ProtocolParameters::from_pairs(fields).append_to_form(b"");
    let form = String::from_utf8(form).expect("an encoded form is ASCII");
    let mut response = Response::new(form);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(FORM));
    let no_store = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, no_store);
    response
}
