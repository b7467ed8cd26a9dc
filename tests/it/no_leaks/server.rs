//! Types of the server.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use tower::{Layer, ServiceExt};
use tower_oauth1::grant::{Approval, Grant, GrantError, Grants, MemoryGrantStore, PendingGrant};
use tower_oauth1::verify::{
    Authenticated, IssuedToken, MemoryCredentialStore, MemoryReplayStore, NoReplayProtection,
    NonceClaim, Refusal, RegisteredClient, VerifyLayer,
};
use tower_oauth1::{
    ClientCredentials, PublicOrigin, RequestVerifier, TemporaryCredentials, TokenCredentials,
    VerifyError,
};

use crate::no_leaks::{methods, request, signer};
use crate::watch::leaks::{CLIENT_SECRET, TOKEN_SECRET, debug, display, error};

fn registered() -> RegisteredClient {
    RegisteredClient::new(ClientCredentials::new("client", CLIENT_SECRET))
        .callbacks(["oob"])
        .expect("a valid callback")
}

fn issued() -> IssuedToken {
    IssuedToken::new("client", TokenCredentials::new("token", TOKEN_SECRET))
}

fn credentials() -> Arc<MemoryCredentialStore> {
    let credentials = MemoryCredentialStore::new();
    credentials.insert_client(registered()).unwrap();
    credentials.insert_token(issued()).unwrap();
    Arc::new(credentials)
}

#[tokio::test]
async fn the_layer_and_what_passes_it() {
    debug("RegisteredClient", &registered());
    debug("IssuedToken", &issued());
    debug("MemoryCredentialStore", &credentials());
    debug("MemoryReplayStore", &MemoryReplayStore::new(10));
    debug(
        "NonceClaim",
        &NonceClaim::new("c", Some("t"), 1, "n", 2..=3),
    );
    for method in methods() {
        let origin = PublicOrigin::fixed("https://api.example.com").unwrap();
        let verifier = RequestVerifier::new(origin).signature_methods([method]);
        let layer = VerifyLayer::new(credentials(), NoReplayProtection::new(), verifier);
        debug("VerifyLayer", &layer);
        let inner = tower::service_fn(|request: Request<Full<Bytes>>| async move {
            let authenticated = request.extensions().get::<Authenticated>().unwrap();
            debug("Authenticated", authenticated);
            assert_eq!(authenticated.parameter("oauth_signature"), None);
            Ok::<_, std::convert::Infallible>(http::Response::new(()))
        });
        let service = layer.explain_refusals().layer(inner);
        let mut request = request();
        signer()
            .with_signature_method(method)
            .sign_request(&mut request)
            .unwrap();
        for (token, status) in [("token", 200), ("nekot", 401)] {
            let mut request = request.clone().map(Full::<Bytes>::from);
            let header = request.headers()["authorization"].to_str().unwrap();
            let header =
                header.replace("oauth_token=\"token\"", &format!("oauth_token=\"{token}\""));
            request
                .headers_mut()
                .insert("authorization", header.parse().unwrap());
            let response = service.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status().as_u16(), status);
            debug("a response", response.headers());
            if let Some(refused) = response.extensions().get::<VerifyError>() {
                error(refused);
            }
            if let Some(refusal) = response.extensions().get::<Refusal>() {
                debug("Refusal", refusal);
                display("Refusal", refusal);
                let explanation = refusal.explanation().unwrap();
                debug("the explanation of a refusal", explanation);
                display("the explanation of a refusal", explanation);
            }
        }
    }
}

#[tokio::test]
async fn grants() {
    let temporary = TemporaryCredentials::new("temporary-id", TOKEN_SECRET);
    let pending = PendingGrant::new("client", temporary, "oob", 1, 2);
    let approval = Approval::new("jane", TOKEN_SECRET);
    debug("Approval", &approval);
    debug("PendingGrant", &pending.approved(approval));
    debug("Grant", &Grant::new(issued(), "jane"));
    let store = MemoryGrantStore::new(credentials());
    debug("MemoryGrantStore", &store);
    let grants = Grants::new(credentials(), store);
    debug("Grants", &grants);
    debug(
        "TemporaryCredentialStore",
        &grants.temporary_credential_store(),
    );
    for refused in [
        GrantError::Callback,
        GrantError::Verifier,
        GrantError::Temporary,
    ] {
        error(&refused);
    }
}

#[cfg(feature = "redis")]
#[test]
fn a_redis() {
    use tower_oauth1::verify::RedisReplayStore;

    let url = format!(
        "redis://user:{}@127.0.0.1:1",
        crate::watch::leaks::ENCODED_PASSWORD
    );
    debug("RedisReplayStore", &RedisReplayStore::new(&url).unwrap());
    error(&RedisReplayStore::new(&format!("{url}/x")).unwrap_err());
}
