//! Rules of replay stores that need nothing but the store.

use std::time::Duration;

use super::rule::{Rule, odd_identifiers, unique, unused_second};
use super::together::{Task, Together};
use crate::box_error::BoxError;
use crate::verify::store::replay::{Claimed, NonceClaim, ReplayStore};

/// The window of a verifier with the default settings, past and future each, in seconds.
pub(super) const WINDOW: u64 = 300;
const DAY: i64 = 86_400;

/// Tests all rules of a replay store that need nothing but the store: each function of this module
/// whose only argument is a [`ReplayStore`].
///
/// # Panics
///
/// Panics if the store breaks one of the rules, or returns an error.
pub async fn replay_store<R: ReplayStore>(store: &R) {
    a_nonce_is_claimed_once(store).await;
    claims_at_once(store).await;
    different_claims(store).await;
    odd_and_long_claims(store).await;
    clock_steps(store).await;
}

/// Returns the claim of a request that a server with this clock receives.
pub(super) fn claim<'a>(
    client: &'a str,
    timestamp: u64,
    nonce: &'a str,
    now: u64,
) -> NonceClaim<'a> {
    NonceClaim::new(
        client,
        Some("token"),
        timestamp,
        nonce,
        now..=timestamp + WINDOW,
    )
    .with_window(Duration::from_secs(2 * WINDOW))
}

pub(super) async fn first<R: ReplayStore>(
    rule: Rule,
    store: &R,
    claim: &NonceClaim<'_>,
    why: &str,
) {
    let claimed = rule.succeeds("claim", store.claim(claim)).await;
    rule.check(
        claimed == Claimed::First,
        format_args!("{why} returned `Again`"),
    );
}

pub(super) async fn again<R: ReplayStore>(
    rule: Rule,
    store: &R,
    claim: &NonceClaim<'_>,
    why: &str,
) {
    let claimed = rule.succeeds("claim", store.claim(claim)).await;
    rule.check(
        claimed == Claimed::Again,
        format_args!("{why} returned `First`"),
    );
}

/// Tests that the first claim of a nonce returns [`First`](Claimed::First), and every later claim
/// of it returns [`Again`](Claimed::Again).
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn a_nonce_is_claimed_once<R: ReplayStore>(store: &R) {
    let rule = Rule("a_nonce_is_claimed_once");
    let (client, now) = (unique("client"), unused_second());
    let claim = claim(&client, now, "nonce", now);
    first(rule, store, &claim, "the first claim of a nonce").await;
    for _ in 0..3 {
        again(rule, store, &claim, "a later claim of a nonce").await;
    }
}

/// Tests that of many claims of one nonce at the same time, in one task, exactly one returns
/// [`First`](Claimed::First).
///
/// A store breaks this rule if it looks first and writes later.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn claims_at_once<R: ReplayStore>(store: &R) {
    claims(store, Together::Joined).await;
}

/// Tests the same rule as [`claims_at_once`], with claims on threads. Use it for stores that do not
/// wait between their steps, such as stores in memory.
///
/// `block_on` runs a [`Task`] to its end on the current thread. It is the function `block_on` of an
/// async runtime with several threads. With tokio:
///
/// ```
/// use tower_oauth1::verify::{MemoryReplayStore, testing};
///
/// #[tokio::main] // or `#[tokio::test(flavor = "multi_thread")]`
/// async fn main() {
///     let (store, runtime) = (MemoryReplayStore::new(10_000), tokio::runtime::Handle::current());
///     testing::claims_on_threads(&store, |task| runtime.block_on(task)).await;
/// }
/// ```
///
/// The function blocks the current thread while the threads run.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn claims_on_threads<R: ReplayStore>(store: &R, block_on: impl Fn(Task<'_>) + Sync) {
    claims(store, Together::Threads(&block_on)).await;
}

async fn claims<R: ReplayStore>(store: &R, together: Together<'_>) {
    let rule = Rule("claims_at_once");
    let now = unused_second();
    for _ in together.rounds() {
        let client = unique("client");
        let claim = &claim(&client, now, "nonce", now);
        let calls = (0..together.calls()).map(|_| async move {
            let claimed = store.claim(claim).await;
            claimed.map_err(Into::<BoxError>::into)
        });
        let mut firsts = 0;
        for result in together.run(calls.collect()).await {
            let claimed = rule.succeeds("claim", async { result }).await;
            firsts += usize::from(claimed == Claimed::First);
        }
        rule.check(
            firsts == 1,
            format_args!(
                "{firsts} of {} claims of one nonce at the same time returned `First`. \
                 Claim in one atomic step, such as an INSERT on a unique column",
                together.calls()
            ),
        );
        again(rule, store, claim, "a claim after all of them").await;
    }
}

/// Tests that claims are different if the client, the token, the timestamp or the nonce is
/// different. Such claims do not affect each other.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn different_claims<R: ReplayStore>(store: &R) {
    let rule = Rule("different_claims");
    let (client, now) = (&*unique("client"), unused_second());
    let longer = &*format!("{client}token");
    let claims = [
        ("a claim", client, Some("token"), now, "nonce"),
        (
            "a claim of another client",
            longer,
            Some("token"),
            now,
            "nonce",
        ),
        (
            "a claim with another token",
            client,
            Some("token2"),
            now,
            "nonce",
        ),
        ("a claim without a token", client, None, now, "nonce"),
        // The same text as the first claim, cut at other places.
        (
            "a claim with a shorter token",
            longer,
            Some(""),
            now,
            "nonce",
        ),
        (
            "a claim with a longer token",
            client,
            Some("tokenno"),
            now,
            "nce",
        ),
        (
            "a claim with another timestamp",
            client,
            Some("token"),
            now - 1,
            "nonce",
        ),
        (
            "a claim with another nonce",
            client,
            Some("token"),
            now,
            "nonce2",
        ),
        (
            "a claim with another letter case",
            client,
            Some("token"),
            now,
            "Nonce",
        ),
    ]
    .map(|(name, client, token, timestamp, nonce)| {
        let kept = now..=timestamp + WINDOW;
        let claim = NonceClaim::new(client, token, timestamp, nonce, kept);
        (name, claim.with_window(Duration::from_secs(2 * WINDOW)))
    });
    for (name, claim) in &claims {
        first(rule, store, claim, name).await;
    }
    for (name, claim) in &claims {
        again(rule, store, claim, name).await;
    }
}

/// Tests claims whose identifiers and nonces have unusual characters, or the greatest length that a
/// verifier accepts by default: 256 bytes for identifiers, 128 bytes for nonces.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn odd_and_long_claims<R: ReplayStore>(store: &R) {
    let rule = Rule("odd_and_long_claims");
    let (identifiers, client, now) = (odd_identifiers(), unique("client"), unused_second());
    let odd = identifiers.iter().filter(|text| text.len() <= 128);
    let long = ["a", "b"].map(|end| format!("{}{end}", "x".repeat(127)));
    let nonces: Vec<_> = odd.chain(&long).collect();
    let of_client = identifiers.iter().map(|id| claim(id, now, "nonce", now));
    let of_token = identifiers.iter().map(|id| {
        NonceClaim::new(&client, Some(id), now, "nonce", now..=now + WINDOW)
            .with_window(Duration::from_secs(2 * WINDOW))
    });
    let of_nonce = nonces.iter().map(|nonce| claim(&client, now, nonce, now));
    let claims: Vec<_> = of_client.chain(of_token).chain(of_nonce).collect();
    for claim in &claims {
        first(rule, store, claim, &format!("a new claim, {claim:?},")).await;
    }
    for claim in &claims {
        again(rule, store, claim, &format!("a used claim, {claim:?},")).await;
    }
}

/// Tests that a copy of a request is refused although the clock of the server was wrong when the
/// request arrived, or while it was stored, or is wrong when the copy arrives.
///
/// A store may return an error for a copy: it then cannot tell whether the nonce is new. It must
/// accept new requests with later timestamps.
///
/// A store breaks this rule if it computes the end of an entry from the clock of the server.
///
/// # Panics
///
/// Panics if the store breaks this rule, or does not accept a new request.
pub async fn clock_steps<R: ReplayStore>(store: &R) {
    let rule = Rule("clock_steps");
    let client = unique("client");
    // How many days the clock of the server is ahead at a request, and at another request. The
    // clock is the same again when the copy arrives, because it must accept the timestamp.
    for [at_request, at_other] in [[0, 0], [0, 1], [0, -1], [1, 0], [-1, 0], [-1, -1]] {
        let at = |days: i64| unused_second().saturating_add_signed(days * DAY);
        let (request, other) = (at(at_request), at(at_other));
        for timestamp in [request, other] {
            let claim = claim(&client, timestamp, "nonce", timestamp);
            first(
                rule,
                store,
                &claim,
                "a new request after a step of the clock",
            )
            .await;
        }
        for now in [request, request - WINDOW, request + WINDOW] {
            let copy = store.claim(&claim(&client, request, "nonce", now)).await;
            rule.check(
                !matches!(copy, Ok(Claimed::First)),
                "a copy of a request returned `First` after a step of the clock of the server. Keep \
                 an entry for its `lifetime`, and until its `until`, by the clock of the store",
            );
        }
    }
}
