//! Clocks that go back, and time windows of different lengths.

use tower_oauth1::verify::{
    Claimed, MemoryReplayError, MemoryReplayStore, NonceClaim, ReplayStore,
};

use crate::verify::replay_store::{NOW, claim, ready};

#[test]
fn a_clock_that_goes_back_lets_no_copy_in() {
    let store = MemoryReplayStore::new(100);
    assert_eq!(claim(&store, "c", NOW, "n", NOW), Ok(Claimed::First));
    let later = NOW + 1000;
    assert_eq!(claim(&store, "c", later, "n", later), Ok(Claimed::First));
    // The earlier nonce is forgotten, and its timestamp is in the window again.
    let back = Err(MemoryReplayError::ClockWentBack);
    assert_eq!(claim(&store, "c", NOW, "n", NOW), back);
    assert_eq!(claim(&store, "c", NOW, "other", NOW + 300), back);
    // Timestamps that were not forgotten are accepted. So a clock that was wrong for a day does not
    // cause an outage of a day.
    assert_eq!(
        claim(&store, "c", NOW + 1, "n", NOW + 1),
        Ok(Claimed::First)
    );
    assert_eq!(
        claim(&store, "c", NOW + 1, "n", NOW + 1),
        Ok(Claimed::Again)
    );
    assert_eq!(claim(&store, "c", later, "n", later), Ok(Claimed::Again));
    assert_eq!(claim(&store, "c", later, "m", later), Ok(Claimed::First));
}

#[test]
fn after_a_clock_went_back_old_nonces_are_removed_as_before() {
    let store = MemoryReplayStore::new(10).share_per_client(10);
    let (wrong, day) = (NOW + 86_400, 86_400);
    assert_eq!(claim(&store, "c", wrong, "n", wrong), Ok(Claimed::First));
    for now in (NOW..NOW + day).step_by(100) {
        assert_eq!(
            claim(&store, "c", now, "n", now),
            Ok(Claimed::First),
            "{now}"
        );
    }
}

#[test]
fn windows_of_several_layers_share_one_store() {
    let store = MemoryReplayStore::new(100);
    let claim = |until| {
        let claim = NonceClaim::new("c", None, NOW, "n", NOW..=until);
        ready(store.claim(&claim)).unwrap()
    };
    assert_eq!(claim(NOW + 10), Claimed::First);
    assert_eq!(claim(NOW + 1000), Claimed::Again);
    assert_eq!(claim(NOW + 10), Claimed::Again);
}

/// A bucket is kept for the widest of its windows. The entry that is forgotten last may have a
/// shorter window than one that was forgotten before.
#[test]
fn a_forgotten_nonce_is_refused_in_every_window() {
    let store = MemoryReplayStore::new(100);
    let claim = |nonce, timestamp, now, until| {
        let claim = NonceClaim::new("c", None, timestamp, nonce, now..=until);
        ready(store.claim(&claim))
    };
    assert_eq!(claim("wide", NOW, NOW, NOW + 1000), Ok(Claimed::First));
    assert_eq!(
        claim("narrow", NOW + 100, NOW, NOW + 110),
        Ok(Claimed::First)
    );
    // All entries are forgotten in the order of their timestamps, so the narrow window comes last.
    let later = NOW + 2000;
    assert_eq!(claim("x", later, later, later + 10), Ok(Claimed::First));
    assert_eq!(store.len(), 1);
    let back = Err(MemoryReplayError::ClockWentBack);
    assert_eq!(claim("wide", NOW, NOW, NOW + 1000), back);
    assert_eq!(claim("narrow", NOW + 100, NOW, NOW + 110), back);
    assert_eq!(claim("new", NOW, NOW + 10, NOW + 1001), Ok(Claimed::First));
}
