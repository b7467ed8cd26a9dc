//! Stores of grants and tokens while time passes, right and wrong.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use tower_oauth1::grant::testing::{
    expired_grants_are_dropped, live_grants_are_kept, renewable_tokens_are_kept,
};
use tower_oauth1::grant::{Grant, MemoryGrantStore, TokenStore};
use tower_oauth1::protocol::{Clock, SystemClock};
use tower_oauth1::verify::testing::live_tokens_are_kept;
use tower_oauth1::verify::{IssuedToken, MemoryCredentialStore};
use tower_oauth1::{ClientCredentials, TokenCredentials};

use super::mistake::Mistake;
use super::wrong_store::Store;
use crate::support::rule::{assert_broken, broken};

async fn no_client(_: String, _: String) {}

/// A store in memory with a clock that the tests set.
struct Memory {
    credentials: Arc<MemoryCredentialStore>,
    grants: MemoryGrantStore,
    passed: Arc<AtomicU64>,
}

impl Memory {
    fn new() -> Self {
        let passed = Arc::new(AtomicU64::new(0));
        let ahead = Arc::clone(&passed);
        let clock = move || SystemClock.unix_seconds() + ahead.load(Relaxed);
        let credentials = Arc::new(MemoryCredentialStore::new().clock(clock));
        Self {
            grants: MemoryGrantStore::new(Arc::clone(&credentials)),
            credentials,
            passed,
        }
    }

    /// Lets time pass. The store looks for old tokens when it has more than 1024.
    async fn pass(&self, time: Duration) {
        self.passed.fetch_add(time.as_secs(), Relaxed);
        let tokens = (0..1100).map(|n| n.to_string());
        for token in tokens.clone() {
            let token = IssuedToken::new("c", TokenCredentials::new(token, "s"));
            self.credentials.insert_token(token.expires_at(0)).unwrap();
        }
        tokens.for_each(|token| self.credentials.remove_token(&token));
    }

    /// Returns a number that the store shows.
    fn count(&self, name: &str) -> usize {
        let shown = format!("{:?}", self.grants);
        let count = shown.split(&format!("{name}: ")).nth(1).unwrap();
        let end = count.find(|c: char| !c.is_ascii_digit()).unwrap();
        count[..end].parse().unwrap()
    }
}

#[tokio::test]
async fn the_store_in_memory_keeps_the_rules() {
    let memory = Memory::new();
    live_grants_are_kept(&memory.grants, no_client, async |_| {}).await;
    let memory = Memory::new();
    let count = async || memory.count("pending");
    expired_grants_are_dropped(&memory.grants, no_client, async |_| {}, count).await;

    let memory = Memory::new();
    let pass = async |time| memory.pass(time).await;
    renewable_tokens_are_kept(&memory.grants, no_client, pass).await;
    // It did look for old tokens, and kept those that have not ended.
    assert_eq!(memory.count("tokens"), 4, "{:?}", memory.credentials);

    let memory = Memory::new();
    let pass = async |time| memory.pass(time).await;
    let insert_client = async |identifier, secret| {
        let client = ClientCredentials::new(identifier, secret);
        memory.credentials.insert_client(client).unwrap();
    };
    let insert_token = async |token| memory.credentials.insert_token(token).unwrap();
    live_tokens_are_kept(&memory.credentials, insert_client, insert_token, pass).await;
    assert_eq!(memory.count("tokens"), 4, "{:?}", memory.credentials);
}

async fn grants_are_kept(store: &Store) {
    live_grants_are_kept(store, no_client, async |time| store.pass(time).await).await;
}

async fn grants_are_dropped(store: &Store) {
    let count = async || store.tables.lock().unwrap().grants.len();
    let pass = async |time| store.pass(time).await;
    expired_grants_are_dropped(store, no_client, pass, count).await;
}

async fn renewable(store: &Store) {
    renewable_tokens_are_kept(store, no_client, async |time| store.pass(time).await).await;
}

async fn tokens_are_kept(store: &Store) {
    let insert_token = async |token| {
        let grant = Grant::new(token, "jane").with_issued_at(SystemClock.unix_seconds());
        store.insert_token(grant).await.unwrap();
    };
    let pass = async |time| store.pass(time).await;
    live_tokens_are_kept(store, no_client, insert_token, pass).await;
}

#[tokio::test]
async fn a_store_without_a_mistake_keeps_the_rules() {
    let store = || Store::new(Mistake::None);
    grants_are_kept(&store()).await;
    grants_are_dropped(&store()).await;
    renewable(&store()).await;
    tokens_are_kept(&store()).await;
}

#[test]
fn each_mistake_breaks_its_rule() {
    for mistake in [Mistake::NeverSweeps, Mistake::SweepsAtEnd] {
        assert_broken(
            "expired_grants_are_dropped",
            grants_are_dropped(&Store::new(mistake)),
        );
    }
    for mistake in [
        Mistake::SweepsByAge,
        Mistake::SweepsUnapproved,
        Mistake::ProlongsGrants,
    ] {
        assert_broken(
            "live_grants_are_kept",
            grants_are_kept(&Store::new(mistake)),
        );
    }
    for mistake in [
        Mistake::SweepsByAge,
        Mistake::SweepsEndless,
        Mistake::SweepsRenewable,
        Mistake::ProlongsSessions,
        Mistake::RevokesForAWhile,
    ] {
        assert_broken("renewable_tokens_are_kept", renewable(&Store::new(mistake)));
    }
    for mistake in [Mistake::SweepsByAge, Mistake::SweepsEndless] {
        assert_broken(
            "live_tokens_are_kept",
            tokens_are_kept(&Store::new(mistake)),
        );
    }
}

#[test]
fn the_message_says_what_is_wrong() {
    let (_, message) = broken(grants_are_kept(&Store::new(Mistake::SweepsByAge)));
    assert_eq!(
        message,
        "the store breaks the rule `live_grants_are_kept`: after 3540 seconds, `find` returned \
         `None` for a grant that ends after 3600 seconds. Delete a grant only if its \
         `expires_at` has passed, however old it is"
    );
    let (_, message) = broken(renewable(&Store::new(Mistake::SweepsRenewable)));
    assert_eq!(
        message,
        "the store breaks the rule `renewable_tokens_are_kept`: after 259140 seconds, \
         `find_token` returned `None` for a token that can be renewed for 100 days. Delete a \
         token only if its end and the end of its session have both passed"
    );
}
