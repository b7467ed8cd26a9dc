//! A server that verifies, before and after a fail-over of its nonce store.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::protocol::Problem;
use tower_oauth1::verify::{
    CredentialStore, IssuedToken, MemoryCredentialStore, ReplayStore, VerifyLayer,
};
use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, TokenCredentials};

pub(crate) fn signed() -> Request<Full<Bytes>> {
    let client = ClientCredentials::new("printer", "printer-secret");
    let signer = Signer::new(client).with_token(TokenCredentials::new("photos", "photos-secret"));
    let mut request = Request::get("http://h/resource").body("").unwrap();
    signer.sign_request(&mut request).unwrap();
    request.map(Full::from)
}

/// Sends a copy of a request to a server with this store of nonces. Returns the status, and the
/// problem that the response reports, as in `401 nonce_used`.
pub(crate) async fn send(
    store: impl ReplayStore + 'static,
    request: &Request<Full<Bytes>>,
) -> String {
    let credentials = MemoryCredentialStore::new();
    let client = ClientCredentials::new("printer", "printer-secret");
    credentials.insert_client(client).unwrap();
    let token = TokenCredentials::new("photos", "photos-secret");
    let token = IssuedToken::new("printer", token);
    credentials.insert_token(token).unwrap();
    send_to(credentials, store, request).await
}

/// Like [`send`], to a server with this store of credentials too.
pub(crate) async fn send_to(
    credentials: impl CredentialStore + 'static,
    store: impl ReplayStore + 'static,
    request: &Request<Full<Bytes>>,
) -> String {
    let origin = PublicOrigin::fixed("http://h").unwrap();
    let layer = VerifyLayer::new(credentials, store, origin);
    let service = layer.layer(tower::service_fn(|_: Request<Full<Bytes>>| async {
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
    }));
    let response = service.oneshot(request.clone()).await.unwrap();
    let problem = Problem::from_headers(response.headers());
    let problem = problem.map_or(String::new(), |problem| format!(" {}", problem.name()));
    format!("{}{problem}", response.status().as_u16())
}
