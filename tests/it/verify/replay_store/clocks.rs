//! Clocks that go back, and time windows of different lengths.

use std::collections::HashSet;

use tower_oauth1::verify::{
    Claimed, MemoryReplayError, MemoryReplayStore, NonceClaim, ReplayStore,
};

use crate::support::random::Random;
use crate::verify::replay_store::{NOW, WINDOW, claim, ready};

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

const YEAR: u64 = 365 * 86_400;

#[test]
fn after_a_clock_that_was_a_year_ahead_only_forgotten_timestamps_are_refused() {
    let store = MemoryReplayStore::new(1_000_000);
    let back = Err(MemoryReplayError::ClockWentBack);
    // A server that runs well for an hour, and then an hour with a clock that is a year ahead.
    // Clients that correct their clock follow it.
    for seconds in 0..3600 {
        let now = NOW + seconds;
        assert_eq!(claim(&store, "c", now, "n", now), Ok(Claimed::First));
    }
    for seconds in 3600..7200 {
        let now = NOW + YEAR + seconds;
        assert_eq!(claim(&store, "c", now, "n", now), Ok(Claimed::First));
    }
    // The clock is set right.
    for seconds in 7200..10_800 {
        let now = NOW + seconds;
        assert_eq!(claim(&store, "c", now, "n", now), Ok(Claimed::First));
        assert_eq!(claim(&store, "c", now, "n", now), Ok(Claimed::Again));
        let late = now - WINDOW;
        let first = if (NOW + 3600..NOW + 7200).contains(&late) {
            Ok(Claimed::First)
        } else {
            Ok(Claimed::Again)
        };
        assert_eq!(claim(&store, "c", late, "n", now), first, "{seconds}");
    }
    // A year later the copies are refused, and requests with other timestamps are accepted.
    for seconds in 3600..7200 {
        let now = NOW + YEAR + seconds;
        let copy = claim(&store, "c", now, "n", now);
        assert_ne!(copy, Ok(Claimed::First), "{seconds}");
        assert!(copy == back || copy == Ok(Claimed::Again), "{copy:?}");
    }
    let now = NOW + YEAR + 7200;
    assert_eq!(claim(&store, "c", now, "n", now), Ok(Claimed::First));
}

/// A clock that is set back and forth between many years. Each copy is refused at each time.
#[test]
fn a_clock_that_jumps_often_lets_no_copy_in_and_refuses_no_present() {
    let store = MemoryReplayStore::new(1_000_000);
    let times: Vec<u64> = (0..12).map(|n| NOW + (n * 5 % 12) * YEAR).collect();
    let mut accepted = Vec::new();
    for (n, time) in times.iter().enumerate() {
        // Long enough to drop the nonces of the first seconds.
        for seconds in (0..1500).step_by(50) {
            let now = time + seconds;
            assert_eq!(claim(&store, "c", now, "n", now), Ok(Claimed::First), "{n}");
            accepted.push(now);
        }
    }
    for timestamp in accepted {
        for now in [timestamp - WINDOW, timestamp, timestamp + WINDOW] {
            let copy = claim(&store, "c", timestamp, "n", now);
            assert_ne!(copy, Ok(Claimed::First), "{timestamp} {now}");
        }
    }
}

/// The nonces of a clock that was ahead stay in the store until it needs their place.
#[test]
fn nonces_of_a_clock_that_was_ahead_make_room() {
    for share in [125, 1000] {
        let store = MemoryReplayStore::new(1000).share_per_client(share);
        let fill = |now: u64| {
            for n in 0..share {
                let claimed = claim(&store, "c", now, &n.to_string(), now);
                assert_eq!(claimed, Ok(Claimed::First), "{n} of {share}");
            }
        };
        // More than the half that has no shares.
        for other in ["a", "b", "d", "e"] {
            for n in 0..125 {
                let now = NOW + YEAR;
                let claimed = claim(&store, other, now, &n.to_string(), now);
                assert_eq!(claimed, Ok(Claimed::First));
            }
        }
        if share == 125 {
            fill(NOW + YEAR);
        }
        fill(NOW);
        // The dropped nonces are refused when their time comes.
        let late = claim(&store, "c", NOW + YEAR, "0", NOW + YEAR);
        assert_eq!(late, Err(MemoryReplayError::ClockWentBack));
    }
}

/// A timestamp that this clock could still accept makes no room for another one.
#[test]
fn nonces_at_the_end_of_the_window_make_no_room() {
    let store = MemoryReplayStore::new(2).share_per_client(2);
    assert!(store.is_empty());
    let (ahead, back) = (NOW + 1000, NOW - WINDOW);
    assert_eq!(claim(&store, "c", ahead, "n", ahead), Ok(Claimed::First));
    let end = NOW + WINDOW;
    assert_eq!(claim(&store, "c", end, "n", NOW), Ok(Claimed::First));
    assert!(!store.is_empty());
    // The store is full. The window of 600 seconds begins now, and ends where the nonce is.
    assert_eq!(claim(&store, "c", back, "n", back), Ok(Claimed::First));
    assert_eq!(store.len(), 2);
    assert_eq!(claim(&store, "c", end, "n", back), Ok(Claimed::Again));
    let dropped = claim(&store, "c", ahead, "n", ahead);
    assert_eq!(dropped, Err(MemoryReplayError::ClockWentBack));
}

/// Seldom requests leave many gaps between forgotten timestamps. The store joins them, but never
/// across the present.
#[test]
fn seldom_requests_are_accepted_after_a_clock_was_ahead() {
    let store = MemoryReplayStore::new(100);
    for wrong in [NOW + YEAR, NOW + YEAR + 1000] {
        assert_eq!(claim(&store, "c", wrong, "n", wrong), Ok(Claimed::First));
    }
    for hour in 0..365 * 24 - 1 {
        let now = NOW + hour * 3600;
        let claimed = claim(&store, "c", now, "n", now);
        assert_eq!(claimed, Ok(Claimed::First), "{hour}");
    }
    let copy = claim(&store, "c", NOW + YEAR, "n", NOW + YEAR);
    assert_eq!(copy, Err(MemoryReplayError::ClockWentBack));
}

/// Random claims and random jumps of the clock. No request is accepted twice.
#[test]
fn no_clock_lets_a_copy_in() {
    for seed in 1..20 {
        let mut random = Random::new(seed);
        let capacity = random.pick(&[10, 300, 10_000]);
        let store = MemoryReplayStore::new(capacity);
        let (mut now, mut accepted) = (NOW, HashSet::new());
        for step in 0..20_000 {
            let jump = random.pick(&[60, 4000, 86_400, 3 * YEAR]);
            now = match random.below(400) {
                0 => now + random.below(jump as usize) as u64,
                1 => now - random.below(jump as usize) as u64,
                _ => now + random.below(3) as u64,
            };
            let timestamp = now - WINDOW + random.below(2 * WINDOW as usize) as u64;
            let client = random.pick(&["a", "b", "c"]);
            let nonce = random.below(2).to_string();
            if claim(&store, client, timestamp, &nonce, now) == Ok(Claimed::First) {
                let is_new = accepted.insert((client, timestamp, nonce));
                assert!(is_new, "{seed} {step}: accepted twice");
            }
            assert!(store.len() <= capacity);
        }
        assert!(accepted.len() > capacity / 4, "{seed}: {}", accepted.len());
        // Later than every time so far, the store works as if it were new.
        let later = NOW + 1000 * YEAR;
        assert_eq!(claim(&store, "a", later, "n", later), Ok(Claimed::First));
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

/// All nonces are kept for the widest window. If they are forgotten, their timestamps are refused
/// in every window.
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
    let later = NOW + 2000;
    assert_eq!(claim("x", later, later, later + 10), Ok(Claimed::First));
    assert_eq!(store.len(), 1);
    let back = Err(MemoryReplayError::ClockWentBack);
    assert_eq!(claim("wide", NOW, NOW, NOW + 1000), back);
    assert_eq!(claim("narrow", NOW + 100, NOW, NOW + 110), back);
    assert_eq!(claim("wide", NOW, NOW + 10, NOW + 1001), back);
    // No nonce of this timestamp was forgotten.
    assert_eq!(
        claim("new", NOW + 50, NOW + 50, NOW + 350),
        Ok(Claimed::First)
    );
}
