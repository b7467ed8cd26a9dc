//! The services of the three layers: creation without a layer, and access to the inner service.

use http::Request;
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::sign::ReplayGuardLayer;
use tower_oauth1::verify::{MemoryCredentialStore, NoReplayProtection, VerifyLayer};
use tower_oauth1::{OAuth1Service, PublicOrigin, RequestVerifier, Scope};

use crate::support::{API, Recorder, layer, signer, verifies};

#[tokio::test]
async fn a_service_without_a_layer_signs() {
    let recorder = Recorder::<Full<bytes::Bytes>>::default();
    let scope = Scope::origin(API).unwrap();
    let service = OAuth1Service::new(recorder.clone(), signer(), scope);
    let request = Request::get(format!("{API}/photos")).body(Full::default());
    service.oneshot(request.unwrap()).await.unwrap();
    let sent = recorder.take().remove(0);
    assert!(verifies(API, sent));
}

/// Checks the three accessors of a service around the number 1.
macro_rules! assert_accessors {
    ($service:expr) => {
        let mut service = $service;
        assert_eq!(*service.get_ref(), 1);
        *service.get_mut() += 1;
        assert_eq!(*service.get_ref(), 2);
        assert_eq!(service.into_inner(), 2);
    };
}

#[test]
fn the_inner_service_is_accessible() {
    assert_accessors!(layer().layer(1));
    assert_accessors!(ReplayGuardLayer::new().layer(1));
    let verifier = RequestVerifier::new(PublicOrigin::fixed(API).unwrap());
    let credentials = MemoryCredentialStore::new();
    let verify = VerifyLayer::new(credentials, NoReplayProtection::new(), verifier);
    assert_accessors!(verify.layer(1));
}
