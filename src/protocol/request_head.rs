//! The parts of a request head that signing reads.

use http::request::Parts;
use http::{HeaderMap, Method, Request, Uri, Version};

/// Returns the name of the method that is signed, in the case of the request.
///
/// A WebSocket over HTTP/2 or HTTP/3 begins with an extended `CONNECT` request (RFC 8441 section 5,
/// RFC 9220). It stands for the `GET` that begins a WebSocket over HTTP/1.1, and a proxy changes
/// one into the other. So it is signed as `GET`. Other `CONNECT` requests have no base string URI,
/// so they are never signed.
pub(crate) fn signed_method(method: &Method) -> &str {
    if method == Method::CONNECT {
        "GET"
    } else {
        method.as_str()
    }
}

/// The method, URI, version and headers of a request, borrowed from a `Request` or from `Parts`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestHead<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) version: Version,
    pub(crate) headers: &'a HeaderMap,
}

impl<'a> From<&'a Parts> for RequestHead<'a> {
    fn from(parts: &'a Parts) -> Self {
        Self {
            method: &parts.method,
            uri: &parts.uri,
            version: parts.version,
            headers: &parts.headers,
        }
    }
}

impl<'a, B> From<&'a Request<B>> for RequestHead<'a> {
    fn from(request: &'a Request<B>) -> Self {
        Self {
            method: request.method(),
            uri: request.uri(),
            version: request.version(),
            headers: request.headers(),
        }
    }
}
