//! Signs a `reqwest::Request` in place.

use ::reqwest::{Body, Request, Response};

use super::redirect::FollowedRedirect;
use crate::events::sign::RefusalEvent;
use crate::protocol::SignError;
use crate::sign::{
    InvalidRequest, OAuth1Layer, OutOfScope, RequestCredentials, SignableBody, SignableRequest,
    is_refusal,
};

/// Error returned when a request of reqwest was not signed, or not sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignReqwestError {
    /// reqwest cannot build the request.
    #[error("the request cannot be built")]
    Build(#[source] ::reqwest::Error),
    /// The URL is not in the scope, so the request was neither signed nor sent.
    #[error("{0}")]
    OutOfScope(OutOfScope),
    /// The request cannot be signed.
    #[error("the request cannot be signed")]
    Sign(#[source] SignError),
    /// The request is not an HTTP request.
    #[error("the request cannot be read")]
    Invalid(#[source] InvalidRequest),
    /// reqwest could not send the request, or there was no response in time.
    #[error(transparent)]
    Send(::reqwest::Error),
    /// The client followed a redirect with the signed request.
    #[error(transparent)]
    FollowedRedirect(FollowedRedirect),
}

/// What the layer did with a request.
pub(super) struct Outcome {
    /// If it is `false`, the request is unchanged.
    pub(super) is_signed: bool,
    /// The event of a response that refuses the request.
    pub(super) event: Option<RefusalEvent>,
}

/// Signs a request.
pub(super) fn sign<M>(
    layer: &OAuth1Layer<M>,
    credentials: Option<RequestCredentials>,
    request: &mut Request,
) -> Result<Outcome, SignReqwestError> {
    let body = match request.body().map(Body::as_bytes) {
        None => SignableBody::Bytes(b""),
        Some(Some(bytes)) => SignableBody::Bytes(bytes),
        Some(None) => SignableBody::Stream,
    };
    let headers = request.headers().iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
    let (method, url) = (request.method().as_str(), request.url().as_str());
    let signable = SignableRequest::new(method, url, headers, body);
    let mut signable = signable.map_err(SignReqwestError::Invalid)?;
    if let Some(credentials) = credentials.clone() {
        signable = signable.with_credentials(credentials);
    }
    let signed = layer.instructions(&signable);
    let signed = signed.map_err(SignReqwestError::Sign)?;
    let (uri, is_signed) = (signed.parsed_uri(), signed.is_signed());
    let event = layer.refusal_event(credentials.as_ref(), request.method(), uri, is_signed);
    let outcome = Outcome { is_signed, event };
    if !is_signed {
        return Ok(outcome);
    }
    // Signing changes only the path and the query, and their setters cannot fail. They escape what
    // `Url` escapes in every URL. All of it is escaped already, so what was signed is sent.
    request.url_mut().set_path(uri.path());
    request.url_mut().set_query(uri.query());
    for name in signed.headers_to_remove() {
        request.headers_mut().remove(name);
    }
    for (name, value) in signed.headers_to_set() {
        request.headers_mut().insert(name, value.clone());
    }
    if let Some(form) = signed.form() {
        *request.body_mut() = Some(Body::from(form.clone()));
    }
    Ok(outcome)
}

/// Logs a response that refuses the request.
pub(super) fn log_refusal(event: Option<&RefusalEvent>, response: &Response) {
    if let Some(event) = event.filter(|_| is_refusal(response.status())) {
        event.write(response.status(), response.headers(), None);
    }
}
