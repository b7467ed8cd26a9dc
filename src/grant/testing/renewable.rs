//! Rules about the time for which a store keeps tokens that can be renewed.

use std::time::Duration;

use super::sample::{granted, new_client, new_token, token};
use crate::grant::granted::{Grant, Session};
use crate::grant::token_store::TokenStore;
use crate::verify::testing::{Passed, Rule, unique};

const HOUR: u64 = 3600;
const DAY: u64 = 86_400;

/// When the test looks, in seconds.
const TIMES: [u64; 5] = [
    HOUR - 60,
    HOUR + 60,
    3 * DAY - 60,
    3 * DAY + 60,
    100 * DAY - 60,
];

/// Tests that the store keeps a token until its end and the end of its session have both passed,
/// and a token without an end forever. A token that was revoked stays revoked.
///
/// `pass` lets this much time pass for the store, and runs what sweeps it. If you cannot set the
/// clock of the store, make its tokens older: subtract the time from all times of the table, also
/// from the end of the session. See
/// [`live_tokens_are_kept`](crate::verify::testing::live_tokens_are_kept), which tests that the
/// credential store keeps the tokens too.
///
/// A hundred days pass. Use a store of its own for this function.
///
/// A store breaks this rule if it sweeps a token at its end, although its client can still renew
/// it.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn renewable_tokens_are_kept<T: TokenStore>(
    store: &T,
    insert_client: impl AsyncFn(String, String),
    pass: impl AsyncFn(Duration),
) {
    let rule = Rule("renewable_tokens_are_kept");
    let (client, mut passed) = (new_client(&insert_client).await, Passed::none());
    let began = passed.now();
    let mut grants = Vec::new();
    for (name, end, session_end) in [
        ("can be renewed for 100 days", Some(HOUR), Some(100 * DAY)),
        ("outlives its session", Some(100 * DAY), Some(HOUR)),
        ("has no end", None, Some(HOUR)),
        ("has no session", Some(3 * DAY), None),
        ("was revoked", Some(100 * DAY), Some(100 * DAY)),
    ] {
        let issued = new_token(&client);
        let issued = match end {
            Some(end) => issued.expires_at(began + end),
            None => issued,
        };
        let grant = Grant::new(issued, "jane").with_issued_at(began);
        let grant = match session_end {
            Some(end) => grant.with_session(Session::new(unique("handle"), began + end)),
            None => grant,
        };
        let is_revoked = name == "was revoked";
        rule.succeeds("insert_token", store.insert_token(grant.clone()))
            .await;
        if is_revoked {
            rule.succeeds("revoke", store.revoke(token(&grant))).await;
        }
        grants.push((name, grant, is_revoked));
    }
    for seconds in TIMES {
        passed.until(seconds, &pass).await;
        // The insertion lets a store sweep.
        let other = new_token(&client).expires_at(passed.now() + HOUR);
        let other = Grant::new(other, "jane").with_issued_at(passed.now());
        rule.succeeds("insert_token", store.insert_token(other))
            .await;
        for (name, grant, is_revoked) in &grants {
            let found = store.find_token(token(grant));
            let found = rule.succeeds("find_token", found).await;
            let end = grant.token().expiry().unwrap_or(u64::MAX);
            let is_live = !is_revoked && passed.now() <= end.max(session_end(grant).unwrap_or(0));
            rule.check(
                found.is_some() || !is_live,
                format_args!(
                    "after {seconds} seconds, `find_token` returned `None` for a token that \
                     {name}. Delete a token only if its end and the end of its session have both \
                     passed"
                ),
            );
            rule.check(
                found.is_none() || !is_revoked,
                format_args!("after {seconds} seconds, `find_token` returned a revoked token"),
            );
            let has_same_ends = |found: &Grant| {
                passed.is_same(found.token().expiry(), grant.token().expiry())
                    && passed.is_same(session_end(found), session_end(grant))
            };
            rule.check(
                found.as_ref().is_none_or(has_same_ends),
                format_args!(
                    "after {seconds} seconds, `find_token` returned another end for a token that \
                     {name}, or for its session. Return the ends that were inserted"
                ),
            );
        }
    }
    let renewed = store.renew(token(&grants[0].1), granted(&client));
    rule.check(
        rule.succeeds("renew", renewed).await,
        "`renew` returned `false` for an old token whose session has not ended",
    );
}

fn session_end(grant: &Grant) -> Option<u64> {
    grant.session().map(Session::expires_at)
}
