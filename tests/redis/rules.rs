//! The store keeps the rules of its trait, with a real Redis.

use std::time::Duration;

use tower_oauth1::verify::{RedisReplayStore, testing};

use crate::server::Redis;

fn store(redis: &Redis) -> RedisReplayStore {
    let store = RedisReplayStore::new(&redis.url()).unwrap();
    store.timeout(Duration::from_secs(10))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_keeps_all_rules() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    let store = store(&redis);
    testing::replay_store(&store).await;
    // The nonces of the first run are still there.
    testing::replay_store(&store).await;
    let runtime = tokio::runtime::Handle::current();
    testing::claims_on_threads(&store, |task| runtime.block_on(task)).await;
}

#[tokio::test]
async fn the_store_keeps_all_rules_about_time() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    let store = store(&redis);
    let pass = async |time: Duration| redis.pass(time.as_secs());
    testing::entries_outlive_the_window(&store, pass).await;
    let count = async || redis.send("DBSIZE")[1..].trim_end().parse().unwrap();
    testing::expired_entries_are_dropped(&store, pass, count).await;
}
