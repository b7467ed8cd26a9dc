//! Many clients, two servers and faults at random moments. At the end, every request is accounted
//! for, all permits and tasks are back, and the heap has not grown.
//!
//! It runs for some seconds. `TOWER_OAUTH1_SOAK_SECONDS=3600` makes it run for an hour:
//!
//! ```sh
//! TOWER_OAUTH1_SOAK_SECONDS=3600 cargo test --release --all-features --test soak -- --nocapture
//! ```
//!
//! One server keeps its nonces in memory, the other one in Redis. If there is no `redis-server`, the
//! second one is left out, and the test prints this. If the environment variable
//! `TOWER_OAUTH1_REDIS` is `required`, it fails.
//!
//! This is a binary with one test, because the allocator counts the heap of all threads.

#![cfg(all(feature = "redis", feature = "tower"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod account;
mod client;
mod faults;
// Other test binaries use these files too, so they are outside this folder.
#[path = "../support/port.rs"]
mod port;
#[path = "../it/support/random.rs"]
mod random;
#[allow(dead_code, reason = "`tests/redis` uses more of it")]
#[path = "../redis/server.rs"]
mod redis;
mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tower_oauth1::verify::{MemoryReplayStore, RedisReplayStore};

use account::Account;
use client::{CLIENTS, PERMITS};
use server::Server;

#[global_allocator]
static HEAP: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// The length of a round. After each round, nothing is under way, so the accounts are balanced.
const ROUND: Duration = Duration::from_secs(2);

/// What the heap may grow from the end of the third round until the end of the last one.
const GROWTH: usize = 4 << 20;

/// Waits until a condition is true. Panics after 20 seconds.
async fn until(what: &str, condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_is_accounted_for() {
    let seconds = std::env::var("TOWER_OAUTH1_SOAK_SECONDS");
    let seconds = seconds.map_or(10, |seconds| seconds.parse().unwrap());
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let tasks_before = tasks();
    let mut redis = redis::Redis::start(&[]);
    let account = Arc::new(Account::default());
    let mut servers = vec![Server::start(MemoryReplayStore::new(100_000), &account).await];
    if let Some(redis) = &redis {
        let store = RedisReplayStore::new(&redis.url()).unwrap();
        servers.push(Server::start(store, &account).await);
    }

    let (began, mut heap) = (Instant::now(), Vec::new());
    for round in 1.. {
        let end = Instant::now() + ROUND;
        let stacks: Vec<_> = servers.iter().map(client::Stack::new).collect();
        let clients = (0..CLIENTS).map(|number| {
            let stack = stacks[number % stacks.len()].clone();
            tokio::spawn(stack.run(round * 1000 + number as u64, end, Arc::clone(&account)))
        });
        let clients: Vec<_> = clients.collect();
        faults::cause(&servers, redis.as_mut(), round, end).await;
        for client in clients {
            client.await.unwrap();
        }
        for stack in stacks {
            until("a permit is lost", || stack.permits() == PERMITS).await;
        }
        until("a handler does not end", || account.handlers() == 0).await;
        account.balance();
        heap.push(HEAP.current_usage());
        if began.elapsed() >= Duration::from_secs(seconds) && round >= 5 {
            break;
        }
    }

    drop(servers);
    drop(redis);
    until("a task does not end", || tasks() <= tasks_before).await;
    println!("{} rounds, {account}", heap.len());
    println!(
        "heap in KiB after each round: {:?}",
        heap.iter().map(|h| h >> 10).collect::<Vec<_>>()
    );
    account.assert_all_kinds(heap.len());
    let (early, last) = (heap[2], heap[heap.len() - 1]);
    assert!(
        last <= early + GROWTH,
        "the heap grew from {early} to {last} bytes"
    );
}
