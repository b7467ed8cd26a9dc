//! Several nodes at once, with 64 clients: each signed request is accepted once over all of them,
//! and each step of a dance may be at another one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use http::Request;
use http_body_util::Full;
use tokio::task::JoinSet;
use tower::ServiceExt;
use tower_oauth1::{AuthorizationFlow, Callback, Endpoints, Signer};

use crate::cluster::{Cluster, ORIGIN, signed, to_node};
use crate::dance::printer;
use crate::load::{CLIENTS, load};
use crate::postgres::Postgres;
#[cfg(feature = "redis")]
use crate::redis_server::Redis;
use crate::store::Store;
use crate::told::Told;

/// Counts the lines of all nodes about each path of `/resource/`, of requests that were served with
/// 200 and of requests that were refused because their nonce was used before.
pub(crate) fn by_path(log: &[String]) -> BTreeMap<&str, [usize; 2]> {
    let mut paths = BTreeMap::<_, [usize; 2]>::new();
    for line in log {
        let mut words = line.split(' ');
        let (kind, status, path) = (words.next(), words.next(), words.nth(1).unwrap());
        let path = path.trim_end_matches([',', ':']);
        if path.starts_with("/resource/") {
            let counts = paths.entry(path).or_default();
            counts[0] += usize::from((kind, status) == (Some("served:"), Some("200")));
            let is_copy = line.contains("the nonce was already used");
            counts[1] += usize::from(kind == Some("refused:") && is_copy);
        }
    }
    paths
}

/// Returns the number of signed requests that were served.
fn served(log: &[String]) -> i64 {
    let served = log.iter().filter(|line| line.starts_with("served: 200"));
    let signed = served.filter(|line| !line.contains(" /authorize"));
    i64::try_from(signed.count()).unwrap()
}

/// Each request goes to three nodes. Clients and nodes must agree about it.
async fn accepted_once(cluster: Cluster) -> (Told, Vec<String>) {
    const ROUNDS: usize = 8;
    let cluster = Arc::new(cluster);
    let told = load(&cluster, ROUNDS, Arc::new(AtomicBool::new(false))).await;
    let log = Arc::into_inner(cluster).unwrap().end();
    // In each group of four rounds, one is a dance.
    let requests = CLIENTS * ROUNDS * 3 / 4;
    assert_eq!(told.accepted.len(), requests);
    let copies = told.count("401 nonce_used");
    assert_eq!(copies, 2 * requests, "{:?}", told.results);
    assert_eq!(told.results.len(), 2, "{:?}", told.results);
    let paths = by_path(&log);
    assert_eq!(paths.len(), requests);
    for (path, counts) in paths {
        assert_eq!(counts, [1, 2], "{path}");
    }
    (told, log)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_request_is_accepted_once_over_postgres() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let (told, log) = accepted_once(Cluster::start(&postgres, None)).await;
    let store = Store::Postgres(postgres);
    assert_eq!(store.count("nonces").await, served(&log));
    told.is_in(&store).await;
}

#[cfg(feature = "redis")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_request_is_accepted_once_over_postgres_and_redis() {
    let Some((postgres, redis)) = Postgres::start(&[]).zip(Redis::start(&[])) else {
        return;
    };
    let (told, log) = accepted_once(Cluster::start(&postgres, Some(&redis))).await;
    assert_eq!(redis.send("DBSIZE"), format!(":{}\r\n", served(&log)));
    let store = Store::Postgres(postgres);
    assert_eq!(store.count("nonces").await, 0);
    told.is_in(&store).await;
}

/// The steps of 64 dances at once. A, B and C are nodes, in another order for each client.
async fn dances(cluster: Cluster) {
    let cluster = Arc::new(cluster);
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn(dance(Arc::clone(&cluster), number));
    }
    clients.join_all().await;
}

async fn dance(cluster: Arc<Cluster>, number: usize) {
    let [a, b, c] = match number % 2 {
        0 => [number, number + 1, number + 2],
        _ => [number, number + 2, number + 1],
    };
    let http = |number| {
        let node = cluster.node(number);
        node.service().map_request(move |mut request| {
            to_node(&node, &mut request);
            request
        })
    };
    let result = async |node, request| cluster.send(node, request).await.result;
    let get = |signer: &Signer| signed(signer, "GET", "/resource", &[]);
    let uri = |path: &str| format!("{ORIGIN}{path}").parse().unwrap();
    let endpoints = Endpoints::new(uri("/initiate"), uri("/authorize"), uri("/token"));
    let flow = AuthorizationFlow::new(Signer::new(printer()), endpoints);

    let mut at_a = http(a);
    let pending = flow.request_temporary_credentials(&mut at_a, Callback::OutOfBand);
    let pending = pending.await.unwrap();
    let token = pending.credentials().identifier();
    let page = format!("/authorize?oauth_token={token}&auto=1");
    let page = Request::get(page).body(Full::default()).unwrap();
    let pin = cluster.send(b, page).await.body;
    let granted = flow.request_token_credentials(&mut at_a, &pending, &pin);
    let granted = granted.await.unwrap();
    let old = Signer::new(printer()).with_token(granted.credentials().clone());
    assert_eq!(result(b, get(&old)).await, "200");

    let (mut at_b, session) = (http(b), granted.session_handle().unwrap());
    let renewed = flow.renew_token_credentials(&mut at_b, granted.credentials(), session);
    let new = Signer::new(printer()).with_token(renewed.await.unwrap().credentials().clone());
    // Node A served the exchange, and node B used the old token.
    for node in [a, b, c] {
        assert_eq!(result(node, get(&old)).await, "401 signature_invalid");
        assert_eq!(result(node, get(&new)).await, "200");
    }
    let revoke = signed(&new, "POST", "/revoke", &[]);
    assert_eq!(result(a, revoke).await, "200");
    for node in [b, c, a] {
        assert_eq!(result(node, get(&new)).await, "401 token_revoked");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_dance_begun_at_one_node_ends_at_another_over_postgres() {
    if let Some(postgres) = Postgres::start(&[]) {
        dances(Cluster::start(&postgres, None)).await;
    }
}

#[cfg(feature = "redis")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_dance_begun_at_one_node_ends_at_another_over_postgres_and_redis() {
    if let Some((postgres, redis)) = Postgres::start(&[]).zip(Redis::start(&[])) {
        dances(Cluster::start(&postgres, Some(&redis))).await;
    }
}
