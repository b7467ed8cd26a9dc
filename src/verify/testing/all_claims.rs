//! All rules of a replay store, one after the other.

use super::at_once::claims_at_once;
use super::claims::{a_nonce_is_claimed_once, different_claims, odd_and_long_claims};
use super::clocks::clock_steps;
use crate::verify::store::replay::ReplayStore;

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
