//! A database that becomes read-only, and writable again: the provider responds with 503, loses
//! nothing, and goes on by itself, without a restart.

use std::time::{Duration, Instant};

use sqlx::Executor;
use tower_oauth1::TokenCredentials;
use tower_oauth1::grant::{Approval, Grant, GrantStore};
use tower_oauth1::verify::{CredentialStore, IssuedToken};

use crate::dance::{initiate, pin, problem, temporary, token_request};
use crate::example::provider::{Provider, photos, program};
use crate::fail_over::signed;
use crate::failures::{recovers, status};
use crate::layer::send;
use crate::store::{Store, pending};

/// Changes a setting of all connections, also of those that are open.
async fn set(store: &Store, statement: &str) {
    store.run(statement).await;
    store.run("SELECT pg_reload_conf()").await;
}

#[tokio::test]
async fn postgres() {
    let Some(store) = Store::postgres(&[]) else {
        return;
    };
    let provider = Provider::start(&["--database", &store.url()]);
    let pending = initiate(&provider).await;
    let pin = pin(&provider, &pending).await;
    let accepted = provider.signed(&photos(), "GET", "/resource", None);
    assert_eq!(provider.send(accepted.clone()).await.status(), 200);
    set(
        &store,
        "ALTER SYSTEM SET default_transaction_read_only = on",
    )
    .await;
    let began = Instant::now();
    while status(&provider).await == 200 {
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "it stays writable"
        );
    }
    for _ in 0..3 {
        assert_eq!(status(&provider).await, 503);
        let exchange = token_request(&provider, &temporary(&pending), &pin);
        assert_eq!(provider.send(exchange).await.status(), 503);
    }
    // A request that is refused for another reason keeps that reason.
    let stranger = photos().with_token(TokenCredentials::new("x", "y"));
    let refused = provider.call(&stranger, "GET", "/resource", None).await;
    assert_eq!(problem(&refused), "signature_invalid");
    set(&store, "ALTER SYSTEM RESET default_transaction_read_only").await;
    recovers(&provider).await;
    let copy = provider.send(accepted).await;
    assert_eq!(problem(&copy), "nonce_used");
    let exchange = token_request(&provider, &temporary(&pending), &pin);
    assert_eq!(provider.send(exchange).await.status(), 200);
}

#[tokio::test]
async fn a_sqlite_file() {
    let store = Store::sqlite();
    let database = store.connect().await;
    database.insert(pending("late")).await.unwrap();
    let approval = Approval::new("jane", "1234");
    assert!(database.approve("late", approval).await.unwrap());
    let accepted = signed();
    assert_eq!(send(&database, accepted.clone()).await, "200");
    let grant = || {
        let token = TokenCredentials::new("new", "a-token-secret");
        Grant::new(IssuedToken::new("printer", token), "jane")
    };
    // SQLite refuses to write with the same error as for a file that is read-only. The setting
    // belongs to a connection: the pool has one, and replaces it after an error.
    let read_only = "PRAGMA query_only = ON";
    for _ in 0..3 {
        database.pool.execute(read_only).await.unwrap();
        assert_eq!(send(&database, signed()).await, "503");
        database.pool.execute(read_only).await.unwrap();
        database.exchange("late", grant()).await.unwrap_err();
    }
    assert_eq!(send(&database, signed()).await, "200");
    assert_eq!(send(&database, accepted).await, "401 nonce_used");
    assert!(database.token("printer", "new").await.unwrap().is_none());
    assert!(database.exchange("late", grant()).await.unwrap());
}

/// A file that the URL calls read-only stays so until the provider starts with another URL.
#[tokio::test]
async fn a_url_of_sqlite() {
    let store = Store::sqlite();
    let provider = Provider::start(&["--database", &store.url()]);
    let pending = initiate(&provider).await;
    let pin = pin(&provider, &pending).await;
    drop(provider);
    let read_only = format!("{}?mode=ro", store.url());
    let mut program = program();
    program.args(["--database", &read_only]);
    let provider = Provider::run(program);
    assert_eq!(status(&provider).await, 503);
    let exchange = token_request(&provider, &temporary(&pending), &pin);
    assert_eq!(provider.send(exchange).await.status(), 503);
    drop(provider);
    let provider = Provider::start(&["--database", &store.url()]);
    assert_eq!(status(&provider).await, 200);
    let exchange = token_request(&provider, &temporary(&pending), &pin);
    assert_eq!(provider.send(exchange).await.status(), 200);
}
