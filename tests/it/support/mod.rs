//! Shared parts of the tests: credentials, a server that records raw bytes, a body that streams.

// `tests/programs` uses this module too, so it is outside this folder.
#[path = "../../support/header.rs"]
pub(crate) mod header;
pub(crate) mod random;
mod raw_server;
mod recorder;
#[cfg(feature = "testing")]
pub(crate) mod rule;
mod send;
mod streaming_body;
mod text;
pub(crate) mod through_reqwest;

pub(crate) use self::raw_server::{RawServer, parsed};
pub(crate) use self::recorder::Recorder;
pub(crate) use self::send::{refusal, send};
pub(crate) use self::streaming_body::{Broken, StreamingBody};
pub(crate) use self::text::as_text;

use http::Request;
use tower_oauth1::{
    ClientCredentials, OAuth1Layer, PublicOrigin, RequestVerifier, Scope, Signer, TokenCredentials,
};

pub(crate) const API: &str = "https://api.example.com";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) fn client() -> ClientCredentials {
    ClientCredentials::new("client-id", "client-secret")
}

pub(crate) fn token() -> TokenCredentials {
    TokenCredentials::new("token-id", "token-secret")
}

pub(crate) fn signer() -> Signer {
    Signer::new(client()).with_token(token())
}

/// A layer that signs for [`API`].
pub(crate) fn layer() -> OAuth1Layer {
    OAuth1Layer::new(signer(), Scope::origin(API).unwrap())
}

/// Returns the value of a protocol parameter in the `Authorization` header of a request.
pub(crate) fn protocol_parameter<B>(request: &Request<B>, name: &str) -> Option<String> {
    let header = request.headers().get("authorization")?.to_str().unwrap();
    let pairs = header.strip_prefix("OAuth ").unwrap().split(", ");
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(other, _)| *other == name)
        .map(|(_, value)| value.trim_matches('"').to_owned())
}

/// Returns whether the server at `origin` accepts the signature of the request. A server receives
/// the target without a host, because the host is in the `Host` header.
pub(crate) fn verifies<B: AsRef<[u8]>>(origin: &str, request: Request<B>) -> bool {
    let (mut parts, body) = request.into_parts();
    parts.uri = parts.uri.path_and_query().unwrap().clone().into();
    let verifier = RequestVerifier::new(PublicOrigin::fixed(origin).unwrap());
    let Ok(unverified) = verifier.parse(&parts, Some(body.as_ref())) else {
        return false;
    };
    unverified.verify(&client(), Some(&token())).is_ok()
}
