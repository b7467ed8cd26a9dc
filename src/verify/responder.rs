//! How a layer responds to the requests that it refuses.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Response, header};

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

impl Responder {
    /// Returns the response to a refused request with this method.
    pub(super) fn respond(&self, refusal: Refusal, method: &Method) -> Response<Bytes> {
        let mut response = match &self.function {
            Some(function) => function(&refusal),
            None => refusal.response().map(Bytes::from),
        };
        response.extensions_mut().insert(refusal.error().clone());
        response.extensions_mut().insert(refusal);
        // A response to `HEAD` has no content (RFC 9110 section 9.3.2). Not every HTTP server
        // removes it. The length is the one that `GET` would have.
        if method == Method::HEAD {
            let length = HeaderValue::from(response.body().len());
            let content_length = response.headers_mut().entry(header::CONTENT_LENGTH);
            content_length.or_insert(length);
            *response.body_mut() = Bytes::new();
        }
        response
    }
}
