//! Many tasks at once, through several pools: each step happens exactly once.

use std::collections::HashSet;
use std::sync::Arc;

use http::StatusCode;
use tokio::task::JoinSet;
use tower_oauth1::TokenCredentials;
use tower_oauth1::grant::{Approval, Grant, GrantStore, Session, TokenStore};
use tower_oauth1::verify::{Claimed, CredentialStore, IssuedToken, NonceClaim, ReplayStore};

use crate::dance::{initiate, pin, temporary, token_request};
use crate::database::Database;
use crate::example::provider::Provider;
use crate::store::{Store, now, pending};
use crate::with_both;

with_both!(
    one_of_many_claims_is_the_first,
    one_of_many_approvals_counts,
    one_of_many_exchanges_over_sockets_gets_a_token,
    one_of_many_renewals_counts,
);

/// Two pools on the same database, as two servers have.
async fn two(store: &Store) -> [Database; 2] {
    let first = store.connect().await;
    [first, Database::connect(&store.url()).await.unwrap()]
}

/// Runs 16 tasks at once, and returns how many results are true.
async fn how_many<F>(databases: &[Database; 2], task: impl Fn(Database, usize) -> F) -> usize
where
    F: Future<Output = bool> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for number in 0..16 {
        tasks.spawn(task(databases[number % 2].clone(), number));
    }
    tasks.join_all().await.into_iter().filter(|is| *is).count()
}

async fn one_of_many_claims_is_the_first(store: &mut Store) {
    let databases = two(store).await;
    for round in 0..20 {
        let firsts = how_many(&databases, |database, _| async move {
            let (nonce, now) = (format!("nonce-{round}"), now());
            let claim = NonceClaim::new("printer", None, 7, &nonce, now..=now + 300);
            database.claim(&claim).await.unwrap() == Claimed::First
        });
        assert_eq!(firsts.await, 1, "{round}");
    }
    assert_eq!(store.count("nonces").await, 20);
}

async fn one_of_many_approvals_counts(store: &mut Store) {
    let databases = two(store).await;
    for round in 0..10 {
        let temporary = format!("temporary-{round}");
        databases[0].insert(pending(&temporary)).await.unwrap();
        let approved = how_many(&databases, |database, number| {
            let temporary = temporary.clone();
            async move {
                // Some users refuse at the same time.
                if number % 4 == 3 {
                    return database.remove(&temporary).await.unwrap();
                }
                let approval = Approval::new(format!("user-{number}"), format!("pin-{number}"));
                database.approve(&temporary, approval).await.unwrap()
            }
        });
        assert_eq!(approved.await, 1, "{round}");
        let found = databases[1].find(&temporary).await.unwrap();
        if let Some(approval) = found.as_ref().and_then(|grant| grant.approval()) {
            // The verifier belongs to the user who approved.
            let number = approval.resource_owner().strip_prefix("user-").unwrap();
            assert_eq!(approval.verifier(), format!("pin-{number}"));
        } else {
            assert!(found.is_none(), "it was refused");
        }
    }
}

async fn one_of_many_exchanges_over_sockets_gets_a_token(store: &mut Store) {
    let start = || Arc::new(Provider::start(&["--database", &store.url()]));
    let providers = [start(), start()];
    for round in 1..=8 {
        // The dance begins at one provider, and the user decides at the other.
        let pending = initiate(&providers[0]).await;
        let pin = pin(&providers[1], &pending).await;
        let signer = temporary(&pending);
        let mut statuses = JoinSet::new();
        for number in 0..16 {
            let provider = Arc::clone(&providers[number % 2]);
            let request = token_request(&provider, &signer, &pin);
            statuses.spawn(async move { provider.send(request).await.status() });
        }
        let statuses = statuses.join_all().await;
        let granted = statuses.iter().filter(|status| **status == StatusCode::OK);
        assert_eq!(granted.count(), 1, "{statuses:?}");
        let all: HashSet<_> = statuses.iter().map(StatusCode::as_u16).collect();
        assert_eq!(all, HashSet::from([200, 401]), "{statuses:?}");
        // One in each round, beside the token of the file.
        assert_eq!(store.count("tokens").await, round + 1);
        assert_eq!(store.count("grants").await, 0);
    }
}

async fn one_of_many_renewals_counts(store: &mut Store) {
    let databases = two(store).await;
    let grant = |token: String| {
        let token = IssuedToken::new("printer", TokenCredentials::new(token, "a-token-secret"));
        Grant::new(token.expires_at(now() + 60), "jane")
            .with_issued_at(now())
            .with_session(Session::new("a-session-handle", now() + 600))
    };
    databases[0]
        .insert_token(grant("old".to_owned()))
        .await
        .unwrap();
    let renewed = how_many(&databases, |database, number| {
        let grant = grant(format!("new-{number}"));
        async move { database.renew("old", grant).await.unwrap() }
    });
    assert_eq!(renewed.await, 1);
    assert_eq!(store.count("tokens").await, 2);
    assert!(
        databases[1]
            .token("printer", "old")
            .await
            .unwrap()
            .is_none()
    );
    let rows = store
        .rows("SELECT token FROM tokens WHERE owner = 'jane'")
        .await;
    let new: String = sqlx::Row::get(&rows[0], 0);
    let found = databases[1].find_token(&new).await.unwrap().unwrap();
    let session = found.session().unwrap();
    assert_eq!(session.handle(), "a-session-handle");
    assert_eq!(found.resource_owner(), "jane");
    assert!(session.expires_at() > now() + 500);
}
