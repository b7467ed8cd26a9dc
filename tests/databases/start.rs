//! A Postgres that hangs, or whose tables are in use, while a server starts: the server says why it
//! does not start, in time, and the servers that run are not disturbed.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use sqlx::{Connection, Executor};
use tower_oauth1::verify::CredentialStore;

use crate::database::Database;
use crate::example::provider::{KNOWN, command, file};
use crate::postgres::Postgres;
use crate::relay::Relay;
use crate::schema::version_1;
use crate::store::{Store, known};

const TIMEOUT: &str = "the database did not respond in time";
const IN_USE: &str = "other programs use the tables; stop servers of an older version, end long \
                      transactions, and start again";

/// Checks that this ends with an error in a few seconds.
async fn refused<T>(
    result: impl Future<Output = Result<T, crate::database::DatabaseError>>,
) -> String {
    let began = Instant::now();
    let error = result.await.err().expect("it does not succeed");
    let elapsed = began.elapsed();
    assert!(elapsed < Duration::from_secs(8), "{elapsed:?}");
    error.to_string()
}

#[tokio::test]
async fn a_server_that_never_responds() {
    // It accepts connections, because the operating system does.
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://u@127.0.0.1:{port}/x");
    assert_eq!(refused(Database::connect(&url)).await, TIMEOUT);
    let output = command(&file("known.json", KNOWN), &["--database", &url]).output();
    let message = String::from_utf8(output.unwrap().stderr).unwrap();
    assert_eq!(message, format!("provider: {TIMEOUT}\n"));
}

/// Returns the URL of this server, through a relay.
fn through(relay: &Relay) -> String {
    format!("postgres://postgres@127.0.0.1:{}/postgres", relay.port())
}

#[tokio::test]
async fn the_network_fails_before_the_seed() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let relay = Relay::to(postgres.port());
    let database = Database::connect(&through(&relay)).await.unwrap();
    relay.hold();
    let (clients, tokens) = known();
    assert_eq!(refused(database.seed(&clients, &tokens)).await, TIMEOUT);
    relay.go_on();
    assert!(database.seed(&clients, &tokens).await.unwrap());
}

/// A server waits for another one that changes the tables, and then the network fails.
#[tokio::test]
async fn the_network_fails_while_a_server_waits() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let relay = Relay::to(postgres.port());
    let url = through(&relay);
    let store = Store::Postgres(postgres);
    let mut other = store.connection().await;
    other
        .execute("SELECT pg_advisory_lock(5849)")
        .await
        .unwrap();
    let start = tokio::spawn(async move { Database::connect(&url).await });
    // Longer than a step may take: the server waits for the other one.
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(!start.is_finished());
    relay.hold();
    assert_eq!(refused(async { start.await.unwrap() }).await, TIMEOUT);
}

#[tokio::test]
async fn a_server_waits_for_one_that_changes_the_tables() {
    let Some(store) = Store::postgres(&[]) else {
        return;
    };
    let mut other = store.connection().await;
    other
        .execute("SELECT pg_advisory_lock(5849)")
        .await
        .unwrap();
    let url = store.url();
    let start = tokio::spawn(async move { Database::connect(&url).await });
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(!start.is_finished());
    other.close().await.unwrap();
    start.await.unwrap().unwrap();
    assert_eq!(store.count("clients").await, 0);
}

/// Another program, such as a backup, reads a table in a long transaction. The change of the tables
/// needs them alone, and queries wait behind it. So it must give up soon.
#[tokio::test]
async fn tables_in_use_are_not_changed() {
    let Some(store) = Store::postgres(&[]) else {
        return;
    };
    version_1(&store).await;
    let mut other = store.connection().await;
    let read = "BEGIN; SELECT count(*) FROM tokens";
    other.execute(read).await.unwrap();
    let url = store.url();
    let start = tokio::spawn(async move { refused(Database::connect(&url)).await });
    // The queries of a server that runs, in another connection. The columns are those of version 1.
    let mut queries = store.connection().await;
    let mut longest = Duration::ZERO;
    while !start.is_finished() {
        let began = Instant::now();
        for query in ["SELECT secret FROM tokens", "SELECT secret FROM grants"] {
            queries.execute(query).await.unwrap();
        }
        longest = longest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(start.await.unwrap(), IN_USE);
    // A server gives up a query after two seconds.
    assert!(longest < Duration::from_millis(1900), "{longest:?}");
    assert!(longest > Duration::from_millis(100), "nothing had to wait");
    assert_eq!(store.number("SELECT version FROM schema_version").await, 1);
    other.execute("COMMIT").await.unwrap();
    let database = Database::connect(&store.url()).await.unwrap();
    assert!(database.client("old").await.unwrap().is_some());
    assert_eq!(store.number("SELECT version FROM schema_version").await, 2);
}
