//! The stores keep the rules of their traits. Time passes when all rows become older.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection};
use tokio::runtime::Handle;
use tower_oauth1::grant::testing::{
    expired_grants_are_dropped, grant_store, grants_on_threads, live_grants_are_kept,
    renewable_tokens_are_kept, token_store, tokens_on_threads,
};
use tower_oauth1::grant::{Grant, TokenStore};
use tower_oauth1::verify::IssuedToken;
use tower_oauth1::verify::testing::{
    Task, claims_on_threads, credential_store, entries_outlive_the_window,
    expired_entries_are_dropped, live_tokens_are_kept, replay_store,
};

use crate::store::{Store, now};
use crate::with_both;

with_both!(
    nonces,
    nonces_in_time,
    clients_and_tokens,
    grants,
    grants_in_time,
    tokens_in_time,
);

impl Store {
    /// Adds a client that accepts every callback.
    async fn insert_client(&self, identifier: String, secret: String) {
        let insert = "INSERT INTO clients (client, secret, callbacks) VALUES ($1, $2, 'null')";
        let insert = sqlx::query(AssertSqlSafe(insert));
        let mut connection = self.connection().await;
        let insert = insert.bind(identifier).bind(secret);
        insert.execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Makes the rows of a table older: subtracts this time from these columns.
    pub(crate) async fn make_older(&self, table: &str, columns: &[&str], time: Duration) {
        let seconds = time.as_secs();
        let older = columns
            .iter()
            .map(|column| format!("{column} = {column} - {seconds}"));
        let older: Vec<_> = older.collect();
        self.run(&format!("UPDATE {table} SET {}", older.join(", ")))
            .await;
    }

    pub(crate) async fn rows_of(&self, table: &str) -> usize {
        usize::try_from(self.count(table).await).unwrap()
    }
}

async fn nonces(store: &mut Store) {
    let database = store.connect().await;
    replay_store(&database).await;
    let runtime = Handle::current();
    claims_on_threads(&database, |task: Task<'_>| runtime.block_on(task)).await;
}

async fn nonces_in_time(store: &mut Store) {
    let database = store.connect().await;
    let pass = async |time| {
        store.make_older("nonces", &["expires_at"], time).await;
        database.sweep().await.unwrap();
    };
    entries_outlive_the_window(&database, pass).await;
    store.run("DELETE FROM nonces").await;
    let count = async || store.rows_of("nonces").await;
    expired_entries_are_dropped(&database, pass, count).await;
}

async fn clients_and_tokens(store: &mut Store) {
    let database = store.connect().await;
    let insert_client = async |client, secret| store.insert_client(client, secret).await;
    let insert_token = async |token: IssuedToken| {
        let (is_revoked, identifier) = (token.is_revoked(), token.credentials().identifier());
        let grant = Grant::new(token.clone(), "jane").with_issued_at(now());
        database.insert_token(grant).await.unwrap();
        if is_revoked {
            assert!(database.revoke(identifier).await.unwrap());
        }
    };
    credential_store(&database, insert_client, insert_token).await;
}

async fn grants(store: &mut Store) {
    let database = store.connect().await;
    let insert_client = async |client, secret| store.insert_client(client, secret).await;
    grant_store(&database, &database, insert_client).await;
    token_store(&database, &database, insert_client).await;
    let runtime = Handle::current();
    let block_on = |task: Task<'_>| runtime.block_on(task);
    grants_on_threads(&database, &database, insert_client, block_on).await;
    tokens_on_threads(&database, &database, insert_client, block_on).await;
}

async fn grants_in_time(store: &mut Store) {
    let database = store.connect().await;
    let insert_client = async |client, secret| store.insert_client(client, secret).await;
    let columns = ["issued_at", "expires_at"];
    let pass = async |time| {
        store.make_older("grants", &columns, time).await;
        database.sweep().await.unwrap();
    };
    live_grants_are_kept(&database, insert_client, pass).await;
    store.run("DELETE FROM grants").await;
    let count = async || store.rows_of("grants").await;
    expired_grants_are_dropped(&database, insert_client, pass, count).await;
}

async fn tokens_in_time(store: &mut Store) {
    let database = store.connect().await;
    let insert_client = async |client, secret| store.insert_client(client, secret).await;
    let insert_token = async |token| {
        let grant = Grant::new(token, "jane").with_issued_at(now());
        database.insert_token(grant).await.unwrap();
    };
    let columns = [
        "issued_at",
        "expires_at",
        "session_expires_at",
        "revoked_at",
    ];
    let pass = async |time| {
        store.make_older("tokens", &columns, time).await;
        database.sweep().await.unwrap();
    };
    store.run("DELETE FROM tokens").await;
    live_tokens_are_kept(&database, insert_client, insert_token, pass).await;
    // The sweeping did delete tokens. Left are the one without an end, the one that ended a minute
    // ago, and the last two that let the store sweep.
    assert_eq!(store.count("tokens").await, 4);
    store.run("DELETE FROM tokens").await;
    renewable_tokens_are_kept(&database, insert_client, pass).await;
    // Left are the two that have not ended, the renewed one, and the last one that let the store
    // sweep.
    assert_eq!(store.count("tokens").await, 4);
}
