//! How a layer responds to the requests that it refuses.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, header};

use super::refusal::Refusal;

/// A function of the application that responds to a refused request.
type RefusalResponse = dyn Fn(&Refusal) -> Response<Bytes> + Send + Sync;

/// The settings for the responses to refused requests.
#[derive(Clone)]
pub(super) struct Responder {
    pub(super) realm: Arc<str>,
    pub(super) function: Option<Arc<RefusalResponse>>,
}

impl fmt::Debug for Responder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Responder")
            .field("realm", &self.realm)
            .finish_non_exhaustive()
    }
}

/// What a client can read of the body of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadableBody {
    Whole,
    /// Its length. A response to `HEAD` has no content (RFC 9110 section 9.3.2).
    Length,
    /// Nothing. Clients of gRPC take each body for messages, and report the failure to read them
    /// instead of the status of HTTP.
    Nothing,
}

impl ReadableBody {
    pub(super) fn from_parts(parts: &Parts) -> Self {
        if parts.method == Method::HEAD {
            Self::Length
        } else if is_grpc(&parts.headers) {
            Self::Nothing
        } else {
            Self::Whole
        }
    }
}

/// Returns whether a request is a call of gRPC or gRPC-Web: its content type is one of these,
/// such as `application/grpc+proto` or `application/grpc-web-text`.
fn is_grpc(headers: &HeaderMap) -> bool {
    const GRPC: &str = "application/grpc";
    let content_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    let parts = content_type.and_then(|value| value.split_at_checked(GRPC.len()));
    parts.is_some_and(|(name, rest)| {
        let ends = matches!(rest.first(), None | Some(b'+' | b'-' | b';' | b' ' | b'\t'));
        name.eq_ignore_ascii_case(GRPC.as_bytes()) && ends
    })
}

impl Responder {
    /// Returns the response to a refused request.
    pub(super) fn respond(&self, refusal: Refusal, readable: ReadableBody) -> Response<Bytes> {
        let mut response = match &self.function {
            Some(function) => function(&refusal),
            None => refusal.response().map(Bytes::from),
        };
        response.extensions_mut().insert(refusal.error().clone());
        response.extensions_mut().insert(refusal);
        match readable {
            ReadableBody::Whole => return response,
            ReadableBody::Length => {
                // Not every HTTP server removes the body of a response to `HEAD`. The length is the
                // one that `GET` would have.
                let length = HeaderValue::from(response.body().len());
                let content_length = response.headers_mut().entry(header::CONTENT_LENGTH);
                content_length.or_insert(length);
            }
            ReadableBody::Nothing if response.body().is_empty() => {}
            ReadableBody::Nothing => {
                response.headers_mut().remove(header::CONTENT_LENGTH);
                response.headers_mut().remove(header::CONTENT_TYPE);
            }
        }
        *response.body_mut() = Bytes::new();
        response
    }
}
