//! The number of allocations of a server for a request that it accepts.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use http::{Request, Response, StatusCode, header};
use tower::{Layer, Service};
use tower_oauth1::verify::{
    CredentialStore, IssuedToken, MemoryCredentialStore, NoReplayProtection, VerifyLayer,
};
use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier, TokenCredentials};

use crate::{request, signer};

fn credentials() -> MemoryCredentialStore {
    let known = MemoryCredentialStore::new();
    let client = ClientCredentials::new("client-id", "client-secret");
    known.insert_client(client).unwrap();
    let token = TokenCredentials::new("token", "token-secret");
    let token = IssuedToken::new("client-id", token).data("a user");
    known.insert_token(token).unwrap();
    known
}

fn verifier() -> RequestVerifier {
    RequestVerifier::new(PublicOrigin::fixed("https://api.example.com").unwrap())
}

/// Returns a signed request as a server receives it.
fn received() -> Request<String> {
    let mut request = request().map(|()| String::new());
    signer().sign_request(&mut request).unwrap();
    *request.uri_mut() = "/photos?size=original".parse().unwrap();
    let headers = request.headers_mut();
    headers.insert(header::HOST, "api.example.com".parse().unwrap());
    // The first extension of a request allocates the map of extensions.
    request.extensions_mut().insert(());
    request
}

/// Returns the result of a future that is ready.
fn ready_now<F: Future>(future: F) -> F::Output {
    let mut context = Context::from_waker(Waker::noop());
    match pin!(future).as_mut().poll(&mut context) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing waits here"),
    }
}

fn count(run: impl Fn(Request<String>)) -> u64 {
    run(received());
    let request = received();
    allocation_counter::measure(|| run(request)).count_total
}

/// The boxed future of the layer, the list of the parameters, the key, and the `Authenticated` with
/// its texts.
#[test]
fn a_server_allocates_little_for_a_request() {
    let layer = VerifyLayer::new(credentials(), NoReplayProtection::new(), verifier());
    let layer = layer.bodies_untouched();
    let by_layer = count(|request| {
        let inner = tower::service_fn(|_: Request<String>| -> Ready<Result<_, Infallible>> {
            ready(Ok(Response::new(String::new())))
        });
        let response = ready_now(layer.layer(inner).call(request)).unwrap();
        assert_eq!(response.status(), StatusCode::OK);
    });
    let (credentials, verifier) = (credentials(), verifier());
    let by_steps = count(|request| {
        let (parts, _) = request.into_parts();
        let unverified = verifier.parse(&parts, None).unwrap();
        let client = ready_now(credentials.client(unverified.client_identifier()));
        let client = client.unwrap().unwrap();
        let token = ready_now(credentials.token("client-id", "token"));
        let token = token.unwrap().unwrap();
        let verified = unverified.verify(&client, Some(token.credentials()));
        verified.unwrap();
    });
    assert_eq!([by_layer, by_steps], [8, 2]);
}
