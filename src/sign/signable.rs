//! A request of any HTTP client, as text and bytes.

use std::fmt;

use http::{HeaderName, HeaderValue, Method, Request, Uri};

use super::credentials::RequestCredentials;

/// A request to sign, for HTTP clients that have their own request types.
///
/// It borrows the body and copies everything else. Pass the request exactly as the client will send
/// it. See [`SigningInstructions`](super::SigningInstructions).
#[derive(Clone)]
pub struct SignableRequest<'a> {
    pub(super) head: Request<()>,
    pub(super) body: SignableBody<'a>,
    pub(super) credentials: Option<RequestCredentials>,
}

/// The body of a [`SignableRequest`].
///
/// `Debug` shows only the length, because a form may contain a password.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum SignableBody<'a> {
    /// The bytes of the whole body. They are empty if there is no body.
    Bytes(&'a [u8]),
    /// A body that is not in memory, such as a stream or an upload in parts. It cannot be a form,
    /// and it cannot be hashed.
    Stream,
}

/// Error returned when a [`SignableRequest`] is not an HTTP request.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRequest {
    /// The method is not an HTTP method.
    #[error("the method `{}` is not an HTTP method", .0.escape_debug())]
    Method(String),
    /// The URI cannot be parsed. It must not contain blanks or characters outside of ASCII.
    #[error("the URI cannot be parsed; percent-encode blanks and characters outside of ASCII")]
    Uri(#[source] http::uri::InvalidUri),
    /// The name of a header cannot be sent.
    #[error("`{}` is not the name of a header", .0.escape_debug())]
    HeaderName(String),
    /// The value of a header has control characters.
    #[error("the value of the header `{0}` has control characters")]
    HeaderValue(HeaderName),
}

impl<'a> SignableRequest<'a> {
    /// Creates a request from its method, its absolute URI with the query, its headers and its
    /// body.
    ///
    /// Include all headers that the client sends, at least `Content-Type`, `Content-Length`, `Host`
    /// and `Authorization` if the request has them. A fragment of the URI is ignored.
    ///
    /// # Errors
    ///
    /// - [`InvalidRequest::Method`] if the method is not an HTTP method.
    /// - [`InvalidRequest::Uri`] if the URI cannot be parsed.
    /// - [`InvalidRequest::HeaderName`] or [`InvalidRequest::HeaderValue`] if a header cannot be
    ///   sent.
    pub fn new<N: AsRef<str>, V: AsRef<[u8]>>(
        method: &str,
        uri: &str,
        headers: impl IntoIterator<Item = (N, V)>,
        body: SignableBody<'a>,
    ) -> Result<Self, InvalidRequest> {
        let mut head = Request::new(());
        let invalid = |_| InvalidRequest::Method(method.to_owned());
        *head.method_mut() = Method::from_bytes(method.as_bytes()).map_err(invalid)?;
        *head.uri_mut() = uri.parse::<Uri>().map_err(InvalidRequest::Uri)?;
        for (name, value) in headers {
            let name = name.as_ref();
            let invalid = |_| InvalidRequest::HeaderName(name.to_owned());
            let name: HeaderName = name.parse().map_err(invalid)?;
            let value = HeaderValue::from_bytes(value.as_ref());
            let value = value.map_err(|_| InvalidRequest::HeaderValue(name.clone()))?;
            head.headers_mut().append(name, value);
        }
        Ok(Self {
            head,
            body,
            credentials: None,
        })
    }

    /// Sets the credentials of this request, for a layer that was created with
    /// [`per_request`](super::OAuth1Layer::per_request).
    #[must_use]
    pub fn with_credentials(mut self, credentials: RequestCredentials) -> Self {
        self.credentials = Some(credentials);
        self
    }
}

impl fmt::Debug for SignableRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The query may contain secrets.
        f.debug_struct("SignableRequest")
            .field("method", self.head.method())
            .field("path", &self.head.uri().path())
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SignableBody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Stream => f.write_str("Stream"),
        }
    }
}
