//! A token that was revoked or removed is not renewed, wherever that happened.

use std::time::Duration;

use http::Request;
use tower_oauth1::grant::{
    Approval, Grant, GrantError, GrantStore, Grants, MemoryGrantError, PendingGrant, Session,
    TokenStore,
};
use tower_oauth1::verify::{Authenticated, CredentialStore, IssuedToken, NoReplayProtection};
use tower_oauth1::{ClientCredentials, Signer, TokenCredentials, VerifyError};

use crate::grant::refusals::refused;
use crate::grant::service::{NOW, Service, credentials};

const HANDLE: &str = "oauth_session_handle";

/// A token of an hour, its session handle, and a signer with the token.
struct Mine {
    service: Service,
    identifier: String,
    handle: String,
    signer: Signer,
}

impl Mine {
    async fn new() -> Self {
        let service = Service::with(|grants| {
            let grants = grants.token_lifetime(Duration::from_secs(3600));
            grants.session_lifetime(Duration::from_secs(24 * 3600))
        });
        let temporary = service.initiate("printer", "oob").await;
        let approved = service.approve(&temporary).await;
        let granted = service.exchange("printer", &temporary, approved.verifier().unwrap());
        let granted = granted.await.into_body();
        let (identifier, secret) = credentials(&granted);
        let grant = service.find_token(&identifier).await.unwrap();
        let token = TokenCredentials::new(&*identifier, secret);
        Self {
            signer: service.signer("printer").with_token(token),
            handle: grant.session().unwrap().handle().to_owned(),
            identifier,
            service,
        }
    }

    async fn renew(&self) -> http::Response<String> {
        let handle = [(HANDLE, &*self.handle)];
        self.service.post(&self.signer, "/token", &handle).await
    }
}

#[tokio::test]
async fn a_token_that_is_revoked_in_the_credential_store() {
    for seconds in [0, 3601] {
        let mine = Mine::new().await;
        mine.service.wait(seconds);
        assert!(mine.service.credentials.revoke_token(&mine.identifier));
        let renewed = mine.renew().await;
        refused(&renewed, 401, "token_revoked");
        let reason = renewed.extensions().get();
        assert_eq!(reason, Some(&VerifyError::TokenRevoked));
        assert!(mine.service.find_token(&mine.identifier).await.is_none());
        let again = mine.service.grants.revoke(&mine.identifier).await;
        assert_eq!(again, Ok(false), "it is revoked already");
    }
}

#[tokio::test]
async fn a_token_that_is_removed_from_the_credential_store() {
    let mine = Mine::new().await;
    mine.service.credentials.remove_token(&mine.identifier);
    refused(&mine.renew().await, 401, "signature_invalid");
    assert!(mine.service.find_token(&mine.identifier).await.is_none());
    assert_eq!(
        mine.service.grants.revoke(&mine.identifier).await,
        Ok(false)
    );
}

/// Others learn nothing about a revoked token.
#[tokio::test]
async fn only_its_holder_learns_that_it_is_revoked() {
    let mine = Mine::new().await;
    mine.service.grants.revoke(&mine.identifier).await.unwrap();
    let token = TokenCredentials::new(&*mine.identifier, "guess");
    let handle = [(HANDLE, &*mine.handle)];
    let guessed = mine.service.signer("printer").with_token(token);
    let response = mine.service.post(&guessed, "/token", &handle).await;
    refused(&response, 401, "signature_invalid");
    let grant = mine.service.credentials.token("printer", &mine.identifier);
    let token = grant.await.unwrap().unwrap().credentials().clone();
    let other = mine.service.signer("other").with_token(token);
    let response = mine.service.post(&other, "/token", &handle).await;
    refused(&response, 401, "signature_invalid");
}

/// A store that returns revoked tokens, with their state, and renews whatever it is asked to.
struct WithState;

impl GrantStore for WithState {
    type Error = MemoryGrantError;

    async fn insert(&self, _: PendingGrant) -> Result<(), MemoryGrantError> {
        Ok(())
    }

    async fn find(&self, _: &str) -> Result<Option<PendingGrant>, MemoryGrantError> {
        Ok(None)
    }

    async fn approve(&self, _: &str, _: Approval) -> Result<bool, MemoryGrantError> {
        Ok(false)
    }

    async fn remove(&self, _: &str) -> Result<bool, MemoryGrantError> {
        Ok(false)
    }

    async fn count_try(&self, _: &str) -> Result<Option<u32>, MemoryGrantError> {
        Ok(None)
    }

    async fn exchange(&self, _: &str, _: Grant) -> Result<bool, MemoryGrantError> {
        Ok(false)
    }
}

impl TokenStore for WithState {
    async fn insert_token(&self, _: Grant) -> Result<(), MemoryGrantError> {
        Ok(())
    }

    async fn find_token(&self, token: &str) -> Result<Option<Grant>, MemoryGrantError> {
        let token = TokenCredentials::new(token, "secret-of-old");
        let token = IssuedToken::new("printer", token)
            .expires_at(NOW - 1)
            .revoked();
        let session = Session::new("handle-of-old", NOW + 3600);
        Ok(Some(Grant::new(token, "jane").with_session(session)))
    }

    async fn renew(&self, _: &str, _: Grant) -> Result<bool, MemoryGrantError> {
        Ok(true)
    }

    async fn revoke(&self, _: &str) -> Result<bool, MemoryGrantError> {
        Ok(false)
    }
}

#[tokio::test]
async fn a_store_that_returns_revoked_tokens() {
    let service = Service::new();
    let grants = Grants::new(service.credentials.clone(), WithState).clock(|| NOW);
    let grants = grants.session_lifetime(Duration::from_secs(3600));
    let store = grants.renewal_credential_store();
    let token = store.token("printer", "old").await.unwrap().unwrap();
    assert_eq!(token.check_at(NOW), Err(VerifyError::TokenRevoked));

    // A server without the layer.
    let signer = service
        .signer("printer")
        .with_token(token.credentials().clone());
    let caller = verified(&service, &signer, token.credentials()).await;
    let renewed = grants.renew(&caller).await.unwrap_err();
    assert_eq!(renewed, GrantError::TokenRevoked);
    refused(&renewed.response("Photos"), 401, "token_revoked");
}

/// Verifies a renewal step by step.
async fn verified(service: &Service, signer: &Signer, token: &TokenCredentials) -> Authenticated {
    let request = Request::post("https://photos.example.net/token").body(());
    let (mut parts, ()) = request.unwrap().into_parts();
    let handle = [(HANDLE, "handle-of-old")];
    let signed = signer.sign_with_parameters(&parts, None, &handle);
    let header = signed.unwrap().authorization_header();
    parts.headers.insert("authorization", header);
    let (verifier, replay) = (service.verifier(), NoReplayProtection::new());
    let printer = ClientCredentials::new("printer", "printer-secret");
    let verified = verifier.parse(&parts, None).unwrap();
    let verified = verified.verify(&printer, Some(token)).unwrap();
    verified.accept(&replay, None).await.unwrap()
}
