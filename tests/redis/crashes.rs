//! A Redis server that dies under load and restarts. No request that was accepted is accepted
//! again. While Redis is down, the provider responds with 503.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;

use crate::example::provider::{Provider, photos};
use crate::nodes::assert_nonce_used;
use crate::server::{DURABLE, Redis};

/// The results of the load.
#[derive(Default)]
struct Load {
    statuses: HashMap<u16, usize>,
    accepted: Vec<Request<Full<Bytes>>>,
    /// How many second copies, sent right after the first, were accepted.
    copies_accepted: usize,
}

async fn load(node: Arc<Provider>, worker: usize, stop: Arc<AtomicBool>) -> Load {
    let (signer, mut load) = (photos(), Load::default());
    let mut n = 0;
    while !stop.load(Ordering::Relaxed) {
        n += 1;
        let request = node.signed(&signer, "GET", &format!("/resource/{worker}/{n}"), None);
        let status = node.send(request.clone()).await.status().as_u16();
        *load.statuses.entry(status).or_default() += 1;
        let copy = node.send(request.clone()).await.status().as_u16();
        if status == 200 {
            load.copies_accepted += usize::from(copy == 200);
            load.accepted.push(request);
        } else if copy == 200 {
            load.accepted.push(request);
        }
    }
    load
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_and_restarted_under_load() {
    let Some(mut redis) = Redis::start(DURABLE) else {
        return;
    };
    let node = Arc::new(Provider::start(&["--redis", &redis.url()]));
    let stop = Arc::new(AtomicBool::new(false));
    let workers: Vec<_> = (0..8)
        .map(|worker| tokio::spawn(load(Arc::clone(&node), worker, Arc::clone(&stop))))
        .collect();
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(700)).await;
        redis.kill();
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert!(redis.restart());
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    stop.store(true, Ordering::Relaxed);

    let (mut statuses, mut accepted, mut copies) = (HashMap::<u16, usize>::new(), Vec::new(), 0);
    for worker in workers {
        let load = worker.await.unwrap();
        for (status, count) in load.statuses {
            *statuses.entry(status).or_default() += count;
        }
        accepted.extend(load.accepted);
        copies += load.copies_accepted;
    }
    assert_eq!(copies, 0, "{statuses:?}");
    let others = statuses
        .keys()
        .filter(|status| ![200, 503].contains(*status));
    assert_eq!(others.count(), 0, "{statuses:?}");
    assert!(statuses[&200] > 100 && statuses[&503] > 10, "{statuses:?}");

    // Every accepted request again, after the last restart.
    for request in accepted {
        assert_nonce_used(&node.send(request).await);
    }
    assert_eq!(
        node.call(&photos(), "GET", "/resource", None)
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn a_redis_that_hangs_is_not_waited_for() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    let node = Provider::start(&["--redis", &redis.url()]);
    assert_eq!(
        node.call(&photos(), "GET", "/resource", None)
            .await
            .status(),
        200
    );
    redis.signal("STOP");
    let began = std::time::Instant::now();
    let hung = node.call(&photos(), "GET", "/resource", None).await;
    assert_eq!(hung.status(), 503);
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
    redis.signal("CONT");
    let mut status = 0;
    for _ in 0..50 {
        status = node
            .call(&photos(), "GET", "/resource", None)
            .await
            .status()
            .as_u16();
        if status == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(status, 200);
}
