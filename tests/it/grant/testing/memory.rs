//! The grant store in memory forgets tokens that ended long ago, and does both steps or none.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use tower_oauth1::grant::{
    Approval, Grant, GrantStore, MemoryGrantError, MemoryGrantStore, PendingGrant, Session,
    TokenStore,
};
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore};
use tower_oauth1::{TemporaryCredentials, TokenCredentials};

const NOW: u64 = 1_700_000_000;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

fn grant(n: u64, at: u64) -> Grant {
    let token = TokenCredentials::new(n.to_string(), "s");
    Grant::new(IssuedToken::new("c", token).expires_at(at + HOUR), "jane").with_issued_at(at)
}

/// Returns the number of issued tokens in memory.
fn count(store: &MemoryGrantStore) -> u64 {
    let shown = format!("{store:?}");
    let count = shown.split("tokens: ").nth(1).unwrap();
    count.split(' ').next().unwrap().parse().unwrap()
}

/// A server issues a token of an hour in each second, for five days. One client has a session of
/// two days.
#[tokio::test]
async fn memory_is_bounded() {
    let clock = Arc::new(AtomicU64::new(NOW));
    let time = Arc::clone(&clock);
    let credentials = MemoryCredentialStore::new().clock(move || time.load(Relaxed));
    let store = MemoryGrantStore::new(Arc::new(credentials));
    let renewable = grant(u64::MAX, NOW).with_session(Session::new("handle", NOW + 2 * DAY));
    store.insert_token(renewable).await.unwrap();
    let (mut most, session) = (0, u64::MAX.to_string());
    for second in 0..5 * DAY {
        clock.store(NOW + second, Relaxed);
        store
            .insert_token(grant(second, NOW + second))
            .await
            .unwrap();
        if second % HOUR == 0 {
            most = most.max(count(&store));
        }
        if second == 3 * DAY - 1 {
            let found = store.find_token(&session).await.unwrap();
            assert!(found.is_some(), "a session is kept for a day after its end");
        }
    }
    assert!(most <= 2 * (DAY + HOUR) + 2, "{most} tokens");
    assert!(
        most >= DAY + HOUR,
        "the store forgets tokens too early: {most}"
    );
    assert!(store.find_token(&session).await.unwrap().is_none());
}

/// If the credential store does not accept a token, nothing changes.
#[tokio::test]
async fn a_token_that_cannot_be_stored_changes_nothing() {
    let credentials = Arc::new(MemoryCredentialStore::new().identifier_limit(3));
    let store = MemoryGrantStore::new(credentials);
    let temporary = TemporaryCredentials::new("t", "s");
    let pending = PendingGrant::new("c", temporary, "oob", NOW, NOW + 600);
    store.insert(pending).await.unwrap();
    let approval = Approval::new("jane", "v");
    assert_eq!(store.approve("t", approval).await, Ok(true));
    let long = || grant(1000, NOW);
    let refused = store.exchange("t", long()).await;
    assert!(matches!(refused, Err(MemoryGrantError::Identifier(_))));
    assert_eq!(store.exchange("t", grant(1, NOW)).await, Ok(true));

    assert!(matches!(
        store.renew("1", long()).await,
        Err(MemoryGrantError::Identifier(_))
    ));
    assert_eq!(store.renew("1", grant(2, NOW)).await, Ok(true));
    assert!(store.find_token("1").await.unwrap().is_none());
}
