//! Claims while the clock of the server is wrong.

use super::claims::{WINDOW, claim, first};
use super::rule::{Rule, unique, unused_second};
use crate::verify::store::replay::{Claimed, ReplayStore};

const DAY: i64 = 86_400;

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
