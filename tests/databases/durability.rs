//! A commit is on the disk before it returns, whatever the settings of the database are.

use sqlx::{AssertSqlSafe, Row};

use crate::store::Store;

/// Returns the setting that the connections of a server have.
async fn setting(store: &Store, query: &str) -> String {
    let database = store.connect().await;
    let row = sqlx::query(AssertSqlSafe(query)).fetch_one(&database.pool);
    let row = row.await.unwrap();
    let number = row.try_get::<i64, _>(0).map(|number| number.to_string());
    number.unwrap_or_else(|_| row.get(0))
}

#[tokio::test]
async fn sqlite() {
    // 2 is `FULL`.
    assert_eq!(setting(&Store::sqlite(), "PRAGMA synchronous").await, "2");
}

#[tokio::test]
async fn postgres() {
    for (of_role, expected) in [
        ("off", "on"),
        ("local", "on"),
        ("on", "on"),
        ("remote_write", "remote_write"),
        ("remote_apply", "remote_apply"),
    ] {
        let Some(store) = Store::postgres(&[]) else {
            return;
        };
        let role = "ALTER ROLE CURRENT_USER SET synchronous_commit";
        store.run(&format!("{role} = '{of_role}'")).await;
        let found = setting(&store, "SHOW synchronous_commit").await;
        assert_eq!(found, expected, "{of_role}");
    }
}
