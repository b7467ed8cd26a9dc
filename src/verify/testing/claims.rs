//! Rules about which claims are the same: they need nothing but the store.

use std::time::Duration;

use super::rule::{Rule, odd_identifiers, unique, unused_second};
use crate::verify::store::replay::{Claimed, NonceClaim, ReplayStore};

/// The window of a verifier with the default settings, past and future each, in seconds.
pub(super) const WINDOW: u64 = 300;

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

/// What to do if the store does not know a claim that it stored just now.
pub(super) const STORE: &str = "Store each claim with its whole key before `claim` returns";

/// Checks that a claim is new.
pub(super) async fn first<R: ReplayStore>(
    rule: Rule,
    store: &R,
    claim: &NonceClaim<'_>,
    why: &str,
) {
    let claimed = rule.succeeds("claim", store.claim(claim)).await;
    rule.check(
        claimed == Claimed::First,
        format_args!(
            "{why} returned `Again`. No claim before it had the same client, token, timestamp and \
             nonce. Use `NonceClaim::key` as the key"
        ),
    );
}

/// Checks that a claim was made before. `advice` says what to do if the store finds it new.
pub(super) async fn again<R: ReplayStore>(
    rule: Rule,
    store: &R,
    claim: &NonceClaim<'_>,
    why: &str,
    advice: &str,
) {
    let claimed = rule.succeeds("claim", store.claim(claim)).await;
    rule.check(
        claimed == Claimed::Again,
        format_args!("{why} returned `First`. {advice}"),
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
        again(rule, store, &claim, "a later claim of a nonce", STORE).await;
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
        again(rule, store, claim, &format!("{name}, made again,"), STORE).await;
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
        again(
            rule,
            store,
            claim,
            &format!("a used claim, {claim:?},"),
            STORE,
        )
        .await;
    }
}
