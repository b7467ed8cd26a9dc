//! The SQL in the documentation of the traits: it runs in SQLite and Postgres, with the tables of
//! the documentation, and keeps all rules of the traits.

mod statements;
mod store;

use std::sync::Mutex;
use std::time::Duration;

use sqlx::AssertSqlSafe;
use tower_oauth1::grant::testing::{
    expired_grants_are_dropped, grant_store, live_grants_are_kept, renewable_tokens_are_kept,
    token_store,
};
use tower_oauth1::grant::{Grant, TokenStore};
use tower_oauth1::verify::IssuedToken;
use tower_oauth1::verify::testing::{
    credential_store, entries_outlive_the_window, expired_entries_are_dropped,
    live_tokens_are_kept, replay_store,
};

use self::statements::Statements;
use self::store::Documented;
use crate::store::{Store, now};
use crate::with_both;

with_both!(the_documented_statements_keep_all_rules);

async fn the_documented_statements_keep_all_rules(store: &mut Store) {
    let is_sqlite = matches!(store, Store::Sqlite(_));
    let documented = Documented {
        url: store.url(),
        is_sqlite,
        statements: Statements::read(is_sqlite),
        idle: Mutex::default(),
    };
    for table in &documented.statements.tables {
        store.run(table).await;
    }
    claims(store, &documented).await;
    grants_and_tokens(store, &documented).await;
    in_time(store, &documented).await;
    documented.statements.are_all_used();
}

async fn claims(store: &Store, documented: &Documented) {
    replay_store(documented).await;
    let pass = async |time| {
        store.make_older("nonces", &["expires_at"], time).await;
        documented.sweep(&["DELETE nonces"]).await;
    };
    entries_outlive_the_window(documented, pass).await;
    store.run("DELETE FROM nonces").await;
    let count = async || store.rows_of("nonces").await;
    expired_entries_are_dropped(documented, pass, count).await;
}

async fn insert_client(store: &Store, client: String, secret: String) {
    let insert = sqlx::query(AssertSqlSafe("INSERT INTO clients VALUES ($1, $2)"));
    let insert = insert.bind(client).bind(secret);
    insert.execute(&mut store.connection().await).await.unwrap();
}

async fn insert_token(documented: &Documented, token: IssuedToken) {
    let grant = Grant::new(token.clone(), "jane").with_issued_at(now());
    documented.insert_token(grant).await.unwrap();
    if token.is_revoked() {
        let identifier = token.credentials().identifier();
        assert!(documented.revoke(identifier).await.unwrap());
    }
}

async fn grants_and_tokens(store: &Store, documented: &Documented) {
    let client = async |client, secret| insert_client(store, client, secret).await;
    let token = async |token| insert_token(documented, token).await;
    credential_store(documented, client, token).await;
    grant_store(documented, documented, client).await;
    token_store(documented, documented, client).await;
}

async fn in_time(store: &Store, documented: &Documented) {
    let client = async |client, secret| insert_client(store, client, secret).await;
    let token = async |token| insert_token(documented, token).await;
    let pass = async |time: Duration| {
        let ends = ["issued_at", "expires_at"];
        store.make_older("grants", &ends, time).await;
        let ends = [
            "issued_at",
            "expires_at",
            "session_expires_at",
            "revoked_at",
        ];
        store.make_older("tokens", &ends, time).await;
        documented.sweep(&["sweeping", "DELETE tokens"]).await;
    };
    store.run("DELETE FROM grants").await;
    live_grants_are_kept(documented, client, pass).await;
    store.run("DELETE FROM grants").await;
    let count = async || store.rows_of("grants").await;
    expired_grants_are_dropped(documented, client, pass, count).await;
    store.run("DELETE FROM tokens").await;
    live_tokens_are_kept(documented, client, token, pass).await;
    // The sweeping did delete tokens. Left are the one without an end, the one that ended a minute
    // ago, and the last two that let the store sweep.
    assert_eq!(store.count("tokens").await, 4);
    store.run("DELETE FROM tokens").await;
    renewable_tokens_are_kept(documented, client, pass).await;
    // Left are the two that have not ended, the renewed one, and the last one that let the store
    // sweep.
    assert_eq!(store.count("tokens").await, 4);
}
