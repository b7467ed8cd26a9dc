//! Which bodies the layer reads, up to which limit, and the responses to those that it refuses.

mod hashes;
mod limits;
mod modes;
mod passing;
mod slow;

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response, header};
use tower::Service;
use tower_oauth1::verify::{MemoryReplayStore, VerifyLayer};

use crate::support::{API, FORM, StreamingBody};
use crate::verify::server::harness::{Message, credentials, signer, verifier};

pub(crate) const JSON: &str = "application/json";

/// Returns a request with an `oauth_body_hash`. The hash need not match the body.
pub(crate) fn hashed(content_type: &str, hash: &str, body: &'static str) -> Message {
    let (mut parts, ()) = Request::post(format!("{API}/items"))
        .header(header::CONTENT_TYPE, content_type)
        .body(())
        .unwrap()
        .into_parts();
    let form = (content_type == FORM).then_some(body.as_bytes());
    let extra = [("oauth_body_hash", hash)];
    let signed = signer().sign_with_parameters(&parts, form, &extra).unwrap();
    let name = header::AUTHORIZATION;
    parts.headers.insert(name, signed.authorization_header());
    Message::sent(Request::from_parts(
        parts,
        Bytes::from_static(body.as_bytes()),
    ))
}

/// The layer around a service that responds with the body of the request.
pub(super) fn echo<B: Send + 'static>()
-> impl Service<Request<B>, Response = Response<B>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ 'static {
    tower::service_fn(|request: Request<B>| async { Ok(Response::new(request.into_body())) })
}

pub(super) fn streaming(message: &Message, body: &StreamingBody) -> Request<StreamingBody> {
    message.received().map(|_| body.clone())
}

pub(super) fn layer() -> VerifyLayer<tower_oauth1::verify::MemoryCredentialStore, MemoryReplayStore>
{
    VerifyLayer::new(credentials(), MemoryReplayStore::new(100), verifier())
}

/// Returns a `POST` of JSON whose protocol parameters are in the query.
pub(super) fn signed_in_the_query() -> Message {
    let request = Request::post(format!("{API}/items?a=1")).header(header::CONTENT_TYPE, JSON);
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    let signed = signer().sign(&parts, None).unwrap();
    parts.uri = signed.append_to_query(&parts.uri).unwrap();
    Message::sent(Request::from_parts(parts, Bytes::new()))
}
