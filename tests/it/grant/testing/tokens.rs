//! Stores that change issued tokens, right and wrong.

use std::sync::Arc;

use tower_oauth1::grant::MemoryGrantStore;
use tower_oauth1::grant::testing::{
    dropped_renewals, fields_of_tokens, one_renewal, one_revocation, renewals_at_once, token_store,
    tokens_on_threads, unknown_tokens,
};
use tower_oauth1::verify::MemoryCredentialStore;

use super::mistake::Mistake;
use super::wrong_store::Store;
use crate::support::rule::{assert_broken, broken_in_a_run};

async fn no_client(_: String, _: String) {}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn right_stores_keep_all_rules() {
    let credentials = Arc::new(MemoryCredentialStore::new());
    let memory = MemoryGrantStore::new(credentials.clone());
    let runtime = tokio::runtime::Handle::current();
    token_store(&memory, &credentials, no_client).await;
    tokens_on_threads(&memory, &credentials, no_client, |task| {
        runtime.block_on(task)
    })
    .await;
    let store = Store::new(Mistake::None);
    token_store(&store, &store, no_client).await;
    tokens_on_threads(&store, &store, no_client, |task| runtime.block_on(task)).await;
}

/// A test of all rules finds each mistake by the rule that it breaks, and so does the function of
/// the rule alone.
#[test]
fn each_mistake_breaks_its_rule() {
    for (mistake, rule) in [
        (Mistake::ForgetsSession, "fields_of_tokens"),
        (Mistake::ForgetsExpiry, "fields_of_tokens"),
        (Mistake::HidesExpired, "fields_of_tokens"),
        (Mistake::AlwaysStoresRenewed, "unknown_tokens"),
        (Mistake::KeepsRenewed, "one_renewal"),
        (Mistake::RevokesNothing, "one_revocation"),
        (Mistake::RevokesAllOfClient, "one_revocation"),
        (Mistake::RenewsRevoked, "one_revocation"),
        (Mistake::RenewsInTwoSteps, "renewals_at_once"),
        (Mistake::RenewsInTwoTransactions, "dropped_renewals"),
    ] {
        let store = Store::new(mistake);
        assert_broken(rule, token_store(&store, &store, no_client));
        let store = Store::new(mistake);
        assert_broken(rule, async {
            match rule {
                "fields_of_tokens" => fields_of_tokens(&store, &store, no_client).await,
                "unknown_tokens" => unknown_tokens(&store, &store, no_client).await,
                "one_renewal" => one_renewal(&store, &store, no_client).await,
                "one_revocation" => one_revocation(&store, &store, no_client).await,
                "dropped_renewals" => dropped_renewals(&store, &store, no_client).await,
                _ => renewals_at_once(&store, &store, no_client).await,
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threads_find_a_race_without_a_wait() {
    let (store, runtime) = (
        Store::new(Mistake::RenewsUnderTwoLocks),
        tokio::runtime::Handle::current(),
    );
    let found = tokio::task::spawn_blocking(move || {
        broken_in_a_run(|| {
            tokens_on_threads(&store, &store, no_client, |task| runtime.block_on(task))
        })
    });
    assert_eq!(found.await.unwrap().0, "renewals_at_once");
}
