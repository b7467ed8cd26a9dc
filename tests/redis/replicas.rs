//! A Redis whose machine is lost, and a replica that takes over.
//!
//! A relay stands between both for the network. The tests hold its bytes, so that the replica lags.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tower_oauth1::verify::{Claimed, NonceClaim, RedisReplayError, RedisReplayStore, ReplayStore};

use crate::fail_over::{send, signed};
use crate::relay::Relay;
use crate::server::{DURABLE, Redis};

struct Pair {
    primary: Redis,
    replica: Redis,
    network: Relay,
}

impl Pair {
    fn start() -> Option<Self> {
        // Copies the data to a new replica at once.
        let mut settings = DURABLE.to_vec();
        settings.extend(["--repl-diskless-sync-delay", "0"]);
        let (primary, replica) = (Redis::start(&settings)?, Redis::start(&settings)?);
        let network = Relay::to(primary.port());
        let pair = Self {
            primary,
            replica,
            network,
        };
        pair.connect();
        Some(pair)
    }

    /// Makes the replica follow the primary, and waits until it does.
    fn connect(&self) {
        let follow = format!("REPLICAOF 127.0.0.1 {}", self.network.port());
        assert_eq!(self.replica.send(&follow), "+OK\r\n");
        let began = Instant::now();
        while !self
            .primary
            .send("INFO replication")
            .contains("state=online")
        {
            let elapsed = began.elapsed();
            assert!(
                elapsed < Duration::from_secs(20),
                "the replica is not ready"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The machine of the primary is lost, and the replica becomes the primary.
    fn fail_over(&mut self) {
        self.network.hold();
        self.primary.kill();
        assert_eq!(self.replica.send("REPLICAOF NO ONE"), "+OK\r\n");
    }
}

fn at(redis: &Redis) -> RedisReplayStore {
    let store = RedisReplayStore::new(&redis.url()).unwrap();
    store.timeout(Duration::from_secs(5))
}

fn waiting(redis: &Redis) -> RedisReplayStore {
    at(redis).wait_for_replicas(1, Duration::from_millis(200))
}

#[tokio::test]
async fn without_waiting_a_fail_over_forgets_claims() {
    let Some(mut pair) = Pair::start() else {
        return;
    };
    pair.network.hold();
    let request = signed();
    assert_eq!(send(at(&pair.primary), &request).await, "200");
    assert_eq!(send(at(&pair.primary), &request).await, "401 nonce_used");
    pair.fail_over();
    // This is what `wait_for_replicas` prevents.
    assert_eq!(send(at(&pair.replica), &request).await, "200");
}

#[tokio::test]
async fn a_claim_that_the_replica_lacks_is_not_acknowledged() {
    let Some(mut pair) = Pair::start() else {
        return;
    };
    let (accepted, refused) = (signed(), signed());
    assert_eq!(send(waiting(&pair.primary), &accepted).await, "200");
    pair.network.hold();
    let began = Instant::now();
    assert_eq!(send(waiting(&pair.primary), &refused).await, "503");
    let waited = began.elapsed();
    assert!(waited >= Duration::from_millis(200), "{waited:?}");
    pair.fail_over();
    assert_eq!(send(at(&pair.replica), &accepted).await, "401 nonce_used");
    // No server accepted it before, so it is accepted once.
    assert_eq!(send(at(&pair.replica), &refused).await, "200");
    assert_eq!(send(at(&pair.replica), &refused).await, "401 nonce_used");
}

#[tokio::test]
async fn a_replica_that_dies_lets_claims_fail_until_it_is_back() {
    let Some(mut pair) = Pair::start() else {
        return;
    };
    let store = Arc::new(waiting(&pair.primary));
    assert_eq!(send(Arc::clone(&store), &signed()).await, "200");
    pair.replica.kill();
    let now = 1_700_000_000;
    let claim = NonceClaim::new("c", None, now, "n", now..=now + 300);
    let failed = store.claim(&claim).await;
    assert_eq!(failed, Err(RedisReplayError::TooFewReplicas));
    // The primary has it.
    assert_eq!(store.claim(&claim).await, Ok(Claimed::Again));
    assert_eq!(send(Arc::clone(&store), &signed()).await, "503");
    assert!(pair.replica.restart());
    pair.connect();
    assert_eq!(send(store, &signed()).await, "200");
}

#[tokio::test]
async fn claims_do_not_queue_behind_a_replica_that_hangs() {
    let Some(pair) = Pair::start() else {
        return;
    };
    let store = RedisReplayStore::new(&pair.primary.url()).unwrap();
    // A claim is given up before its `WAIT` ends.
    let store = store.timeout(Duration::from_millis(300));
    let store = Arc::new(store.wait_for_replicas(1, Duration::from_secs(60)));
    pair.network.hold();
    let mut claims = JoinSet::new();
    for _ in 0..200 {
        let (store, request) = (Arc::clone(&store), signed());
        claims.spawn(async move { send(store, &request).await });
    }
    let statuses = claims.join_all().await;
    assert!(
        statuses.iter().all(|status| status == "503"),
        "{statuses:?}"
    );
    // Their connections are closed, so Redis gives these claims up too.
    let began = Instant::now();
    while !pair
        .primary
        .send("INFO clients")
        .contains("blocked_clients:0")
    {
        let elapsed = began.elapsed();
        assert!(elapsed < Duration::from_secs(5), "claims still wait");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    pair.network.go_on();
    let began = Instant::now();
    while send(Arc::clone(&store), &signed()).await != "200" {
        let elapsed = began.elapsed();
        assert!(elapsed < Duration::from_secs(5), "it does not recover");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_acknowledged_claim_is_lost_under_load() {
    let Some(mut pair) = Pair::start() else {
        return;
    };
    let store = Arc::new(waiting(&pair.primary));
    let mut workers = JoinSet::new();
    for _ in 0..16 {
        let store = Arc::clone(&store);
        workers.spawn(async move {
            let mut accepted = Vec::new();
            loop {
                let request = signed();
                match &*send(Arc::clone(&store), &request).await {
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
    pair.fail_over();
    let accepted: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
    assert!(accepted.len() > 100, "{}", accepted.len());
    let new = Arc::new(at(&pair.replica));
    for request in accepted {
        assert_eq!(send(Arc::clone(&new), &request).await, "401 nonce_used");
    }
}
