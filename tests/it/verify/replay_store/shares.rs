//! The share of the store that one client may use.

use std::sync::Arc;

use tower_oauth1::verify::{Claimed, MemoryReplayError, MemoryReplayStore};

use crate::verify::replay_store::{NOW, WINDOW, claim};

/// Fills half of the store, which has no shares, with nonces of another client.
fn fill_half(store: &MemoryReplayStore, capacity: usize, now: u64) {
    for n in 0..capacity / 2 {
        let claimed = claim(store, "filler", now, &n.to_string(), now);
        assert_eq!(claimed, Ok(Claimed::First), "{n}");
    }
}

/// A service with one client must not be limited to an eighth of the store.
#[test]
fn the_only_client_may_use_half_of_the_store() {
    for (capacity, share) in [
        (1_000_000, None),
        (1000, None),
        (1000, Some(0)),
        (1000, Some(10)),
    ] {
        let mut store = MemoryReplayStore::new(capacity);
        if let Some(share) = share {
            store = store.share_per_client(share);
        }
        fill_half(&store, capacity, NOW);
        let claimed = claim(&store, "filler", NOW, "x", NOW);
        assert_eq!(claimed, Err(MemoryReplayError::ShareUsedUp));
    }
}

#[test]
fn one_client_cannot_fill_the_store() {
    let store = MemoryReplayStore::new(80);
    let greedy: Vec<_> = (0..80)
        .map(|n| claim(&store, "greedy", NOW, &n.to_string(), NOW))
        .collect();
    let taken = greedy
        .iter()
        .filter(|claimed| **claimed == Ok(Claimed::First));
    assert_eq!(taken.count(), 40, "a client may use the first half");
    assert_eq!(greedy[79], Err(MemoryReplayError::ShareUsedUp));
    for other in ["a", "b", "c", "d"] {
        for n in 0..10 {
            assert_eq!(
                claim(&store, other, NOW, &n.to_string(), NOW),
                Ok(Claimed::First)
            );
        }
        let more = claim(&store, other, NOW, "10", NOW);
        let (used_up, full) = (MemoryReplayError::ShareUsedUp, MemoryReplayError::Full);
        assert_eq!(more, Err(if other == "d" { full } else { used_up }));
    }
    // Copies of its requests are still refused. Its share is free again when the nonces expire.
    assert_eq!(claim(&store, "greedy", NOW, "0", NOW), Ok(Claimed::Again));
    let later = NOW + WINDOW + 1;
    assert_eq!(
        claim(&store, "greedy", later, "0", later),
        Ok(Claimed::First)
    );
}

#[test]
fn a_share_is_exact_whatever_the_size_of_the_store() {
    const CAPACITY: usize = 40_000;
    for share in [0, 1, 10, 64, 1000, 5000] {
        let store = MemoryReplayStore::new(CAPACITY).share_per_client(share);
        // The share is free again when the nonces expire, in all shards of the store.
        for now in [NOW, NOW + WINDOW + 1, NOW + 3 * WINDOW] {
            fill_half(&store, CAPACITY, now);
            for n in 0..share {
                let claimed = claim(&store, "greedy", now, &n.to_string(), now);
                assert_eq!(claimed, Ok(Claimed::First), "{n} of {share}");
            }
            for n in share..share + 100 {
                let claimed = claim(&store, "greedy", now, &n.to_string(), now);
                assert_eq!(claimed, Err(MemoryReplayError::ShareUsedUp), "{share}");
            }
            assert_eq!(store.len(), CAPACITY / 2 + share);
        }
    }
    let store = MemoryReplayStore::new(CAPACITY).share_per_client(10);
    fill_half(&store, CAPACITY, NOW);
    for client in 0..1000 {
        let claimed = claim(&store, &client.to_string(), NOW, "n", NOW);
        assert_eq!(claimed, Ok(Claimed::First));
    }
}

#[test]
fn a_share_is_exact_where_many_claim_at_once() {
    const CAPACITY: usize = 40_000;
    let store = Arc::new(MemoryReplayStore::new(CAPACITY).share_per_client(1000));
    for now in [NOW, NOW + WINDOW + 1] {
        fill_half(&store, CAPACITY, now);
        let threads: Vec<_> = (0..4)
            .map(|thread| {
                let store = Arc::clone(&store);
                std::thread::spawn(move || {
                    let claims = (0..600).map(|n| {
                        let nonce = format!("{thread} {n}");
                        claim(&store, "greedy", now, &nonce, now)
                    });
                    claims
                        .filter(|claimed| *claimed == Ok(Claimed::First))
                        .count()
                })
            })
            .collect();
        let taken = threads.into_iter().map(|thread| thread.join().unwrap());
        assert_eq!(taken.sum::<usize>(), 1000);
    }
}

/// An eighth of a small capacity is less than one, but a store that accepts no nonce is useless.
#[test]
fn a_small_store_accepts_one_nonce_of_each_client() {
    for capacity in 1..=16 {
        let store = MemoryReplayStore::new(capacity);
        // One client may use half of the store, and an eighth of it. Both are rounded up.
        let half = capacity.div_ceil(2).max(capacity.div_ceil(8));
        for n in 0..half {
            let claimed = claim(&store, "a", NOW, &n.to_string(), NOW);
            assert_eq!(claimed, Ok(Claimed::First), "{n} of {capacity}");
        }
        let refused = match capacity {
            1 => MemoryReplayError::Full,
            _ => MemoryReplayError::ShareUsedUp,
        };
        let more = claim(&store, "a", NOW, "x", NOW);
        assert_eq!(more, Err(refused), "{capacity}");
    }
    let store = MemoryReplayStore::new(7);
    for client in ["a", "b", "c", "d", "e", "f", "g"] {
        assert_eq!(claim(&store, client, NOW, "1", NOW), Ok(Claimed::First));
    }
    let full = claim(&store, "h", NOW, "1", NOW);
    assert_eq!(full, Err(MemoryReplayError::Full));
}
