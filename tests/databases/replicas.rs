//! A Postgres whose machine is lost, and a replica that takes over.
//!
//! The tests hold the bytes between both, so that the replica lags.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::database::Database;
use crate::fail_over::{send, signed};
use crate::pair::Pair;
use crate::postgres::Postgres;

async fn at(postgres: &Postgres) -> Database {
    Database::connect(&postgres.url()).await.unwrap()
}

#[tokio::test]
async fn an_asynchronous_replica_forgets_claims() {
    let Some(mut pair) = Pair::start().await else {
        return;
    };
    let primary = at(&pair.primary).await;
    let (copied, forgotten) = (signed(), signed());
    assert_eq!(send(primary.clone(), &copied).await, "200");
    pair.wait_for(
        "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()",
    )
    .await;
    pair.network.hold();
    assert_eq!(send(primary.clone(), &forgotten).await, "200");
    assert_eq!(send(primary, &forgotten).await, "401 nonce_used");
    pair.fail_over().await;
    let replica = at(&pair.replica).await;
    assert_eq!(send(replica.clone(), &copied).await, "401 nonce_used");
    // This is what `synchronous_standby_names` prevents.
    assert_eq!(send(replica, &forgotten).await, "200");
}

#[tokio::test]
async fn a_synchronous_replica_has_each_acknowledged_claim() {
    let Some(mut pair) = Pair::start().await else {
        return;
    };
    let primary = at(&pair.primary).await;
    pair.make_synchronous().await;
    let (accepted, refused) = (signed(), signed());
    assert_eq!(send(primary.clone(), &accepted).await, "200");
    pair.network.hold();
    assert_eq!(send(primary, &refused).await, "503");
    pair.fail_over().await;
    let replica = at(&pair.replica).await;
    assert_eq!(send(replica.clone(), &accepted).await, "401 nonce_used");
    // No server accepted it before, so it is accepted once.
    assert_eq!(send(replica.clone(), &refused).await, "200");
    assert_eq!(send(replica, &refused).await, "401 nonce_used");
}

#[tokio::test]
async fn requests_fail_until_a_synchronous_replica_is_back() {
    let Some(mut pair) = Pair::start().await else {
        return;
    };
    let primary = at(&pair.primary).await;
    pair.make_synchronous().await;
    pair.replica.kill();
    let refused = signed();
    assert_eq!(send(primary.clone(), &refused).await, "503");
    // A copy waits for the first claim.
    assert_eq!(send(primary.clone(), &refused).await, "503");
    assert!(pair.replica.restart());
    let began = Instant::now();
    loop {
        match &*send(primary.clone(), &signed()).await {
            "200" => break,
            other => assert_eq!(other, "503"),
        }
        assert!(began.elapsed() < Duration::from_secs(20), "no recovery");
    }
    assert_eq!(send(primary, &refused).await, "401 nonce_used");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_acknowledged_claim_is_lost_under_load() {
    let Some(mut pair) = Pair::start().await else {
        return;
    };
    let primary = at(&pair.primary).await;
    pair.make_synchronous().await;
    let mut workers = JoinSet::new();
    for _ in 0..16 {
        let primary = primary.clone();
        workers.spawn(async move {
            let mut accepted = Vec::new();
            loop {
                let request = signed();
                match &*send(primary.clone(), &request).await {
                    "200" => accepted.push(request),
                    other => {
                        assert_eq!(other, "503");
                        return accepted;
                    }
                }
            }
        });
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    // A server that does not wait accepts requests in this time.
    pair.network.hold();
    tokio::time::sleep(Duration::from_millis(300)).await;
    pair.fail_over().await;
    let accepted: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
    assert!(accepted.len() > 50, "{}", accepted.len());
    let replica = at(&pair.replica).await;
    for request in accepted {
        assert_eq!(send(replica.clone(), &request).await, "401 nonce_used");
    }
}
