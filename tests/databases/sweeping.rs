//! What has expired disappears, and nothing else. Rows are counted by plain SQL.

use std::time::Duration;

use sqlx::Executor;
use tokio::task::JoinSet;
use tower_oauth1::TokenCredentials;
use tower_oauth1::grant::{Approval, Grant, GrantStore, Session, TokenStore};
use tower_oauth1::verify::{Claimed, CredentialStore, IssuedToken, NonceClaim, ReplayStore};

use crate::database::Database;
use crate::store::{Store, now, pending};
use crate::with_both;

with_both!(
    nonces_end_by_the_clock_of_the_database,
    grants_end_ten_minutes_late,
    tokens_end_when_nobody_can_renew_them,
    thousands_of_rows,
);

const ENDS: &str = "SELECT expires_at - (SELECT now FROM clock) FROM nonces";

async fn nonces_end_by_the_clock_of_the_database(store: &mut Store) {
    let database = store.connect().await;
    let day = 86_400;
    let window = Duration::from_secs(600);
    // The clock of the server, when the timestamp leaves its window, and what is left.
    for (clock, until, left) in [
        // The whole window, although little of it is left.
        (now(), now() + 10, 661),
        // A clock that is a day behind does not shorten the life.
        (now() - day, now() - day + 10, 661),
        // A clock that is a day ahead: until a right clock has passed the timestamp.
        (now() + day, now() + day + 10, 86_400 + 10 + 61),
        (now(), u64::MAX, i64::MAX),
    ] {
        store.run("DELETE FROM nonces").await;
        let claim = NonceClaim::new("printer", None, clock, "n", clock..=until);
        let claim = claim.with_window(window);
        assert_eq!(database.claim(&claim).await.unwrap(), Claimed::First);
        let found = store.number(ENDS).await;
        if left == i64::MAX {
            assert!(found > i64::from(u32::MAX), "{found}");
        } else {
            assert!(
                (left - 3..=left + 1).contains(&found),
                "{found}, not {left}"
            );
        }
        assert_eq!(database.sweep().await.unwrap(), 0);
        assert_eq!(database.claim(&claim).await.unwrap(), Claimed::Again);
    }
    let claim = NonceClaim::new("printer", None, now(), "m", now()..=now() + 300);
    assert_eq!(database.claim(&claim).await.unwrap(), Claimed::First);
    // Time passes: the clock of the database is the only one that counts.
    store.run("UPDATE nonces SET expires_at = (SELECT now - 1 FROM clock) WHERE expires_at < 5000000000").await;
    assert_eq!(database.sweep().await.unwrap(), 1);
    assert_eq!(store.count("nonces").await, 1);
    assert_eq!(database.claim(&claim).await.unwrap(), Claimed::First);
    // A hash: no client, token or nonce is in the row.
    let length = "SELECT length(key) FROM nonces";
    assert_eq!(store.number(length).await, 20);
}

async fn grants_end_ten_minutes_late(store: &mut Store) {
    let database = store.connect().await;
    for temporary in ["new", "late", "old", "approved"] {
        database.insert(pending(temporary)).await.unwrap();
    }
    database
        .approve("approved", Approval::new("jane", "1234"))
        .await
        .unwrap();
    store
        .run(
            "UPDATE grants SET expires_at = (SELECT now - 590 FROM clock) WHERE temporary = 'late'",
        )
        .await;
    store.run("UPDATE grants SET expires_at = (SELECT now - 605 FROM clock) WHERE temporary IN ('old', 'approved')").await;
    assert_eq!(database.sweep().await.unwrap(), 2);
    let left = store
        .rows("SELECT temporary FROM grants ORDER BY temporary")
        .await;
    let left: Vec<String> = left.iter().map(|row| sqlx::Row::get(row, 0)).collect();
    assert_eq!(left, ["late", "new"]);
    // The store returns it, so that the client learns why it is refused.
    let late = database.find("late").await.unwrap().unwrap();
    assert!(late.expires_at() < now());
}

async fn tokens_end_when_nobody_can_renew_them(store: &mut Store) {
    let database = store.connect().await;
    let month = 30 * 86_400;
    for (name, expires, session_end) in [
        ("forever", None, None),
        ("valid", Some(now() + 60), None),
        ("expired", Some(now() - 60), None),
        ("old", Some(now() - month - 60), None),
        ("renewable", Some(now() - month - 60), Some(now() + 60)),
        ("ended", Some(now() - month - 60), Some(now() - 86_460)),
        ("ending", Some(now() - month - 60), Some(now() - 86_300)),
        ("revoked", None, None),
        ("forgotten", None, None),
    ] {
        let token = IssuedToken::new("printer", TokenCredentials::new(name, "a-token-secret"));
        let token = match expires {
            Some(seconds) => token.expires_at(seconds),
            None => token,
        };
        let grant = Grant::new(token, "jane");
        let grant = match session_end {
            Some(end) => grant.with_session(Session::new("a-session-handle", end)),
            None => grant,
        };
        database.insert_token(grant).await.unwrap();
    }
    assert!(database.revoke("revoked").await.unwrap());
    assert!(!database.revoke("revoked").await.unwrap());
    assert!(database.revoke("forgotten").await.unwrap());
    store.run("UPDATE tokens SET revoked_at = (SELECT now - 2592060 FROM clock) WHERE token = 'forgotten'").await;
    assert_eq!(database.sweep().await.unwrap(), 3);
    let left = store
        .rows("SELECT token FROM tokens WHERE owner = 'jane' ORDER BY token")
        .await;
    let left: Vec<String> = left.iter().map(|row| sqlx::Row::get(row, 0)).collect();
    assert_eq!(
        left,
        [
            "ending",
            "expired",
            "forever",
            "renewable",
            "revoked",
            "valid"
        ]
    );
    // The verify layer needs to know why a token is not valid.
    let token = database.token("printer", "expired").await.unwrap().unwrap();
    assert!(token.expiry().unwrap() < now());
    let token = database.token("printer", "revoked").await.unwrap().unwrap();
    assert!(token.is_revoked());
    assert!(database.find_token("revoked").await.unwrap().is_none());
    assert!(database.find_token("expired").await.unwrap().is_some());
    // Another client does not get the token.
    assert!(database.token("other", "valid").await.unwrap().is_none());
}

async fn thousands_of_rows(store: &mut Store) {
    let database = store.connect().await;
    // Hashes of the numbers 1 to 2500, expired; and 100 that are valid.
    let series = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2600) ";
    let key = match store {
        Store::Sqlite(_) => "CAST(printf('%020d', x) AS BLOB)",
        Store::Postgres(_) => "convert_to(lpad(x::text, 20, '0'), 'UTF8')",
    };
    let end = "CASE WHEN x > 2500 THEN now + 100 ELSE now - 1 END";
    store
        .run(&format!(
            "INSERT INTO nonces (key, expires_at) {series} SELECT {key}, {end} FROM n, clock"
        ))
        .await;
    assert_eq!(store.count("nonces").await, 2600);
    assert_eq!(database.sweep().await.unwrap(), 2500);
    assert_eq!(store.count("nonces").await, 100);
}

/// Four servers sweep while another one makes claims.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_servers_at_once() {
    let Some(store) = Store::postgres(&[]) else {
        return;
    };
    let first = store.connect().await;
    let series = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 12000) ";
    let key = "convert_to(lpad(x::text, 20, '0'), 'UTF8')";
    // Every sixth row is valid, and the ends are in another order than the rows.
    let end = "now + CASE WHEN x % 6 = 0 THEN 600 ELSE -1 - (x * 7919) % 10007 END";
    for insert in [
        format!("INSERT INTO nonces (key, expires_at) {series} SELECT {key}, {end} FROM n, clock"),
        format!(
            "INSERT INTO grants (temporary, secret, client, callback, issued_at, expires_at)
             {series} SELECT 'grant-' || x, 's', 'printer', 'oob', 0, {end} - 601 * (x % 6)
             FROM n, clock"
        ),
        format!(
            "INSERT INTO tokens (token, secret, client, owner, issued_at, expires_at, revoked_at)
             {series} SELECT 'token-' || x, 's', 'printer', 'jane', 0,
             CASE x % 2 WHEN 0 THEN {end} - 2592001 * (x % 6) END,
             CASE x % 2 WHEN 1 THEN {end} - 2592001 * (x % 6) END FROM n, clock"
        ),
    ] {
        store.run(&insert).await;
    }
    let mut sweepers = JoinSet::new();
    for _ in 0..4 {
        let database = Database::connect(&store.url()).await.unwrap();
        sweepers.spawn(async move { database.sweep().await.unwrap() });
    }
    for count in 0..50 {
        let nonce = count.to_string();
        let claim = NonceClaim::new("printer", None, now(), &nonce, now()..=now() + 300);
        assert_eq!(first.claim(&claim).await.unwrap(), Claimed::First);
    }
    let removed = sweepers.join_all().await;
    // Each row is counted once.
    assert_eq!(removed.iter().sum::<u64>(), 3 * 10_000, "{removed:?}");
    assert_eq!(store.count("nonces").await, 2000 + 50);
    assert_eq!(store.count("grants").await, 2000);
    // Also the token that the server starts with.
    assert_eq!(store.count("tokens").await, 2000 + 1);
}

/// Another server is about to remove the oldest rows. This one neither waits nor stops.
#[tokio::test]
async fn rows_that_another_server_holds() {
    let Some(store) = Store::postgres(&[]) else {
        return;
    };
    let database = store.connect().await;
    let rows = "INSERT INTO nonces (key, expires_at) \
                SELECT convert_to(x::text, 'UTF8'), now - x FROM generate_series(1, 4000) x, clock";
    store.run(rows).await;
    let mut other = store.connection().await;
    let hold = "BEGIN; SELECT key FROM nonces ORDER BY expires_at LIMIT 1500 FOR UPDATE";
    other.execute(hold).await.unwrap();
    assert_eq!(database.sweep().await.unwrap(), 2500);
    other.execute("ROLLBACK").await.unwrap();
    assert_eq!(database.sweep().await.unwrap(), 1500);
}
