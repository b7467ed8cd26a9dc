//! The nonce store in memory. It accepts each nonce once, forgets none too early, and keeps no more
//! than its capacity.

mod clocks;
mod shares;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use tower_oauth1::verify::{
    Claimed, MemoryReplayError, MemoryReplayStore, NoReplayProtection, NonceClaim, ReplayStore,
};

const NOW: u64 = 1_700_000_000;
const WINDOW: u64 = 300;

/// Returns the output of a claim. A claim is ready at the first poll.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the claim waits"),
    }
}

/// Makes a claim for `client` at `now`, as a verifier with a window of 300 seconds does.
fn claim(
    store: &MemoryReplayStore,
    client: &str,
    timestamp: u64,
    nonce: &str,
    now: u64,
) -> Result<Claimed, MemoryReplayError> {
    let claim = NonceClaim::new(
        client,
        Some("token"),
        timestamp,
        nonce,
        now..=timestamp + WINDOW,
    );
    ready(store.claim(&claim))
}

#[test]
fn keys_depend_on_every_part() {
    let key = |client, token, timestamp, nonce| {
        NonceClaim::new(client, token, timestamp, nonce, NOW..=NOW).key()
    };
    let keys = [
        key("a", Some("b"), 1, "c"),
        key("b", Some("b"), 1, "c"),
        key("a", Some("c"), 1, "c"),
        key("a", Some("b"), 2, "c"),
        key("a", Some("b"), 1, "d"),
        key("a", None, 1, "c"),
        key("a", None, 1, "bc"),
        key("a", Some(""), 1, "c"),
        key("a", Some(""), 1, "bc"),
        key("ab", Some(""), 1, "c"),
        key("ab", None, 1, "c"),
        key("", Some("ab"), 1, "c"),
        key("a", Some("bc"), 1, ""),
        // These pairs would be equal if the key did not contain the lengths.
        key("a\u{1}b", Some("c"), 1, "d"),
        key("a", Some("b\u{1}c"), 1, "d"),
    ];
    let distinct: std::collections::HashSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
    // The same claim with another clock. The key depends only on the request.
    let later = NonceClaim::new("a", Some("b"), 1, "c", NOW + 5..=NOW + 9);
    assert_eq!(later.key(), keys[0]);
}

#[test]
fn a_nonce_is_known_as_long_as_its_timestamp_is_in_the_window() {
    for timestamp in [NOW - WINDOW, NOW - 1, NOW, NOW + 17, NOW + WINDOW] {
        let store = MemoryReplayStore::new(100);
        assert_eq!(claim(&store, "c", timestamp, "n", NOW), Ok(Claimed::First));
        // Other requests come in the meantime.
        for now in NOW..=timestamp + WINDOW {
            if now % 40 == 0 {
                assert_eq!(claim(&store, "d", now, "m", now), Ok(Claimed::First));
            }
            assert_eq!(
                claim(&store, "c", timestamp, "n", now),
                Ok(Claimed::Again),
                "{now}"
            );
        }
    }
}

#[test]
fn nonces_out_of_the_window_are_removed() {
    let store = MemoryReplayStore::new(100).share_per_client(100);
    for n in 0..100 {
        assert_eq!(
            claim(&store, "c", NOW, &n.to_string(), NOW),
            Ok(Claimed::First)
        );
    }
    assert_eq!(store.len(), 100);
    let last = NOW + WINDOW;
    assert_eq!(
        claim(&store, "c", last, "x", last),
        Err(MemoryReplayError::Full)
    );
    assert_eq!(
        claim(&store, "c", last + 1, "x", last + 1),
        Ok(Claimed::First)
    );
    assert_eq!(store.len(), 1);
}

#[test]
fn at_capacity_claims_fail_and_nothing_is_forgotten() {
    const CAPACITY: usize = 200_000;
    let store = MemoryReplayStore::new(CAPACITY).share_per_client(CAPACITY);
    let nonces: Vec<String> = (0..CAPACITY + 5_000)
        .map(|n| format!("nonce-{n}"))
        .collect();
    let (mut first, mut full) = (Vec::new(), 0);
    for (n, nonce) in nonces.iter().enumerate() {
        match claim(&store, "c", NOW + (n % 600) as u64 - 300, nonce, NOW) {
            Ok(Claimed::First) => first.push((n, nonce)),
            Err(MemoryReplayError::Full) => full += 1,
            other => panic!("{other:?}"),
        }
    }
    // Some shards fill before others.
    assert!(
        first.len() > CAPACITY * 95 / 100 && first.len() <= CAPACITY,
        "{}",
        first.len()
    );
    assert_eq!(full, nonces.len() - first.len());
    assert_eq!(store.len(), first.len());
    for (n, nonce) in first {
        let again = claim(&store, "c", NOW + (n % 600) as u64 - 300, nonce, NOW);
        assert_eq!(again, Ok(Claimed::Again), "{nonce}");
    }
}

#[test]
fn a_store_of_capacity_zero_accepts_nothing() {
    let store = MemoryReplayStore::new(0);
    assert_eq!(
        claim(&store, "c", NOW, "n", NOW),
        Err(MemoryReplayError::Full)
    );
    assert!(store.is_empty());
    let claim = NonceClaim::new("c", None, NOW, "n", NOW..=NOW);
    for _ in 0..2 {
        assert_eq!(
            ready(NoReplayProtection::new().claim(&claim)),
            Ok(Claimed::First)
        );
    }
}

#[test]
fn one_of_several_concurrent_claims_is_the_first() {
    let store = Arc::new(MemoryReplayStore::new(100_000).share_per_client(100_000));
    let firsts = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (store, firsts) = (Arc::clone(&store), Arc::clone(&firsts));
            std::thread::spawn(move || {
                for n in 0..10_000 {
                    let claimed = claim(&store, "c", NOW, &n.to_string(), NOW).unwrap();
                    firsts.fetch_add(usize::from(claimed == Claimed::First), Ordering::Relaxed);
                }
            })
        })
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    assert_eq!(firsts.load(Ordering::Relaxed), 10_000);
}

/// Nonces arrive in order, as on a busy server, for three windows. The store keeps what one window
/// holds.
#[test]
fn a_million_nonces_and_never_more_than_a_window_of_them() {
    let store = MemoryReplayStore::new(600_000).share_per_client(600_000);
    let mut most = 0;
    for n in 0..1_000_000_u64 {
        let now = NOW + n / 1000;
        assert_eq!(
            claim(&store, "c", now, &n.to_string(), now),
            Ok(Claimed::First)
        );
        if n % 10_000 == 0 {
            most = most.max(store.len());
        }
    }
    // 300 seconds with 1000 nonces each, and the nonces that share a bucket with them.
    assert!((300_000..=335_000).contains(&most), "{most}");
}
