//! Any bytes as a whole request: its base string is that of the plain implementation, and the layer
//! does not let it pass. No input contains the secret, so no signature is right.

#![no_main]

use std::convert::Infallible;
use std::sync::LazyLock;

use bytes::Bytes;
use http::uri::Scheme;
use http::{Request, Response};
use http_body_util::Full;
use libfuzzer_sys::fuzz_target;
use tower::{Layer, ServiceExt, service_fn};
use tower_oauth1::protocol::SignatureMethod;
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore, MemoryReplayStore, VerifyLayer};
use tower_oauth1::{ClientCredentials, PublicOrigin, RequestVerifier, TokenCredentials};
use tower_oauth1_fuzz::{future, request};

type Server = VerifyLayer<MemoryCredentialStore, MemoryReplayStore>;

/// With RSA, although no client has an RSA key.
const METHODS: [SignatureMethod; 3] = [
    SignatureMethod::HmacSha1,
    SignatureMethod::Plaintext,
    SignatureMethod::RsaSha1,
];

static VERIFIER: LazyLock<RequestVerifier> = LazyLock::new(|| {
    RequestVerifier::new(PublicOrigin::as_received(Scheme::HTTPS))
        .signature_methods(METHODS)
        .clock(|| 137_131_202)
        .allow_missing_token()
});

/// A server that knows the client and the token of RFC 5849 section 1.2.
static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let store = MemoryCredentialStore::new();
    let client = ClientCredentials::new("dpf43f3p2l4k3l03", "PJhUwT3ZBwhz");
    let token = TokenCredentials::new("nnch734d00sl2jdk", "sgGr0XpBoWqT");
    store.insert_client(client).unwrap();
    store
        .insert_token(IssuedToken::new("dpf43f3p2l4k3l03", token))
        .unwrap();
    let layer = VerifyLayer::new(store, MemoryReplayStore::new(10), VERIFIER.clone());
    layer.explain_refusals()
});

fuzz_target!(|data: &[u8]| {
    let Some(request) = request::parse(data) else {
        return;
    };
    let (parts, body) = request.clone().into_parts();
    if let Ok(unverified) = VERIFIER.parse(&parts, Some(&body)) {
        let pairs = request::pairs(&request).unwrap();
        let expected = request::base_string("https", &parts, &pairs).unwrap();
        assert_eq!(unverified.base_string().to_string(), expected);
    }
    let handler = service_fn(|_: Request<Full<Bytes>>| async {
        Ok::<_, Infallible>(Response::new(Full::<Bytes>::default()))
    });
    let request = Request::from_parts(parts, Full::from(body));
    let response = future::ready(SERVER.layer(handler).oneshot(request)).unwrap();
    assert!(response.status().is_client_error(), "{}", response.status());
});
