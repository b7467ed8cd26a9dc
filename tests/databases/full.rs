//! A disk or a file that is full: the provider responds with 503 and nothing else, loses nothing,
//! and goes on by itself when there is room again.

use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use sqlx::{AnyConnection, Connection, Executor};
use tower_oauth1::grant::{Approval, Grant, GrantStore, TokenStore};
use tower_oauth1::verify::{CredentialStore, IssuedToken};
use tower_oauth1::{Signer, TokenCredentials};

use crate::dance::{flow, initiate, pin, printer, problem, temporary, token_request};
use crate::disk::Disk;
use crate::example::provider::{Provider, photos};
use crate::fail_over::signed;
use crate::failures::recovers;
use crate::layer::send;
use crate::postgres::Postgres;
use crate::store::{Store, pending};

/// How many requests must fail before a disk counts as full. Before that, a few rows still find
/// room in the pages of the tables.
const FAILURES: usize = 50;

/// What was accepted while the disk got full.
struct Known {
    accepted: Vec<Request<Full<Bytes>>>,
    /// The number of nonces before.
    nonces: i64,
}

/// Fills the disk, and sends requests until many in a row have failed.
async fn fill(disk: &Disk, provider: &Provider, store: &Store) -> Known {
    let nonces = store.count("nonces").await;
    disk.fill();
    let (mut accepted, mut failed) = (Vec::new(), 0);
    while failed < FAILURES {
        let request = provider.signed(&photos(), "GET", "/resource", None);
        match provider.send(request.clone()).await.status().as_u16() {
            200 => {
                accepted.push(request);
                failed = 0;
            }
            other => {
                assert_eq!(other, 503);
                failed += 1;
            }
        }
        assert!(accepted.len() < 10_000, "the disk never gets full");
    }
    Known { accepted, nonces }
}

/// Checks that each request that was accepted is refused as a copy now.
async fn nothing_is_lost(accepted: Vec<Request<Full<Bytes>>>, provider: &Provider) {
    for request in accepted {
        let copy = provider.send(request).await;
        let result = (copy.status().as_u16(), &*problem(&copy));
        assert_eq!(result, (401, "nonce_used"));
    }
}

async fn survives_a_full_disk(disk: &Disk, store: &Store) {
    let provider = Provider::start(&["--database", &store.url()]);
    let (early, late) = (initiate(&provider).await, initiate(&provider).await);
    let (early_pin, late_pin) = (pin(&provider, &early).await, pin(&provider, &late).await);
    let (flow, mut http) = (flow(&provider), provider.service());
    let granted = flow.request_token_credentials(&mut http, &early, &early_pin);
    let granted = granted.await.unwrap();
    let user = Signer::new(printer()).with_token(granted.credentials().clone());

    let known = fill(disk, &provider, store).await;
    let count = known.nonces + i64::try_from(known.accepted.len()).unwrap();
    assert_eq!(store.count("nonces").await, count);
    let exchange = || token_request(&provider, &temporary(&late), &late_pin);
    for _ in 0..3 {
        assert_eq!(provider.send(exchange()).await.status(), 503);
        let revoke = provider.call(&user, "POST", "/revoke", None).await;
        assert_eq!(revoke.status(), 503);
    }
    assert_eq!(store.count("nonces").await, count);

    disk.free();
    recovers(&provider).await;
    nothing_is_lost(known.accepted, &provider).await;
    let found = provider.call(&user, "GET", "/resource", None).await;
    assert_eq!(found.status(), 200);
    assert_eq!(provider.send(exchange()).await.status(), 200);
    assert_eq!(store.count("grants").await, 0);
    // With the token of the file.
    assert_eq!(store.count("tokens").await, 3);
}

#[tokio::test]
async fn the_disk_of_a_sqlite_file() {
    if let Some(disk) = Disk::mount(1) {
        let store = Store::Sqlite(disk.folder().join("database.db"));
        survives_a_full_disk(&disk, &store).await;
    }
}

#[tokio::test]
async fn the_disk_of_postgres() {
    let Some(disk) = Disk::mount(100) else {
        return;
    };
    let Some(postgres) = Postgres::start_in(|| disk.folder().to_owned(), &[]) else {
        return;
    };
    survives_a_full_disk(&disk, &Store::Postgres(postgres)).await;
}

/// Postgres stops if there is no room for its log. It starts when there is room again.
#[tokio::test]
async fn the_log_of_postgres() {
    let Some(disk) = Disk::mount(100) else {
        return;
    };
    let Some(mut postgres) = Postgres::start_in(|| disk.folder().to_owned(), &[]) else {
        return;
    };
    let provider = Provider::start(&["--database", &postgres.url()]);
    let pending = initiate(&provider).await;
    let pin = pin(&provider, &pending).await;
    disk.fill();
    let mut accepted = Vec::new();
    // The next statement that writes needs a new file of the log.
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(&postgres.url()).await.unwrap();
    let _ = connection.execute("SELECT pg_switch_wal()::text").await;
    for _ in 0..20 {
        let request = provider.signed(&photos(), "GET", "/resource", None);
        match provider.send(request.clone()).await.status().as_u16() {
            200 => accepted.push(request),
            other => assert_eq!(other, 503),
        }
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let exchange = || token_request(&provider, &temporary(&pending), &pin);
    assert_eq!(provider.send(exchange()).await.status(), 503);
    assert!(postgres.log().contains("PANIC"), "{}", postgres.log());
    disk.free();
    postgres.kill();
    assert!(postgres.restart());
    recovers(&provider).await;
    nothing_is_lost(accepted, &provider).await;
    assert_eq!(provider.send(exchange()).await.status(), 200);
}

#[tokio::test]
async fn a_sqlite_file_at_its_limit_forgets_nothing() {
    let store = Store::sqlite();
    let database = store.connect().await;
    // Steps of dances that are over or in progress.
    let grant = |token: &str| {
        let token = IssuedToken::new("printer", TokenCredentials::new(token, "a-token-secret"));
        Grant::new(token, "jane")
    };
    database.insert_token(grant("early")).await.unwrap();
    database.insert(pending("late")).await.unwrap();
    let approval = Approval::new("jane", "1234");
    assert!(database.approve("late", approval).await.unwrap());
    // The limit belongs to a connection: the pool has one, and replaces it after an error.
    let full = "PRAGMA max_page_count = 40";
    let (mut accepted, mut failed) = (Vec::new(), 0);
    // A page may have room for a key when another one is full.
    while failed < FAILURES {
        let request = signed();
        database.pool.execute(full).await.unwrap();
        match &*send(&database, request.clone()).await {
            "200" => accepted.push(request),
            other => {
                assert_eq!(other, "503");
                failed += 1;
            }
        }
        assert!(accepted.len() < 10_000, "the file never gets full");
    }
    assert!(accepted.len() > 100, "{}", accepted.len());
    let count = i64::try_from(accepted.len()).unwrap();
    assert_eq!(store.count("nonces").await, count);
    // A copy needs no room, so it is refused as what it is.
    for request in &accepted {
        assert_eq!(send(&database, request.clone()).await, "401 nonce_used");
    }
    // Room again: a sweep also gets some, when nonces have expired.
    let room = "PRAGMA max_page_count = 4000";
    database.pool.execute(room).await.unwrap();
    for request in accepted {
        assert_eq!(send(&database, request).await, "401 nonce_used");
    }
    for _ in 0..100 {
        assert_eq!(send(&database, signed()).await, "200");
    }
    assert_eq!(store.count("nonces").await, count + 100);
    assert!(database.token("printer", "early").await.unwrap().is_some());
    assert!(database.exchange("late", grant("new")).await.unwrap());
    assert!(database.token("printer", "new").await.unwrap().is_some());
}
