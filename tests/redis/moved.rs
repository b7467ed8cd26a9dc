//! A name that belongs to another server after a fail-over, while the old connections stay open.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tower_oauth1::verify::{Claimed, NonceClaim, RedisReplayError, RedisReplayStore, ReplayStore};

const NOW: u64 = 1_700_000_000;
const READ_ONLY: &[u8] = b"-READONLY You can't write against a read only replica.\r\n:0\r\n";

/// The first server responds with these bytes after the move. Without bytes, it is silent.
struct Moved {
    url: String,
    has_moved: Arc<AtomicBool>,
}

impl Moved {
    /// `first` is the response to a claim, also of the second server.
    fn start(first: &'static [u8], after: &'static [u8]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let has_moved = Arc::<AtomicBool>::default();
        let moved = Arc::clone(&has_moved);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, moved) = (stream.unwrap(), Arc::clone(&moved));
                std::thread::spawn(move || respond(stream, first, after, &moved));
            }
        });
        Self { url, has_moved }
    }

    fn move_on(&self) {
        self.has_moved.store(true, Ordering::SeqCst);
    }
}

fn respond(mut stream: TcpStream, first: &[u8], after: &[u8], moved: &AtomicBool) {
    let is_new = moved.load(Ordering::SeqCst);
    let mut piece = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut piece) {
        let is_claim = piece[..length].windows(4).any(|word| word == b"EVAL");
        let is_old = !is_new && moved.load(Ordering::SeqCst);
        let response = match (is_claim, is_old) {
            (true, true) => after,
            (true, false) => first,
            // The commands of a client that connects.
            (false, _) => b"+OK\r\n+OK\r\n",
        };
        if stream.write_all(response).is_err() {
            return;
        }
    }
}

async fn claim(store: &RedisReplayStore, nonce: &str) -> Result<Claimed, RedisReplayError> {
    let claim = NonceClaim::new("c", None, NOW, nonce, NOW..=NOW + 300);
    store.claim(&claim).await
}

#[tokio::test]
async fn a_primary_that_becomes_a_replica_is_left() {
    let moved = Moved::start(b"+OK\r\n", READ_ONLY);
    let store = RedisReplayStore::new(&moved.url).unwrap();
    assert_eq!(claim(&store, "1").await, Ok(Claimed::First));
    moved.move_on();
    let failed = claim(&store, "2").await.unwrap_err();
    assert!(matches!(failed, RedisReplayError::Failed(_)), "{failed:?}");
    assert_eq!(claim(&store, "3").await, Ok(Claimed::First));
}

/// With replicas, there is a connection for each claim at the same time. One failure is enough.
#[tokio::test]
async fn one_failed_claim_closes_all_connections() {
    for after in [READ_ONLY, b""] {
        let moved = Moved::start(b"+OK\r\n:1\r\n", after);
        let store = RedisReplayStore::new(&moved.url).unwrap();
        let store = store.timeout(Duration::from_millis(500));
        let store = store.wait_for_replicas(1, Duration::from_millis(100));
        let (one, two) = tokio::join!(claim(&store, "1"), claim(&store, "2"));
        assert_eq!((one, two), (Ok(Claimed::First), Ok(Claimed::First)));
        moved.move_on();
        claim(&store, "3").await.unwrap_err();
        assert_eq!(claim(&store, "4").await, Ok(Claimed::First));
        assert_eq!(claim(&store, "5").await, Ok(Claimed::First));
    }
}
