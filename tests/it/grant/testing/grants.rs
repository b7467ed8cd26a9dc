//! Stores of grants in progress, right and wrong.

use std::sync::Arc;

use tower_oauth1::ClientCredentials;
use tower_oauth1::grant::MemoryGrantStore;
use tower_oauth1::grant::testing::{
    decisions_at_once, dropped_exchanges, exchanges_at_once, fields_of_grants, grant_store,
    grants_on_threads, one_decision, one_exchange, tries_are_counted, tries_at_once,
    unknown_grants,
};
use tower_oauth1::verify::MemoryCredentialStore;

use super::mistake::Mistake;
use super::wrong_store::Store;
use crate::support::rule::{assert_broken, broken, broken_in_a_run};

async fn no_client(_: String, _: String) {}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_in_memory_keeps_all_rules() {
    let credentials = Arc::new(MemoryCredentialStore::new());
    let store = MemoryGrantStore::new(credentials.clone());
    let insert_client = async |identifier, secret| {
        let client = ClientCredentials::new(identifier, secret);
        credentials.insert_client(client).unwrap();
    };
    grant_store(&store, &credentials, insert_client).await;
    grant_store(&store, &credentials, no_client).await;
    let runtime = tokio::runtime::Handle::current();
    let block_on = |task: tower_oauth1::verify::testing::Task<'_>| runtime.block_on(task);
    grants_on_threads(&store, &credentials, no_client, block_on).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_without_a_mistake_keeps_all_rules() {
    let store = Store::new(Mistake::None);
    grant_store(&store, &store, no_client).await;
    let runtime = tokio::runtime::Handle::current();
    grants_on_threads(&store, &store, no_client, |task| runtime.block_on(task)).await;
}

/// A test of all rules finds each mistake by the rule that it breaks, and so does the function of
/// the rule alone.
#[test]
fn each_mistake_breaks_its_rule() {
    for (mistake, rule) in [
        (Mistake::ForgetsParameters, "fields_of_grants"),
        (Mistake::SortsParameters, "fields_of_grants"),
        (Mistake::CutsVerifiers, "fields_of_grants"),
        (Mistake::FailsForUnknown, "unknown_grants"),
        (Mistake::FailsForNul, "unknown_grants"),
        (Mistake::AlwaysStoresToken, "unknown_grants"),
        (Mistake::ApprovesTwice, "one_decision"),
        (Mistake::RemovesApproved, "one_decision"),
        (Mistake::ApprovesInTwoSteps, "decisions_at_once"),
        (Mistake::CountsAfterwards, "tries_are_counted"),
        (Mistake::CountsUnapproved, "tries_are_counted"),
        (Mistake::ForgetsTries, "tries_are_counted"),
        (Mistake::CountsInTwoSteps, "tries_at_once"),
        (Mistake::ExchangesUnapproved, "one_exchange"),
        (Mistake::KeepsExchanged, "one_exchange"),
        (Mistake::ForgetsExpiry, "one_exchange"),
        (Mistake::ExchangesInTwoSteps, "exchanges_at_once"),
        (Mistake::ExchangesInTwoTransactions, "dropped_exchanges"),
    ] {
        let store = Store::new(mistake);
        assert_broken(rule, grant_store(&store, &store, no_client));
        let store = Store::new(mistake);
        assert_broken(rule, async {
            match rule {
                "fields_of_grants" => fields_of_grants(&store, no_client).await,
                "unknown_grants" => unknown_grants(&store, &store, no_client).await,
                "one_decision" => one_decision(&store, no_client).await,
                "decisions_at_once" => decisions_at_once(&store, no_client).await,
                "tries_are_counted" => tries_are_counted(&store, no_client).await,
                "tries_at_once" => tries_at_once(&store, no_client).await,
                "one_exchange" => one_exchange(&store, &store, no_client).await,
                "dropped_exchanges" => dropped_exchanges(&store, &store, no_client).await,
                _ => exchanges_at_once(&store, &store, no_client).await,
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threads_find_races_without_a_wait() {
    let runtime = tokio::runtime::Handle::current();
    for (mistake, rule) in [
        (Mistake::CountsUnderTwoLocks, "tries_at_once"),
        (Mistake::ExchangesUnderTwoLocks, "exchanges_at_once"),
    ] {
        let (store, runtime) = (Store::new(mistake), runtime.clone());
        let found = tokio::task::spawn_blocking(move || {
            broken_in_a_run(|| {
                grants_on_threads(&store, &store, no_client, |task| runtime.block_on(task))
            })
        });
        assert_eq!(found.await.unwrap().0, rule);
    }
}

#[test]
fn the_message_says_what_is_wrong() {
    let store = Store::new(Mistake::CountsInTwoSteps);
    let (_, message) = broken(tries_at_once(&store, no_client));
    let ones = vec!["1"; 16].join(", ");
    assert_eq!(
        message,
        format!(
            "the store breaks the rule `tries_at_once`: 16 tries at the same time returned \
             [{ones}]. Add one and read the sum in one atomic step"
        )
    );
    let store = Store::new(Mistake::SortsParameters);
    let (_, message) = broken(fields_of_grants(&store, no_client));
    assert_eq!(
        message,
        "the store breaks the rule `fields_of_grants`: `find` does not return the inserted \
         parameters, in their order. Store every field, with all its characters"
    );
}
