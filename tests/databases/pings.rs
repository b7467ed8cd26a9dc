//! The round trips that a claim costs. A proxy counts the messages that a server sends to Postgres.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tower_oauth1::verify::{Claimed, NonceClaim, ReplayStore};

use crate::database::Database;
use crate::postgres::Postgres;
use crate::store::now;

/// Passes connections on to a port. Counts the messages `Sync`: Postgres responds to each of them,
/// and the sender waits for the response.
fn counting(port: u16, round_trips: &Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let own_port = listener.local_addr().unwrap().port();
    let round_trips = Arc::clone(round_trips);
    // The threads end with the connections.
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
            client.set_nodelay(true).unwrap();
            server.set_nodelay(true).unwrap();
            let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            let round_trips = Arc::clone(&round_trips);
            std::thread::spawn(move || pass_on(client, server, &round_trips));
        }
    });
    own_port
}

fn pass_on(mut client: TcpStream, mut server: TcpStream, round_trips: &AtomicUsize) -> Option<()> {
    // The first message has no type. A length counts itself.
    let mut has_type = false;
    loop {
        let mut message = vec![0; if has_type { 5 } else { 4 }];
        client.read_exact(&mut message).ok()?;
        if has_type && message[0] == b'S' {
            round_trips.fetch_add(1, Ordering::SeqCst);
        }
        let head = message.len();
        let length = u32::from_be_bytes(*message.last_chunk()?);
        message.resize(head - 4 + usize::try_from(length).ok()?, 0);
        client.read_exact(&mut message[head..]).ok()?;
        server.write_all(&message).ok()?;
        has_type = true;
    }
}

async fn claim(database: &Database, nonce: String) {
    let claim = NonceClaim::new("printer", None, now(), &nonce, now()..=now() + 300);
    let claimed = database.claim(&claim).await;
    assert_eq!(claimed.unwrap(), Claimed::First, "{nonce}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_claim_costs_two_round_trips() {
    let Some(postgres) = Postgres::start(&[]) else {
        return;
    };
    let round_trips: Arc<AtomicUsize> = Arc::default();
    let port = counting(postgres.port(), &round_trips);
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable");
    let database = Database::connect(&url).await.unwrap();
    let began = Instant::now();
    for round in 0.. {
        // Now all connections are open, know the statement, and were in use a moment ago.
        let claims = (0..64).map(|count| claim(&database, format!("before {round} {count}")));
        join_all(claims).await;
        let is_quiet = async || {
            while database.pool.num_idle() < database.pool.size() as usize {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        is_quiet().await;
        let (before, start) = (round_trips.load(Ordering::SeqCst), Instant::now());
        for count in 0..20 {
            claim(&database, format!("{round} {count}")).await;
        }
        is_quiet().await;
        // A slow machine lets connections get idle, so that they are asked once more.
        if start.elapsed() < Duration::from_millis(500) {
            // The claim itself, and a question whether the connection still works.
            assert_eq!(round_trips.load(Ordering::SeqCst) - before, 2 * 20);
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "a slow machine");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_connection_that_was_idle_is_asked_first() {
    let Some(mut postgres) = Postgres::start(&[]) else {
        return;
    };
    let database = Database::connect(&postgres.url()).await.unwrap();
    let claims = (0..64).map(|count| claim(&database, format!("before {count}")));
    join_all(claims).await;
    let opened = database.pool.size();
    assert!(opened > 1, "{opened}");
    postgres.kill();
    assert!(postgres.restart());
    tokio::time::sleep(Duration::from_millis(1100)).await;
    // None of the old connections works, and no claim notices.
    for count in 0..2 * opened {
        claim(&database, format!("after {count}")).await;
    }
}
