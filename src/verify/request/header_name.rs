//! The header with the protocol parameters.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::policy::RequestVerifier;

impl RequestVerifier {
    /// Sets the name of the header with the protocol parameters. Default: `Authorization`. Its
    /// value is the same as in `Authorization`, and begins with `OAuth`.
    ///
    /// Use this if another authentication owns `Authorization`, for example a gateway in front of
    /// the server. Clients send the header with
    /// [`OAuth1Layer::header_name`](crate::OAuth1Layer::header_name). `Authorization` is then not
    /// read.
    ///
    /// ```
    /// use http::HeaderName;
    /// use tower_oauth1::{PublicOrigin, RequestVerifier};
    ///
    /// let verifier = RequestVerifier::new(PublicOrigin::fixed("https://api.example.com")?)
    ///     .header_name(HeaderName::from_static("x-authorization"));
    /// # Ok::<_, tower_oauth1::OriginError>(())
    /// ```
    #[must_use]
    pub fn header_name(mut self, name: HeaderName) -> Self {
        self.header_name = name;
        self
    }

    /// Returns whether shared caches do not store the response to a request whose protocol
    /// parameters are in the header. HTTP says this for `Authorization` only.
    pub(crate) fn header_is_private(&self) -> bool {
        self.header_name == header::AUTHORIZATION
    }

    /// Says that the response depends on the header, for routes that also have anonymous callers.
    ///
    /// Shared caches do not reuse the response to a request with `Authorization` (RFC 9111 section
    /// 3.5). But they would respond to a signed request with the response to an anonymous one.
    pub(crate) fn vary(&self, headers: &mut HeaderMap) {
        let varies = |named: &str| named == "*" || named == self.header_name.as_str();
        let named = headers.get_all(header::VARY).iter();
        let mut named = named
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        if !named.any(|named| varies(&named.trim().to_ascii_lowercase())) {
            let name = HeaderValue::from(self.header_name.clone());
            headers.append(header::VARY, name);
        }
    }
}
