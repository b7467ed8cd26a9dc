//! Commits that nobody waits for any more, while the synchronous replica of Postgres is missing.
//! Only the replica ends them. They must not use up the connections of Postgres.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sqlx::Connection;
use tower_oauth1::verify::{Claimed, NonceClaim, ReplayStore};

use crate::database::Database;
use crate::pair::{Pair, connection, number, run};
use crate::store::now;

/// The connections of a server.
const CONNECTIONS: i64 = 16;
/// Two servers, and as much again for connections that begin and end.
const LIMIT: i64 = 2 * 2 * CONNECTIONS;

const OF_SERVERS: &str = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'photos'";
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity \
                       WHERE usename = 'photos' AND wait_event = 'SyncRep'";

async fn claim(database: &Database, nonce: String) -> Option<Claimed> {
    let claim = NonceClaim::new("printer", None, now(), &nonce, now()..=now() + 300);
    database.claim(&claim).await.ok()
}

/// Two servers of the role `photos`, whose commits wait for a replica that has gone.
async fn servers() -> Option<(Pair, [Database; 2])> {
    let mut pair = Pair::start().await?;
    run(&pair.primary, "CREATE ROLE photos LOGIN").await;
    run(&pair.primary, "GRANT CREATE ON SCHEMA public TO photos").await;
    let url = pair.primary.url().replace("//postgres@", "//photos@");
    let databases = [
        Database::connect(&url).await.unwrap(),
        Database::connect(&url).await.unwrap(),
    ];
    pair.make_synchronous().await;
    // All connections are in use when the replica goes.
    let claims = (0..128).map(|count| claim(&databases[count % 2], format!("before {count}")));
    for claimed in join_all(claims).await {
        assert_eq!(claimed, Some(Claimed::First));
    }
    pair.replica.kill();
    Some((pair, databases))
}

/// Makes claims on both servers for ten seconds, 128 at once. Returns the most connections that the
/// servers had.
async fn claims(pair: &Pair, databases: &[Database]) -> i64 {
    let began = Instant::now();
    let (mut made, mut most) = (0, 0);
    // Another role still gets in.
    let mut other = connection(&pair.primary).await;
    while began.elapsed() < Duration::from_secs(10) {
        let claims = (0..128).map(|count| {
            let nonce = (made + count).to_string();
            claim(&databases[count % 2], nonce)
        });
        // None is accepted: no replica has it.
        for claimed in join_all(claims).await {
            assert_eq!(claimed, None);
        }
        made += 128;
        most = most.max(number(&mut other, OF_SERVERS).await);
        connection(&pair.primary).await.close().await.unwrap();
    }
    assert!(number(&mut other, WAITING).await >= CONNECTIONS);
    most
}

/// The replica returns, and all goes on.
async fn recovers(pair: &mut Pair, databases: &[Database]) {
    assert!(pair.replica.restart());
    for database in databases {
        let began = Instant::now();
        while claim(database, format!("{began:?}")).await.is_none() {
            assert!(began.elapsed() < Duration::from_secs(20), "no recovery");
        }
    }
    let mut other = connection(&pair.primary).await;
    assert_eq!(number(&mut other, WAITING).await, 0);
    // What was claimed meanwhile stays.
    let claimed = number(&mut other, "SELECT count(*) FROM nonces").await;
    assert!(claimed >= 128 + CONNECTIONS, "{claimed}");
    let began = Instant::now();
    while number(&mut other, OF_SERVERS).await > 2 * CONNECTIONS {
        assert!(began.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn claims_that_reach_their_time_limit() {
    let Some((mut pair, databases)) = servers().await else {
        return;
    };
    let most = claims(&pair, &databases).await;
    assert!(most <= LIMIT, "{most} connections");
    // A server that starts now says why it does not.
    let url = pair.primary.url().replace("//postgres@", "//photos@");
    let refused = Database::connect(&url).await.unwrap_err().to_string();
    let expected = "the database failed: commits wait for a synchronous replica";
    assert_eq!(refused, expected);
    recovers(&mut pair, &databases).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn claims_of_clients_that_disconnect_early() {
    let Some((mut pair, databases)) = servers().await else {
        return;
    };
    let mut other = connection(&pair.primary).await;
    let (began, mut waiting) = (Instant::now(), 0);
    for count in 0.. {
        // Each client disconnects when its commit has begun to wait.
        let claim = claim(&databases[0], count.to_string());
        let has_begun = async {
            while number(&mut other, WAITING).await <= waiting {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            claimed = claim => assert_eq!(claimed, None),
            () = has_begun => waiting += 1,
        }
        if began.elapsed() > Duration::from_secs(3) {
            break;
        }
    }
    assert_eq!(waiting, CONNECTIONS);
    recovers(&mut pair, &databases).await;
}
