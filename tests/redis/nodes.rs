//! Several servers that share one Redis.

use std::sync::Arc;

use tower_oauth1::protocol::Problem;
use tower_oauth1::verify::{Claimed, NonceClaim, RedisReplayStore, ReplayStore};

use crate::example::provider::{Provider, photos};
use crate::server::{DURABLE, Redis};

/// Checks that a request was refused only because its nonce was used before.
pub(crate) fn assert_nonce_used<B>(response: &http::Response<B>) {
    assert_eq!(response.status(), 401);
    let problem = Problem::from_headers(response.headers()).unwrap();
    assert_eq!(problem.name(), "nonce_used");
}

const NOW: u64 = 1_700_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_two_copies_at_two_nodes_at_the_same_time_succeeds() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    let url = redis.url();
    let nodes = Arc::new([
        Provider::start(&["--redis", &url]),
        Provider::start(&["--redis", &url]),
    ]);
    let signer = photos();
    for round in 0..50 {
        // Signed with the host name of the first server, which a load balancer in front of both
        // would have.
        let request = nodes[0].signed(&signer, "GET", &format!("/resource/{round}"), None);
        let host = nodes[0].origin.strip_prefix("http://").unwrap().to_owned();
        let copies: Vec<_> = (0..8)
            .map(|n| {
                let (nodes, mut copy) = (Arc::clone(&nodes), request.clone());
                copy.headers_mut().insert("host", host.parse().unwrap());
                let target = nodes[n % 2].uri(copy.uri().path());
                *copy.uri_mut() = target.parse().unwrap();
                tokio::spawn(async move { nodes[n % 2].send(copy).await.status().as_u16() })
            })
            .collect();
        let mut statuses = Vec::new();
        for copy in copies {
            statuses.push(copy.await.unwrap());
        }
        statuses.sort_unstable();
        assert_eq!(
            statuses,
            [200, 401, 401, 401, 401, 401, 401, 401],
            "round {round}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_several_concurrent_claims_is_the_first() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    let stores: Vec<_> = (0..4)
        .map(|_| Arc::new(RedisReplayStore::new(&redis.url()).unwrap()))
        .collect();
    for n in 0..200 {
        let claims: Vec<_> = stores
            .iter()
            .map(|store| {
                let (store, nonce) = (Arc::clone(store), n.to_string());
                tokio::spawn(async move {
                    let claim = NonceClaim::new("c", Some("t"), NOW, &nonce, NOW..=NOW + 300);
                    store.claim(&claim).await.unwrap()
                })
            })
            .collect();
        let mut firsts = 0;
        for claim in claims {
            firsts += usize::from(claim.await.unwrap() == Claimed::First);
        }
        assert_eq!(firsts, 1, "{n}");
    }
}

#[tokio::test]
async fn a_node_that_restarts_forgets_nothing() {
    let Some(redis) = Redis::start(DURABLE) else {
        return;
    };
    let url = redis.url();
    let node = Provider::start(&["--redis", &url]);
    let host = node.origin.strip_prefix("http://").unwrap().to_owned();
    let mut accepted = Vec::new();
    for n in 0..20 {
        let mut request = node.signed(&photos(), "GET", &format!("/resource/{n}"), None);
        request.headers_mut().insert("host", host.parse().unwrap());
        assert_eq!(node.send(request.clone()).await.status(), 200);
        accepted.push(request);
    }
    drop(node);
    let node = Provider::start(&["--redis", &url]);
    for mut request in accepted {
        *request.uri_mut() = node.uri(request.uri().path()).parse().unwrap();
        assert_nonce_used(&node.send(request).await);
    }
}

#[tokio::test]
async fn services_with_different_clients_share_a_redis() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    let store = |prefix| RedisReplayStore::new(&redis.url()).unwrap().prefix(prefix);
    let claim = NonceClaim::new("c", Some("t"), NOW, "n", NOW..=NOW + 300);
    for prefix in ["photos:", "music:"] {
        assert_eq!(store(prefix).claim(&claim).await, Ok(Claimed::First));
        assert_eq!(store(prefix).claim(&claim).await, Ok(Claimed::Again));
    }
    let keys = redis.send("KEYS music:*");
    let key = keys.lines().nth(2).unwrap();
    assert_eq!((keys.lines().count(), key.len()), (3, 6 + 40), "{keys}");
}

#[tokio::test]
async fn an_entry_expires_with_its_timestamp_and_shows_nothing() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    let store = RedisReplayStore::new(&redis.url()).unwrap();
    let (client, token, nonce) = ("c".repeat(256), "t".repeat(256), "n".repeat(128));
    let claim = NonceClaim::new(&client, Some(&token), NOW, &nonce, NOW..=NOW + 300);
    assert_eq!(store.claim(&claim).await, Ok(Claimed::First));
    assert_eq!(store.claim(&claim).await, Ok(Claimed::Again));

    let keys = redis.send("KEYS *");
    let key = keys.lines().nth(2).unwrap();
    assert_eq!(keys.lines().count(), 3, "{keys}");
    let hash = key.strip_prefix("tower-oauth1:nonce:").unwrap();
    assert!(
        hash.len() == 40 && hash.bytes().all(|b| b.is_ascii_hexdigit()),
        "{hash}"
    );
    assert_eq!(redis.send(&format!("GET {key}")), "$1\r\n1\r\n");
    let left: u64 = redis.send(&format!("PTTL {key}"))[1..]
        .trim_end()
        .parse()
        .unwrap();
    // The rest of the window, and one minute for clocks that differ.
    assert!((355_000..=361_000).contains(&left), "{left}");

    // The whole window, wherever in it the timestamp is.
    let until = |timestamp: u64| {
        let claim = NonceClaim::new("other", None, timestamp, "n", NOW..=timestamp + 300)
            .with_window(std::time::Duration::from_secs(600));
        redis.send("FLUSHALL");
        let (store, redis) = (&store, &redis);
        async move {
            assert_eq!(store.claim(&claim).await, Ok(Claimed::First));
            let keys = redis.send("KEYS *");
            let key = keys.lines().nth(2).unwrap().to_owned();
            redis.send(&format!("PTTL {key}"))[1..]
                .trim_end()
                .parse::<u64>()
                .unwrap()
        }
    };
    for timestamp in [NOW - 300, NOW, NOW + 300] {
        let left = until(timestamp).await;
        assert!((655_000..=661_000).contains(&left), "{left}");
    }
}
