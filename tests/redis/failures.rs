//! An unusable response to a claim is an error. A nonce never counts as new by mistake.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use tower_oauth1::verify::{Claimed, NonceClaim, RedisReplayError, RedisReplayStore, ReplayStore};

use crate::example::provider::{Provider, photos};
use crate::port::free_port;
use crate::server::Redis;

const NOW: u64 = 1_700_000_000;

async fn claim(store: &RedisReplayStore) -> Result<Claimed, RedisReplayError> {
    let claim = NonceClaim::new("c", None, NOW, "n", NOW..=NOW + 300);
    store.claim(&claim).await
}

#[test]
fn urls_that_are_not_of_a_redis() {
    for url in [
        "",
        "127.0.0.1:6379",
        "http://127.0.0.1",
        "redis://:s3cret@[::1",
        "redis://h/x",
    ] {
        let refused = RedisReplayStore::new(url).unwrap_err();
        assert!(matches!(refused, RedisReplayError::Url(_)), "{url}");
        assert!(!format!("{refused} {refused:?}").contains("s3cret"));
    }
    // A store needs no runtime until its first claim. Its `Debug` output shows no password.
    let store = RedisReplayStore::new("redis://user:s3cret@127.0.0.1:1/3").unwrap();
    assert!(!format!("{store:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_redis_that_does_not_run() {
    let free = format!("127.0.0.1:{}", free_port());
    let store = RedisReplayStore::new(&format!("redis://{free}")).unwrap();
    for _ in 0..3 {
        let failed = claim(&store).await.unwrap_err();
        assert!(matches!(failed, RedisReplayError::Failed(_)), "{failed:?}");
    }
    let node = Provider::start(&["--redis", &format!("redis://{free}")]);
    assert_eq!(
        node.call(&photos(), "GET", "/resource", None)
            .await
            .status(),
        503
    );
    // A request that is refused for another reason keeps that reason.
    let stranger = photos().with_token(tower_oauth1::TokenCredentials::new("x", "y"));
    assert_eq!(
        node.call(&stranger, "GET", "/resource", None)
            .await
            .status(),
        401
    );
}

/// Returns a store whose server sends these bytes in response to every command.
fn responding_with(response: &'static [u8]) -> RedisReplayStore {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut piece = [0; 4096];
                while let Ok(1..) = stream.read(&mut piece) {
                    if stream.write_all(response).is_err() {
                        return;
                    }
                }
            });
        }
    });
    let url = format!("redis://{address}");
    RedisReplayStore::new(&url)
        .unwrap()
        .timeout(Duration::from_millis(300))
}

#[tokio::test]
async fn responses_that_do_not_belong_to_a_claim() {
    for response in [
        &b"+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n"[..],
        b":1\r\n:1\r\n:1\r\n",
        b"$2\r\nok\r\n$2\r\nok\r\n",
        b"-OOM command not allowed\r\n-OOM command not allowed\r\n",
        b"-READONLY You can't write against a read only replica.\r\n",
        b"*0\r\n*0\r\n*0\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"",
    ] {
        let store = responding_with(response);
        let began = Instant::now();
        for _ in 0..3 {
            let failed = claim(&store).await;
            assert!(failed.is_err(), "{}: {failed:?}", response.escape_ascii());
        }
        assert!(began.elapsed() < Duration::from_secs(3));
    }
}

#[tokio::test]
async fn a_full_redis_forgets_nothing() {
    let arguments = ["--maxmemory", "3mb", "--maxmemory-policy", "noeviction"];
    let Some(redis) = Redis::start(&arguments) else {
        return;
    };
    let store = RedisReplayStore::new(&redis.url()).unwrap();
    let mut first = Vec::new();
    let failed = loop {
        let nonce = first.len().to_string();
        let claim = NonceClaim::new("c", None, NOW, &nonce, NOW..=NOW + 300);
        match store.claim(&claim).await {
            Ok(Claimed::First) => first.push(nonce),
            Ok(Claimed::Again) => panic!("{nonce} is new"),
            Err(failed) => break failed,
        }
        assert!(first.len() < 200_000, "the server never gets full");
    };
    assert!(matches!(failed, RedisReplayError::Failed(_)), "{failed:?}");
    assert!(first.len() > 100, "{}", first.len());
    for nonce in first {
        let claim = NonceClaim::new("c", None, NOW, &nonce, NOW..=NOW + 300);
        assert_ne!(store.claim(&claim).await, Ok(Claimed::First), "{nonce}");
    }
}
