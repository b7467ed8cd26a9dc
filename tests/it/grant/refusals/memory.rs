//! The store in memory, and a store that fails.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tower_oauth1::grant::{
    Approval, Grant, GrantError, GrantStore, Grants, MemoryGrantError, MemoryGrantStore,
    PendingGrant,
};
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore};
use tower_oauth1::{TemporaryCredentials, TokenCredentials};

use crate::grant::service::{NOW, Service};

fn pending(n: usize, at: u64) -> PendingGrant {
    let credentials = TemporaryCredentials::new(n.to_string(), "s");
    PendingGrant::new("printer", credentials, "oob", at, at + 600)
}

#[tokio::test]
async fn the_store_holds_no_more_than_its_capacity() {
    let store = MemoryGrantStore::new(Arc::new(MemoryCredentialStore::new()))
        .capacity(10)
        .share_per_client(10);
    for n in 0..10 {
        store.insert(pending(n, NOW)).await.unwrap();
    }
    assert!(store.insert(pending(10, NOW + 600)).await.is_err());
    assert!(
        store.find("0").await.unwrap().is_some(),
        "a new grant does not displace another"
    );
    store.insert(pending(11, NOW + 601)).await.unwrap();
    assert!(store.find("0").await.unwrap().is_none());
    assert!(store.find("11").await.unwrap().is_some());
}

/// A store that accepts no grant is useless.
#[tokio::test]
async fn a_client_may_have_one_grant_at_least() {
    for share in [0, 1] {
        let store = MemoryGrantStore::new(Arc::new(MemoryCredentialStore::new()));
        let store = store.share_per_client(share);
        assert_eq!(store.insert(pending(0, NOW)).await, Ok(()), "{share}");
        let more = store.insert(pending(1, NOW)).await;
        assert_eq!(more, Err(MemoryGrantError::ShareUsedUp), "{share}");
    }
}

/// One client has a hundredth of the store, also if the store is empty.
#[tokio::test]
async fn a_client_has_a_thousand_grants_by_default() {
    let store = MemoryGrantStore::new(Arc::new(MemoryCredentialStore::new()));
    for n in 0..1000 {
        assert_eq!(store.insert(pending(n, NOW)).await, Ok(()), "{n}");
    }
    let more = store.insert(pending(1000, NOW)).await;
    assert_eq!(more, Err(MemoryGrantError::ShareUsedUp));
    let credentials = TemporaryCredentials::new("others", "s");
    let other = PendingGrant::new("other", credentials, "oob", NOW, NOW + 600);
    assert_eq!(store.insert(other).await, Ok(()));
}

/// Clients that use up their shares together fill the store, as its documentation says.
#[tokio::test]
async fn several_clients_can_fill_the_store() {
    let store = MemoryGrantStore::new(Arc::new(MemoryCredentialStore::new()));
    let store = store.capacity(50).share_per_client(10);
    let of = |client: usize, n: usize| {
        let credentials = TemporaryCredentials::new(format!("{client} {n}"), "s");
        PendingGrant::new(client.to_string(), credentials, "oob", NOW, NOW + 600)
    };
    for client in 0..5 {
        for n in 0..10 {
            assert_eq!(store.insert(of(client, n)).await, Ok(()));
        }
    }
    let full = store.insert(of(5, 0)).await;
    assert_eq!(full, Err(MemoryGrantError::Full));
}

#[tokio::test]
async fn one_client_cannot_fill_the_store() {
    let store = MemoryGrantStore::new(Arc::new(MemoryCredentialStore::new()));
    let store = store.capacity(80).share_per_client(10);
    let of = |client: &str, n: usize| {
        let credentials = TemporaryCredentials::new(format!("{client}{n}"), "s");
        PendingGrant::new(client, credentials, "oob", NOW, NOW + 600)
    };
    let used_up = Err(MemoryGrantError::ShareUsedUp);
    for other in ["a", "b", "c", "d"] {
        for n in 0..10 {
            assert_eq!(store.insert(of(other, n)).await, Ok(()));
        }
    }
    for n in 0..10 {
        assert_eq!(
            store.insert(of("greedy", n)).await,
            Ok(()),
            "a client may use its share"
        );
    }
    assert_eq!(store.insert(of("greedy", 10)).await, used_up);
    for other in ["e", "f", "g"] {
        for n in 0..9 {
            assert_eq!(store.insert(of(other, n)).await, Ok(()));
        }
    }
    // A grant that was removed, exchanged or has expired makes room, but only once.
    assert_eq!(store.remove("greedy0").await, Ok(true));
    assert_eq!(store.remove("greedy0").await, Ok(false));
    assert_eq!(store.insert(of("greedy", 11)).await, Ok(()));
    assert_eq!(store.insert(of("greedy", 12)).await, used_up);
    assert_eq!(store.remove("a0").await, Ok(true));
    assert_eq!(store.insert(of("greedy", 12)).await, used_up);
    let token = IssuedToken::new("greedy", TokenCredentials::new("t", "s"));
    let approval = Approval::new("jane", "v");
    assert_eq!(store.approve("greedy1", approval).await, Ok(true));
    let exchanged = store.exchange("greedy1", Grant::new(token, "jane")).await;
    assert_eq!(exchanged, Ok(true));
    assert_eq!(store.insert(of("greedy", 12)).await, Ok(()));
    assert_eq!(store.insert(of("greedy", 13)).await, used_up);
    // All of these are expired.
    for n in 0..40 {
        let credentials = TemporaryCredentials::new(format!("other{n}"), "s");
        let other = format!("other {n}");
        let grant = PendingGrant::new(other, credentials, "oob", NOW + 601, NOW + 700);
        assert_eq!(store.insert(grant).await, Ok(()));
    }
    let later = |n: usize| {
        let credentials = TemporaryCredentials::new(format!("later{n}"), "s");
        PendingGrant::new("greedy", credentials, "oob", NOW + 601, NOW + 700)
    };
    for n in 0..10 {
        assert_eq!(store.insert(later(n)).await, Ok(()), "{n}");
    }
    assert_eq!(store.insert(later(10)).await, used_up);
    // Inserting a grant again replaces it.
    assert_eq!(store.remove("later9").await, Ok(true));
    assert_eq!(store.insert(later(0)).await, Ok(()));
    assert_eq!(store.insert(later(9)).await, Ok(()));
    assert_eq!(store.insert(later(10)).await, used_up);
}

#[tokio::test]
async fn each_grant_is_approved_and_exchanged_once() {
    let store = MemoryGrantStore::new(Arc::new(MemoryCredentialStore::new()));
    let approval = || Approval::new("jane", "v");
    let grant = || {
        let token = TokenCredentials::new("t", "s");
        Grant::new(IssuedToken::new("printer", token), "jane")
    };
    store.insert(pending(1, NOW)).await.unwrap();
    assert_eq!(
        store.exchange("1", grant()).await,
        Ok(false),
        "the grant is not approved"
    );
    assert_eq!(store.approve("1", approval()).await, Ok(true));
    assert_eq!(
        store.approve("1", Approval::new("mallory", "w")).await,
        Ok(false)
    );
    assert_eq!(store.remove("1").await, Ok(false), "the grant is approved");
    let found = store.find("1").await.unwrap().unwrap();
    assert_eq!(found.approval().unwrap().resource_owner(), "jane");
    assert_eq!(store.count_try("1").await, Ok(Some(1)));
    assert_eq!(store.count_try("1").await, Ok(Some(2)));
    assert_eq!(store.find("1").await.unwrap().unwrap().tries(), 2);
    assert_eq!(store.exchange("1", grant()).await, Ok(true));
    assert_eq!(store.count_try("1").await, Ok(None));
    assert_eq!(store.exchange("1", grant()).await, Ok(false));
    assert_eq!(store.approve("1", approval()).await, Ok(false));
    store.insert(pending(2, NOW)).await.unwrap();
    assert_eq!(
        store.count_try("2").await,
        Ok(None),
        "the grant is not approved"
    );
    assert_eq!(store.remove("2").await, Ok(true));
    assert_eq!(store.remove("2").await, Ok(false));
    assert_eq!(store.approve("2", approval()).await, Ok(false));
}

/// A store that can only find a grant. All other operations fail.
struct FailingStore;

impl GrantStore for FailingStore {
    type Error = io::Error;

    async fn insert(&self, _: PendingGrant) -> io::Result<()> {
        Err(io::Error::other("down"))
    }

    async fn find(&self, _: &str) -> io::Result<Option<PendingGrant>> {
        let found = pending(1, NOW).approved(Approval::new("jane", "right"));
        Ok(Some(found))
    }

    async fn approve(&self, _: &str, _: Approval) -> io::Result<bool> {
        Err(io::Error::other("down"))
    }

    async fn remove(&self, _: &str) -> io::Result<bool> {
        Err(io::Error::other("down"))
    }

    async fn count_try(&self, _: &str) -> io::Result<Option<u32>> {
        Ok(Some(1))
    }

    async fn exchange(&self, _: &str, _: Grant) -> io::Result<bool> {
        Err(io::Error::other("down"))
    }
}

#[tokio::test]
async fn a_store_that_fails_causes_503() {
    use http_body_util::Full;
    use tower::{Layer, ServiceExt};
    use tower_oauth1::verify::{Authenticated, VerifyLayer};

    let service = Service::new();
    let grants = Grants::new(service.credentials.clone(), FailingStore)
        .clock(|| NOW)
        .lifetime(Duration::from_secs(60));
    let send = async |path: &'static str, name: &str, value: &str, token: bool| {
        let (mut parts, ()) = http::Request::post(format!("https://photos.example.net{path}"))
            .body(())
            .unwrap()
            .into_parts();
        let mut signer = service.signer("printer");
        if token {
            signer = signer.with_token(TokenCredentials::new("1", "s"));
        }
        let signed = signer
            .sign_with_parameters(&parts, None, &[(name, value)])
            .unwrap();
        parts
            .headers
            .insert("authorization", signed.authorization_header());
        let request = http::Request::from_parts(parts, Full::<bytes::Bytes>::default());
        let inner = grants.clone();
        let endpoint = tower::service_fn(move |request: http::Request<Full<bytes::Bytes>>| {
            let grants = inner.clone();
            async move {
                let caller = request.extensions().get::<Authenticated>().unwrap();
                let error = match path {
                    "/initiate" => grants.temporary_credentials(caller).await.err(),
                    _ => grants.token_credentials(caller).await.err(),
                };
                Ok::<_, std::convert::Infallible>(error.unwrap().response("x"))
            }
        });
        let verifier = service.verifier().allow_missing_token();
        let layer = VerifyLayer::new(
            grants.temporary_credential_store(),
            service.replay.clone(),
            verifier,
        );
        let response = layer.layer(endpoint).oneshot(request).await.unwrap();
        (
            response.status().as_u16(),
            response.extensions().get::<GrantError>().is_some(),
        )
    };
    assert_eq!(
        send("/initiate", "oauth_callback", "oob", false).await,
        (503, true)
    );
    assert_eq!(
        send("/token", "oauth_verifier", "right", true).await,
        (503, true)
    );
    assert_eq!(
        send("/token", "oauth_verifier", "wrong", true).await,
        (401, true)
    );
}

#[test]
fn nothing_shows_a_secret() {
    let credentials = TemporaryCredentials::new("id", "s3cret");
    let pending = PendingGrant::new("c", credentials, "oob", 1, 2);
    let pending = pending.approved(Approval::new("jane", "v3rifier"));
    assert_eq!(pending.approval().unwrap().verifier(), "v3rifier");
    let shown = format!("{pending:?} {:#?}", pending.approval());
    assert!(shown.contains("jane"));
    assert!(
        !shown.contains("s3cret") && !shown.contains("v3rifier"),
        "{shown}"
    );
}
