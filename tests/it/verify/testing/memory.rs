//! The credential store in memory forgets tokens that ended long ago.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tower_oauth1::verify::{CredentialStore, IssuedToken, MemoryCredentialStore};
use tower_oauth1::{TokenCredentials, VerifyError};

const NOW: u64 = 1_700_000_000;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// A store with its own clock, and a number for the next token.
struct Store {
    memory: MemoryCredentialStore,
    clock: Arc<AtomicU64>,
    next: usize,
}

impl Store {
    fn new() -> Self {
        let clock = Arc::new(AtomicU64::new(NOW));
        let reading = Arc::clone(&clock);
        let memory = MemoryCredentialStore::new().clock(move || reading.load(Ordering::Relaxed));
        let next = 0;
        Self {
            memory,
            clock,
            next,
        }
    }

    fn insert(&mut self, set: impl FnOnce(IssuedToken) -> IssuedToken) -> String {
        let identifier = format!("token-{}", self.next);
        self.next += 1;
        let token = IssuedToken::new("c", TokenCredentials::new(&identifier, "s"));
        self.memory.insert_token(set(token)).unwrap();
        identifier
    }

    /// Inserts this many tokens, and removes them again. The store looks for old tokens.
    fn fill(&mut self, tokens: usize) {
        let filled: Vec<_> = (0..tokens).map(|_| self.insert(|token| token)).collect();
        filled
            .iter()
            .for_each(|token| self.memory.remove_token(token));
    }

    fn wait(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Returns what the client of this token learns now, or `None` if the store forgot the token.
    async fn state(&self, identifier: &str) -> Option<Result<(), VerifyError>> {
        let token = self.memory.token("c", identifier).await.unwrap();
        token.map(|token| token.check_at(self.clock.load(Ordering::Relaxed)))
    }

    /// Returns the number of tokens in memory.
    fn count(&self) -> usize {
        let shown = format!("{:?}", self.memory);
        let count = shown.split("tokens: ").nth(1).unwrap();
        count.trim_end_matches(" }").parse().unwrap()
    }
}

/// A server issues a token of an hour in each second, for five days, and revokes some of them.
#[tokio::test]
async fn memory_is_bounded() {
    let mut store = Store::new();
    let (mut most, mut forever) = (0, Vec::new());
    for second in 0..5 * DAY {
        store.wait(1);
        let now = NOW + second;
        let token = store.insert(|token| token.expires_at(now + HOUR));
        if second % 3 == 0 {
            store.memory.revoke_token(&token);
        }
        if second % (10 * HOUR) == 0 {
            forever.push(store.insert(|token| token));
        }
        if second % HOUR == 0 {
            most = most.max(store.count());
        }
    }
    let kept = usize::try_from(DAY + HOUR).unwrap();
    assert!(most <= 2 * kept + 2 * forever.len(), "{most} tokens");
    assert!(most >= kept, "the store forgets tokens too early: {most}");
    for token in &forever {
        assert_eq!(store.state(token).await, Some(Ok(())), "{token}");
    }
}

#[tokio::test]
async fn clients_learn_for_a_day_that_their_token_ended() {
    let mut store = Store::new();
    let valid = store.insert(|token| token);
    let expired = store.insert(|token| token.expires_at(NOW));
    let revoked = store.insert(|token| token);
    store.memory.revoke_token(&revoked);
    let inserted = store.insert(IssuedToken::revoked);
    for (wait, more) in [(1, 3_000), (DAY - 1, 12_000)] {
        store.wait(wait);
        // A token that is revoked twice is not kept for longer.
        store.memory.revoke_token(&revoked);
        store.fill(more);
        assert_eq!(store.state(&valid).await, Some(Ok(())));
        assert_eq!(
            store.state(&expired).await,
            Some(Err(VerifyError::TokenExpired))
        );
        for token in [&revoked, &inserted] {
            assert_eq!(
                store.state(token).await,
                Some(Err(VerifyError::TokenRevoked))
            );
        }
    }
    store.wait(1);
    store.fill(50_000);
    for token in [&expired, &revoked, &inserted] {
        assert_eq!(store.state(token).await, None, "{token}");
    }
    assert_eq!(store.state(&valid).await, Some(Ok(())));
}

/// A small store keeps everything, so tests with other clocks need no setting.
#[tokio::test]
async fn a_small_store_forgets_nothing() {
    let mut store = Store::new();
    let tokens: Vec<_> = (0..1000)
        .map(|_| store.insert(|token| token.expires_at(0)))
        .collect();
    store.wait(100 * DAY);
    for token in &tokens {
        assert_eq!(
            store.state(token).await,
            Some(Err(VerifyError::TokenExpired))
        );
    }
}
