//! The provider of the examples `provider` and `quickstart`: its routes and their verify layers.

mod authorize;
mod verified;

use std::sync::Arc;

use axum::extract::State;
use axum::routing::{any, get};
use axum::{Extension, Router};
use http::Response;
use http::uri::Scheme;
use tower_oauth1::grant::{Grants, MemoryGrantStore};
use tower_oauth1::verify::{Authenticated, MemoryCredentialStore, ReplayStore, VerifyLayer};
use tower_oauth1::{PublicOrigin, RequestVerifier, SignatureMethod};

pub(crate) type AppGrants = Grants<Arc<MemoryCredentialStore>, MemoryGrantStore>;

const REALM: &str = "provider";

/// Creates the routes:
///
/// - `/initiate`, `/authorize` and `/token`: the authorization flow.
/// - `/resource` and all paths below it: for clients with a token.
/// - `/two-legged` and all paths below it: for clients with or without a token.
pub(crate) fn router<R: ReplayStore + 'static>(
    credentials: Arc<MemoryCredentialStore>,
    replay: Arc<R>,
    plaintext: bool,
) -> Router {
    let grants = Grants::new(
        credentials.clone(),
        MemoryGrantStore::new(credentials.clone()),
    );
    let for_tokens = verifier(plaintext);
    let for_clients = verifier(plaintext).allow_missing_token();

    let realm = "the realm has no control characters";
    let alone = VerifyLayer::new(credentials.clone(), replay.clone(), for_clients);
    let alone = alone.realm(REALM).expect(realm);
    let with_token = VerifyLayer::new(credentials, replay.clone(), for_tokens.clone());
    let with_token = with_token.realm(REALM).expect(realm);
    let exchange = VerifyLayer::new(grants.temporary_credential_store(), replay, for_tokens);
    let exchange = exchange.realm(REALM).expect(realm);

    let show = any(verified::show);
    Router::new()
        .route("/initiate", any(initiate).layer(alone.clone()))
        .route("/authorize", get(authorize::ask).post(authorize::decide))
        .route("/token", any(token).layer(exchange))
        .route("/resource", show.clone().layer(with_token.clone()))
        .route("/resource/", show.clone().layer(with_token.clone()))
        .route("/resource/{*below}", show.clone().layer(with_token))
        .route("/two-legged", show.clone().layer(alone.clone()))
        .route("/two-legged/", show.clone().layer(alone.clone()))
        .route("/two-legged/{*below}", show.layer(alone))
        .with_state(grants)
}

/// Returns the verifier. There is no proxy, so the `Host` header is the host that the client
/// signed.
fn verifier(plaintext: bool) -> RequestVerifier {
    let verifier = RequestVerifier::new(PublicOrigin::as_received(Scheme::HTTP));
    // `parse` fails for the methods that are not compiled in.
    let names = [
        "HMAC-SHA1",
        "HMAC-SHA256",
        "HMAC-SHA512",
        "RSA-SHA1",
        "RSA-SHA256",
        "RSA-SHA512",
        "RSA-PSS",
    ];
    let known = names.iter().filter_map(|name| name.parse().ok());
    if plaintext {
        verifier
            .signature_methods(known.chain([SignatureMethod::Plaintext]))
            .insecure_plaintext_without_tls()
    } else {
        verifier.signature_methods(known)
    }
}

/// Issues temporary credentials (RFC 5849 section 2.1).
async fn initiate(
    State(grants): State<AppGrants>,
    Extension(caller): Extension<Authenticated>,
) -> Response<String> {
    let response = grants.temporary_credentials(&caller).await;
    response.unwrap_or_else(|refused| refused.response(REALM))
}

/// Issues token credentials (RFC 5849 section 2.3).
async fn token(
    State(grants): State<AppGrants>,
    Extension(caller): Extension<Authenticated>,
) -> Response<String> {
    match grants.token_credentials(&caller).await {
        Ok(grant) => grant.response(&[("screen_name", grant.resource_owner())]),
        Err(refused) => refused.response(REALM),
    }
}
