//! Rules of stores that change issued tokens.

use super::sample::{
    approval, check_granted, check_stored, granted, is_valid, key, new_client, new_token, pending,
    token,
};
use crate::grant::granted::{Grant, Session};
use crate::grant::token_store::TokenStore;
use crate::verify::CredentialStore;
use crate::verify::testing::{Rule, now, odd_identifiers, unique};

/// Tests that the grant of a token comes back as it was inserted, whether it was exchanged or
/// inserted without temporary credentials: its client, credentials, expiry, resource owner, time of
/// issue, [`parameters`](Grant::parameters) and session; also if the token has expired.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn fields_of_tokens<T: TokenStore, C: CredentialStore>(
    store: &T,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("fields_of_tokens");
    let (client, now) = (new_client(&insert_client).await, now());
    let new = || new_token(&client);
    let pending = pending(&client);
    let exchanged = granted(&client);
    rule.succeeds("insert", store.insert(pending.clone())).await;
    rule.succeeds("approve", store.approve(key(&pending), approval()))
        .await;
    let is_exchanged = store.exchange(key(&pending), exchanged.clone());
    rule.succeeds("exchange", is_exchanged).await;
    let minimal = Grant::new(new(), "1");
    let session = Session::new(unique("handle"), now + 3600);
    let expired = Grant::new(new().expires_at(now - 60), "jane").with_issued_at(now - 3600);
    let expired = expired.with_session(session);
    let inserted = [granted(&client), minimal, expired.clone()];
    for grant in &inserted {
        rule.succeeds("insert_token", store.insert_token(grant.clone()))
            .await;
    }
    for grant in inserted.iter().chain([&exchanged]) {
        let found = rule
            .succeeds("find_token", store.find_token(token(grant)))
            .await;
        check_granted(rule, found, grant);
        let is_expired = token(grant) == token(&expired);
        rule.check(
            is_valid(rule, credentials, grant).await != is_expired,
            "the credential store does not return a token with its secret and its end. It must \
             return every token that is stored here",
        );
    }
}

/// Tests that the store returns `None` or `false`, and no error, for tokens that it does not
/// contain.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn unknown_tokens<T: TokenStore, C: CredentialStore>(
    store: &T,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("unknown_tokens");
    let client = new_client(&insert_client).await;
    let known = granted(&client);
    rule.succeeds("insert_token", store.insert_token(known.clone()))
        .await;
    let mut unknown = odd_identifiers();
    unknown.push(token(&known).to_uppercase());
    unknown.push(format!("{} ", token(&known)));
    for unknown in &unknown {
        let grant = granted(&client);
        let found = rule.succeeds("find_token", store.find_token(unknown)).await;
        let is_renewed = rule
            .succeeds("renew", store.renew(unknown, grant.clone()))
            .await;
        let is_revoked = rule.succeeds("revoke", store.revoke(unknown)).await;
        for (function, is_right) in [
            ("find_token", found.is_none()),
            ("renew", !is_renewed),
            ("revoke", !is_revoked),
        ] {
            rule.check(
                is_right,
                format_args!(
                    "`{function}` found a token for {unknown:?}, which is unknown. Compare \
                     identifiers byte by byte"
                ),
            );
        }
        check_stored(rule, credentials, "renew", &grant, false).await;
    }
    rule.check(
        is_valid(rule, credentials, &known).await,
        "a call for an unknown token changed another token. Change only the token that was passed",
    );
}

/// Tests that a renewed token is replaced: the old token is no longer valid, the new token is, and
/// the old token cannot be renewed again.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn one_renewal<T: TokenStore, C: CredentialStore>(
    store: &T,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("one_renewal");
    let client = new_client(&insert_client).await;
    let [old, new, late] = [granted(&client), granted(&client), granted(&client)];
    rule.succeeds("insert_token", store.insert_token(old.clone()))
        .await;
    let is_renewed = rule
        .succeeds("renew", store.renew(token(&old), new.clone()))
        .await;
    rule.check(
        is_renewed,
        "`renew` returned `false` for a token that is not revoked. Return whether it was replaced",
    );
    rule.check(
        !is_valid(rule, credentials, &old).await,
        "the credential store returns a token as valid after its renewal. Delete the old token",
    );
    let found = rule
        .succeeds("find_token", store.find_token(token(&old)))
        .await;
    rule.check(
        found.is_none(),
        "`find_token` returned a token after its renewal. Delete the old token",
    );
    check_stored(rule, credentials, "renew", &new, true).await;
    let found = rule
        .succeeds("find_token", store.find_token(token(&new)))
        .await;
    check_granted(rule, found, &new);
    let is_renewed = rule
        .succeeds("renew", store.renew(token(&old), late.clone()))
        .await;
    rule.check(
        !is_renewed,
        "`renew` returned `true` for a token that was renewed already. Return whether a row was \
         deleted",
    );
    check_stored(rule, credentials, "renew", &late, false).await;
}

/// Tests that a revoked token is no longer valid, and cannot be renewed or revoked again.
///
/// # Panics
///
/// Panics if the store breaks this rule, or returns an error.
pub async fn one_revocation<T: TokenStore, C: CredentialStore>(
    store: &T,
    credentials: &C,
    insert_client: impl AsyncFn(String, String),
) {
    let rule = Rule("one_revocation");
    let client = new_client(&insert_client).await;
    let [revoked, other, new] = [granted(&client), granted(&client), granted(&client)];
    for grant in [&revoked, &other] {
        rule.succeeds("insert_token", store.insert_token(grant.clone()))
            .await;
    }
    let is_revoked = rule.succeeds("revoke", store.revoke(token(&revoked))).await;
    rule.check(
        is_revoked,
        "`revoke` returned `false` for a valid token. Return whether a row was changed",
    );
    rule.check(
        !is_valid(rule, credentials, &revoked).await,
        "the credential store returns a token as valid after it was revoked. Return `None`, or the \
         token as revoked",
    );
    let found = rule
        .succeeds("find_token", store.find_token(token(&revoked)))
        .await;
    rule.check(
        found.is_none(),
        "`find_token` returned a revoked token. Return `None` for it",
    );
    let is_revoked = rule.succeeds("revoke", store.revoke(token(&revoked))).await;
    rule.check(
        !is_revoked,
        "`revoke` returned `true` for a token that was revoked already. Change only a token that is \
         not revoked",
    );
    let is_renewed = rule
        .succeeds("renew", store.renew(token(&revoked), new.clone()))
        .await;
    rule.check(
        !is_renewed,
        "`renew` returned `true` for a revoked token. Replace only a token that is not revoked",
    );
    check_stored(rule, credentials, "renew", &new, false).await;
    rule.check(
        is_valid(rule, credentials, &other).await,
        "`revoke` revoked another token of the same client. Change only the token that was passed",
    );
}
