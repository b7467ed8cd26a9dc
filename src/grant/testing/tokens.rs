//! Rules of stores that change issued tokens.

use super::sample::{approval, check_granted, granted, is_valid, key, new_client, pending, token};
use crate::credentials::TokenCredentials;
use crate::grant::granted::{Grant, Session};
use crate::grant::token_store::TokenStore;
use crate::verify::testing::{Rule, now, odd_identifiers, unique};
use crate::verify::{CredentialStore, IssuedToken};

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
    let new = || {
        let token = TokenCredentials::new(unique("token"), unique("secret"));
        IssuedToken::new(&client, token)
    };
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
            "the credential store does not return a token with its secret and its expiry",
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
                format_args!("`{function}` found a token for {unknown:?}, which is unknown"),
            );
        }
        rule.check(
            !is_valid(rule, credentials, &grant).await,
            "`renew` returned `false`, but stored the new token",
        );
    }
    rule.check(
        is_valid(rule, credentials, &known).await,
        "a call for an unknown token changed another token",
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
        "`renew` returned `false` for a token that can be renewed",
    );
    rule.check(
        !is_valid(rule, credentials, &old).await,
        "a token is still valid after its renewal",
    );
    let found = rule
        .succeeds("find_token", store.find_token(token(&old)))
        .await;
    rule.check(
        found.is_none(),
        "`find_token` returned a token after its renewal",
    );
    rule.check(
        is_valid(rule, credentials, &new).await,
        "the new token is not valid",
    );
    let found = rule
        .succeeds("find_token", store.find_token(token(&new)))
        .await;
    check_granted(rule, found, &new);
    let is_renewed = rule
        .succeeds("renew", store.renew(token(&old), late.clone()))
        .await;
    rule.check(
        !is_renewed,
        "`renew` returned `true` for a token that was renewed already",
    );
    rule.check(
        !is_valid(rule, credentials, &late).await,
        "`renew` returned `false`, but stored the new token",
    );
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
        "`revoke` returned `false` for a token that is valid",
    );
    rule.check(
        !is_valid(rule, credentials, &revoked).await,
        "a token is still valid after it was revoked",
    );
    let found = rule
        .succeeds("find_token", store.find_token(token(&revoked)))
        .await;
    rule.check(found.is_none(), "`find_token` returned a revoked token");
    let is_revoked = rule.succeeds("revoke", store.revoke(token(&revoked))).await;
    rule.check(
        !is_revoked,
        "`revoke` returned `true` for a token that was revoked already",
    );
    let is_renewed = rule
        .succeeds("renew", store.renew(token(&revoked), new.clone()))
        .await;
    rule.check(!is_renewed, "`renew` returned `true` for a revoked token");
    rule.check(
        !is_valid(rule, credentials, &new).await,
        "`renew` returned `false`, but stored the new token",
    );
    rule.check(
        is_valid(rule, credentials, &other).await,
        "`revoke` revoked another token of the same client",
    );
}
