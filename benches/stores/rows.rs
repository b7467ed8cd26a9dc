//! One row for each store, and the tables.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::Executor;
use tower_oauth1::verify::{MemoryReplayStore, RedisReplayStore, ReplayStore};

use crate::database::Database;
use crate::postgres::Postgres;
use crate::requests::{self, Measured};
use crate::server::{DURABLE, Redis};
use crate::sizes;

/// Requests at the same time.
const AT_ONCE: [usize; 3] = [1, 16, 64];

pub(crate) struct Row {
    name: &'static str,
    measured: Vec<Measured>,
    bytes_per_nonce: Option<i64>,
}

/// Measures a store. The function returns the bytes that the store takes.
async fn row<R>(
    name: &'static str,
    store: R,
    requests: usize,
    size: Option<impl AsyncFn() -> i64>,
) -> Row
where
    R: ReplayStore + 'static,
{
    let store = Arc::new(store);
    // The first requests connect.
    requests::measure(Arc::clone(&store), 64, 64).await;
    let before = match &size {
        Some(size) => size().await,
        None => 0,
    };
    let mut measured = Vec::new();
    for at_once in AT_ONCE {
        measured.push(requests::measure(Arc::clone(&store), requests, at_once).await);
    }
    let mut bytes_per_nonce = None;
    if let Some(size) = size {
        let nonces = i64::try_from(AT_ONCE.len() * requests).unwrap();
        bytes_per_nonce = Some((size().await - before) / nonces);
    }
    eprintln!("measured: {name}");
    Row {
        name,
        measured,
        bytes_per_nonce,
    }
}

const NO_SIZE: Option<fn() -> std::future::Ready<i64>> = None;

pub(crate) async fn measure(requests: usize) -> Vec<Row> {
    let most = 4 * requests + 1000;
    let memory = MemoryReplayStore::new(10 * most).share_per_client(10 * most);
    let heap = async || sizes::heap();
    let mut rows = vec![row("memory", memory, requests, Some(heap)).await];
    rows.push(sqlite(requests).await);
    rows.extend(postgres(requests).await);
    rows.extend(redis(requests).await);
    rows
}

async fn sqlite(requests: usize) -> Row {
    let name = format!("stores-{}.db", std::process::id());
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let url = format!("sqlite:{}", file.display());
    let database = Database::connect(&url).await.unwrap();
    let size = async || sizes::sqlite(&database, &file).await;
    let row = row("SQLite", database.clone(), requests, Some(size)).await;
    database.pool.close().await;
    std::fs::remove_file(file).unwrap();
    row
}

/// The tests do without the disk. A server does not.
const POSTGRES: &[&str] = &["fsync=on", "shared_buffers=256MB"];

async fn postgres(requests: usize) -> Vec<Row> {
    let Some(primary) = Postgres::start(POSTGRES) else {
        return Vec::new();
    };
    let database = Database::connect(&primary.url()).await.unwrap();
    let size = async || sizes::postgres(&database).await;
    let alone = row("Postgres", database.clone(), requests, Some(size)).await;
    let _replica = primary.replica(primary.port());
    let name = "ALTER SYSTEM SET synchronous_standby_names = 'replica'";
    database.pool.execute(name).await.unwrap();
    let reload = "SELECT pg_reload_conf()";
    database.pool.execute(reload).await.unwrap();
    let name = "Postgres, 1 synchronous replica";
    let replicated = row(name, database, requests, NO_SIZE).await;
    vec![alone, replicated]
}

async fn redis(requests: usize) -> Vec<Row> {
    let store = |redis: &Redis| {
        let store = RedisReplayStore::new(&redis.url()).unwrap();
        store.timeout(Duration::from_secs(5))
    };
    let Some(fast) = Redis::start(&[]) else {
        return Vec::new();
    };
    let size = async || sizes::redis(&fast);
    let mut rows = vec![row("Redis, no file", store(&fast), requests, Some(size)).await];
    let mut settings = DURABLE.to_vec();
    settings.extend(["--repl-diskless-sync-delay", "0"]);
    let start = || Redis::start(&settings).expect("it is installed");
    let primary = start();
    let size = async || sizes::redis(&primary);
    let name = "Redis, `appendfsync always`";
    rows.push(row(name, store(&primary), requests, Some(size)).await);
    let replica = start();
    replica.send(&format!("REPLICAOF 127.0.0.1 {}", primary.port()));
    let began = Instant::now();
    while !primary.send("INFO replication").contains("state=online") {
        assert!(began.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let waiting = store(&primary).wait_for_replicas(1, Duration::from_secs(2));
    let name = "Redis, `appendfsync always`, 1 replica";
    rows.push(row(name, waiting, requests, NO_SIZE).await);
    rows
}

/// Prints the tables in Markdown.
pub(crate) fn print(rows: &[Row]) {
    println!("Requests a second, by the number of requests at the same time:\n");
    println!("| store | 1 | 16 | 64 | bytes a nonce |");
    println!("|---|---|---|---|---|");
    for row in rows {
        let speeds = cells(row, |measured| {
            format!("{:.0}", measured.requests_per_second)
        });
        let bytes = row.bytes_per_nonce.map(|bytes| bytes.to_string());
        println!(
            "| {} | {speeds} | {} |",
            row.name,
            bytes.unwrap_or_default()
        );
    }
    println!("\nMilliseconds a claim, median and 99th percentile:\n");
    println!("| store | 1 | 16 | 64 |");
    println!("|---|---|---|---|");
    for row in rows {
        let times = cells(row, |measured| {
            let [median, slow] = [measured.median, measured.slow].map(|t| t.as_secs_f64() * 1000.0);
            format!("{median:.3}, {slow:.3}")
        });
        println!("| {} | {times} |", row.name);
    }
}

fn cells(row: &Row, text: impl Fn(&Measured) -> String) -> String {
    let cells: Vec<_> = row.measured.iter().map(text).collect();
    cells.join(" | ")
}
