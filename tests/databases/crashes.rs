//! Nodes, Postgres and Redis that are killed at random moments, while 64 clients use all nodes.
//!
//! No token that a client was told of is lost. No request that was accepted is accepted again.
//! Requests fail with 503 only, or because the connection to a killed node breaks. Then all nodes
//! recover, without a restart.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use http::Request;
use http_body_util::Full;

use crate::cluster::{Cluster, NODES, signed};
use crate::example::provider::{photos, printer};
use crate::load::{CLIENTS, load};
use crate::nodes::by_path;
use crate::postgres::Postgres;
#[cfg(feature = "redis")]
use crate::redis_server::DURABLE;
use crate::redis_server::Redis;
use crate::store::Store;
use crate::told::Told;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Victim {
    Node,
    Postgres,
    /// Postgres, for longer than the nodes wait for it.
    PostgresForLong,
    /// One process of Postgres. The others end and recover by themselves.
    PostgresProcess,
    #[cfg(feature = "redis")]
    Redis,
}

async fn pause(milliseconds: Range<u64>) {
    let pause = rand::random_range(milliseconds);
    // The output of a test that fails.
    println!("pause of {pause} ms");
    tokio::time::sleep(Duration::from_millis(pause)).await;
}

#[cfg_attr(
    not(feature = "redis"),
    allow(unused_mut, reason = "only Redis needs it")
)]
async fn survives(victims: &[Victim], mut postgres: Postgres, mut redis: Option<Redis>) {
    let cluster = Arc::new(Cluster::start(&postgres, redis.as_ref()));
    let stop = Arc::new(AtomicBool::new(false));
    let clients = {
        let (cluster, stop) = (Arc::clone(&cluster), Arc::clone(&stop));
        tokio::spawn(async move { load(&cluster, usize::MAX, stop).await })
    };
    for victim in victims {
        pause(300..1000).await;
        println!("kill: {victim:?}");
        match victim {
            Victim::Node => {
                let node = rand::random_range(0..NODES);
                cluster.kill(node);
                pause(50..300).await;
                cluster.replace(node);
            }
            Victim::Postgres | Victim::PostgresForLong => {
                postgres.kill();
                match victim {
                    Victim::PostgresForLong => every_endpoint_fails(&cluster).await,
                    _ => pause(50..300).await,
                }
                assert!(postgres.restart());
            }
            Victim::PostgresProcess => postgres.kill_one_process(),
            #[cfg(feature = "redis")]
            Victim::Redis => {
                let redis = redis.as_mut().unwrap();
                redis.kill();
                pause(50..300).await;
                assert!(redis.restart());
            }
        }
        cluster.recovers().await;
    }
    pause(300..1000).await;
    stop.store(true, Ordering::Relaxed);
    let told = clients.await.unwrap();
    println!("{:?}", told.results);
    assert!(told.accepted.len() > 100, "{:?}", told.results);
    assert!(told.tokens.len() > 20 && told.ended.len() > 20);
    assert!(told.count("503") > 10, "{:?}", told.results);
    let nodes_died = victims.contains(&Victim::Node);
    assert_eq!(told.count("broken") > 0, nodes_died, "{:?}", told.results);

    nothing_is_lost(&cluster, &told).await;
    let log = Arc::into_inner(cluster).unwrap().end();
    accepted_once_by_the_log(&told, &log);
    let crashed = postgres.log().contains("was terminated by signal 9");
    assert_eq!(crashed, victims.contains(&Victim::PostgresProcess));
    told.is_in(&Store::Postgres(postgres)).await;
    drop(redis);
}

/// Sends a request to each endpoint of each node, while Postgres is down.
async fn every_endpoint_fails(cluster: &Cluster) {
    let page = Request::get("/authorize?oauth_token=x&auto=1").body(Full::default());
    let requests = [
        signed(&photos(), "GET", "/down", &[]),
        signed(
            &printer(),
            "POST",
            "/initiate",
            &[("oauth_callback", "oob")],
        ),
        signed(&photos(), "POST", "/token", &[("oauth_verifier", "x")]),
        signed(&photos(), "POST", "/revoke", &[]),
        page.unwrap(),
    ];
    let requests = requests
        .iter()
        .flat_map(|request| vec![request.clone(); NODES]);
    for result in results(cluster, requests.collect()).await {
        assert_eq!(result, "503");
    }
}

/// Checks everything that clients were told, after the last crash. Nothing may fail now.
async fn nothing_is_lost(cluster: &Cluster, told: &Told) {
    for copies in told.accepted.chunks(CLIENTS) {
        for result in results(cluster, copies.to_vec()).await {
            assert_eq!(result, "401 nonce_used");
        }
    }
    let get = |signer| signed(signer, "GET", "/after", &[]);
    for tokens in told.tokens.chunks(CLIENTS) {
        for result in results(cluster, tokens.iter().map(get).collect()).await {
            assert_eq!(result, "200");
        }
    }
    // A token that was renewed is removed.
    let expected = ["401 token_revoked", "401 signature_invalid"];
    for ended in told.ended.chunks(CLIENTS) {
        for result in results(cluster, ended.iter().map(get).collect()).await {
            assert!(expected.contains(&&*result), "{result}");
        }
    }
}

/// Sends requests at once, to all nodes in turn.
async fn results(cluster: &Cluster, requests: Vec<Request<Full<Bytes>>>) -> Vec<String> {
    let requests = requests.into_iter().enumerate();
    let sent = requests.map(|(number, request)| cluster.send(number, request));
    let replies = join_all(sent).await;
    replies.into_iter().map(|reply| reply.result).collect()
}

/// A node prints its line before it responds. So a client knows of no request that is not there.
fn accepted_once_by_the_log(told: &Told, log: &[String]) {
    let paths = by_path(log);
    for (path, [served, _]) in &paths {
        assert!(*served <= 1, "{path} was served {served} times");
    }
    for request in &told.accepted {
        assert_eq!(paths[request.uri().path()][0], 1, "{}", request.uri());
    }
    for line in log {
        let status = line.split(' ').nth(1).unwrap();
        assert!(status < "500" || status == "503", "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn over_postgres() {
    use Victim::{Node, Postgres as Server, PostgresForLong, PostgresProcess};
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let victims = [Node, Server, PostgresProcess, PostgresForLong, Node];
    survives(&victims, postgres, None).await;
}

#[cfg(feature = "redis")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn over_postgres_and_redis() {
    use Victim::{Node, Postgres as Server, Redis as Nonces};
    let Some((postgres, redis)) = Postgres::start(&[]).zip(Redis::start(DURABLE)) else {
        return;
    };
    let victims = [Nonces, Node, Server, Nonces];
    survives(&victims, postgres, Some(redis)).await;
}
