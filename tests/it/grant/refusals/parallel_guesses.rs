//! RFC 5849 section 2.2: many verifiers that are guessed at the same time.

use std::sync::Arc;
use std::time::Duration;

use http::Request;
use tokio::sync::Barrier;
use tower_oauth1::grant::{
    Approval, Grant, GrantError, GrantStore, Grants, MemoryGrantError, MemoryGrantStore,
    PendingGrant,
};
use tower_oauth1::verify::{Authenticated, NoReplayProtection};
use tower_oauth1::{ClientCredentials, TemporaryCredentials, TokenCredentials};

use crate::grant::service::{NOW, Service};

const GUESSES: usize = 64;

/// A store with which no request counts its try before all requests have read the grant.
struct AllFindFirst {
    store: MemoryGrantStore,
    found: Barrier,
}

impl GrantStore for AllFindFirst {
    type Error = MemoryGrantError;

    async fn insert(&self, grant: PendingGrant) -> Result<(), MemoryGrantError> {
        self.store.insert(grant).await
    }

    async fn find(&self, temporary: &str) -> Result<Option<PendingGrant>, MemoryGrantError> {
        let found = self.store.find(temporary).await;
        self.found.wait().await;
        found
    }

    async fn approve(&self, temporary: &str, approval: Approval) -> Result<bool, MemoryGrantError> {
        self.store.approve(temporary, approval).await
    }

    async fn remove(&self, temporary: &str) -> Result<bool, MemoryGrantError> {
        self.store.remove(temporary).await
    }

    async fn count_try(&self, temporary: &str) -> Result<Option<u32>, MemoryGrantError> {
        self.store.count_try(temporary).await
    }

    async fn exchange(&self, temporary: &str, grant: Grant) -> Result<bool, MemoryGrantError> {
        self.store.exchange(temporary, grant).await
    }
}

/// Returns a verified request for token credentials.
async fn caller(
    service: &Service,
    temporary: &TemporaryCredentials,
    verifier: &str,
) -> Authenticated {
    let token = TokenCredentials::new(temporary.identifier(), temporary.secret());
    let signer = service.signer("printer").with_token(token.clone());
    let request = Request::post("https://photos.example.net/token").body(());
    let (mut parts, ()) = request.unwrap().into_parts();
    let verifier = [("oauth_verifier", verifier)];
    let signed = signer.sign_with_parameters(&parts, None, &verifier);
    let header = signed.unwrap().authorization_header();
    parts.headers.insert("authorization", header);
    let printer = ClientCredentials::new("printer", "printer-secret");
    let verifier = service.verifier();
    let verified = verifier.parse(&parts, None).unwrap();
    let verified = verified.verify(&printer, Some(&token)).unwrap();
    let replay = NoReplayProtection::new();
    verified.accept(&replay, None).await.unwrap()
}

/// The store counts before the verifier is compared, so 64 guesses at once are five.
#[tokio::test]
async fn guesses_at_once_are_as_few_as_guesses_one_by_one() {
    let service = Service::new();
    let temporary = service.initiate("printer", "oob").await;
    service.approve(&temporary).await;
    let store = AllFindFirst {
        store: service.store(),
        found: Barrier::new(GUESSES),
    };
    let grants = Grants::new(Arc::clone(&service.credentials), store).clock(|| NOW);
    let mut guesses = Vec::new();
    for guess in 0..GUESSES {
        let caller = caller(&service, &temporary, &format!("{guess:08}")).await;
        let grants = grants.clone();
        guesses.push(tokio::spawn(async move {
            grants.token_credentials(&caller).await.unwrap_err()
        }));
    }
    let (mut compared, mut void) = (0, 0);
    for guess in guesses {
        let ended = tokio::time::timeout(Duration::from_secs(60), guess).await;
        match ended.expect("each guess reads the grant once").unwrap() {
            GrantError::Verifier => compared += 1,
            GrantError::Temporary => void += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!((compared, void), (5, GUESSES - 5));
}
