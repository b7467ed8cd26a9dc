//! The primary becomes read-only without a crash, and its name then leads to another server.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tower_oauth1::verify::{Claimed, NonceClaim, ReplayStore};

use crate::database::Database;
use crate::postgres::Postgres;
use crate::store::{Store, now};

/// A port that stands for a name: new connections go to the server that it belongs to now. The old
/// ones stay.
fn name(of: &Arc<AtomicU16>) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let of = Arc::clone(of);
    // The threads end with the connections.
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(("127.0.0.1", of.load(Ordering::SeqCst))).unwrap();
            client.set_nodelay(true).unwrap();
            server.set_nodelay(true).unwrap();
            let (from, to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            for (mut from, mut to) in [(from, to), (client, server)] {
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            }
        }
    });
    port
}

async fn claim(database: &Database, nonce: &str) -> Option<Claimed> {
    let claim = NonceClaim::new("printer", None, now(), nonce, now()..=now() + 300);
    database.claim(&claim).await.ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_servers_find_the_new_primary() {
    let Some((old, new)) = Postgres::start(&[]).zip(Postgres::start(&[])) else {
        return;
    };
    let of = Arc::new(AtomicU16::new(old.port()));
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", name(&of));
    let new_port = new.port();
    let (old, new) = (Store::Postgres(old), Store::Postgres(new));
    new.connect().await;
    let database = Database::connect(&url).await.unwrap();
    let nonces: Vec<_> = (0..64).map(|count| count.to_string()).collect();
    let claims = nonces.iter().map(|nonce| claim(&database, nonce));
    let claimed = join_all(claims).await;
    assert!(
        claimed
            .iter()
            .all(|claimed| *claimed == Some(Claimed::First))
    );
    // Open connections get the setting too.
    for statement in [
        "ALTER SYSTEM SET default_transaction_read_only = on",
        "SELECT pg_reload_conf()",
    ] {
        old.run(statement).await;
    }
    let began = Instant::now();
    while claim(&database, "read-only").await.is_some() {
        assert!(began.elapsed() < Duration::from_secs(20));
    }
    of.store(new_port, Ordering::SeqCst);
    // Each old connection fails once.
    let mut failures = 0;
    for count in 0..40 {
        if claim(&database, &format!("after {count}")).await.is_none() {
            failures += 1;
        }
    }
    assert!(failures <= 16, "{failures} failures");
    assert_eq!(new.count("nonces").await, 40 - failures);
}
