//! Servers whose clocks are wrong. A copy of a request is refused as long as it could pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::request::Parts;
use tower_oauth1::verify::{RedisReplayStore, RequestVerifier};
use tower_oauth1::{ClientCredentials, PublicOrigin, Signer, VerifyError};

use crate::server::Redis;

const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;

/// A server with its own clock, and a Redis with the right time.
struct Server<'r> {
    redis: &'r Redis,
    store: RedisReplayStore,
    verifier: RequestVerifier,
    clock: Arc<AtomicU64>,
    /// The right time, in seconds since 1970.
    time: u64,
}

impl<'r> Server<'r> {
    fn new(redis: &'r Redis) -> Self {
        redis.send("FLUSHALL");
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let clock = Arc::new(AtomicU64::new(0));
        let origin = PublicOrigin::fixed("https://h").unwrap();
        let reading = Arc::clone(&clock);
        let verifier = RequestVerifier::new(origin)
            .clock(move || reading.load(Ordering::Relaxed))
            .allow_missing_token();
        Self {
            redis,
            store: RedisReplayStore::new(&redis.url()).unwrap(),
            verifier,
            clock,
            time: since.as_secs(),
        }
    }

    /// Sets the clock of the server this many seconds ahead of the right time.
    fn set_clock_ahead(&self, seconds: i64) {
        let ahead = self.time.checked_add_signed(seconds).unwrap();
        self.clock.store(ahead, Ordering::Relaxed);
    }

    /// Lets time pass for everyone.
    fn pass(&mut self, seconds: u64) {
        self.time += seconds;
        self.clock.fetch_add(seconds, Ordering::Relaxed);
        self.redis.pass(seconds);
    }

    /// Returns a request of a client whose clock is this many seconds ahead of the right time.
    fn signed_ahead(&self, seconds: i64) -> Parts {
        let timestamp = self.time.checked_add_signed(seconds).unwrap();
        let client = ClientCredentials::new("c", "s");
        let signer = Signer::new(client).with_clock(move || timestamp);
        let mut request = http::Request::get("https://h/").body("").unwrap();
        signer.sign_request(&mut request).unwrap();
        request.into_parts().0
    }

    async fn receive(&self, request: &Parts) -> Result<(), VerifyError> {
        let unverified = self.verifier.parse(request, None)?;
        let verified = unverified.verify(&ClientCredentials::new("c", "s"), None)?;
        verified.accept(&self.store, None).await.map(drop)
    }
}

#[tokio::test]
async fn a_clock_that_was_ahead_and_is_set_right() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    let mut server = Server::new(&redis);
    server.set_clock_ahead(290);
    let request = server.signed_ahead(0);
    assert_eq!(server.receive(&request).await, Ok(()));
    server.set_clock_ahead(0);
    server.pass(75);
    assert_eq!(server.receive(&request).await, Err(VerifyError::NonceUsed));
    // The last second at which the timestamp is inside the window.
    server.pass(225);
    assert_eq!(server.receive(&request).await, Err(VerifyError::NonceUsed));
}

#[tokio::test]
async fn a_clock_that_was_a_day_ahead() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    let mut server = Server::new(&redis);
    // Clients that correct their clock by the `Date` of the responses sign a day ahead too.
    server.set_clock_ahead(DAY);
    let request = server.signed_ahead(DAY);
    assert_eq!(server.receive(&request).await, Ok(()));
    server.set_clock_ahead(0);
    // The timestamp is inside the window again tomorrow.
    for seconds in [86_100, 300, 300] {
        server.pass(seconds);
        assert_eq!(server.receive(&request).await, Err(VerifyError::NonceUsed));
    }
    server.pass(62);
    assert_eq!(redis.send("DBSIZE"), ":0\r\n", "the entry has expired");
}

/// The clock is wrong when the request arrives, and differently wrong when its copy arrives.
#[tokio::test]
async fn no_clock_accepts_a_copy_unless_it_is_more_than_a_minute_behind() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    for first in [-YEAR, -DAY, -3600, -290, -50, 0, 60, 290, 3600, DAY, YEAR] {
        for client in [-300, 0, 300] {
            // An entry lives a minute longer than needed. The test itself takes some seconds of it.
            for later in [-50, 0, 60, 290, 3600, DAY] {
                let mut server = Server::new(&redis);
                server.set_clock_ahead(first);
                let request = server.signed_ahead(first + client);
                assert_eq!(server.receive(&request).await, Ok(()));
                server.set_clock_ahead(later);
                // The copy arrives when the clock reaches each edge of the window.
                let mut passed = 0;
                for edge in [-300, 0, 300] {
                    let wait = first + client - later + edge - passed;
                    let Ok(wait) = u64::try_from(wait) else {
                        continue;
                    };
                    server.pass(wait);
                    passed += i64::try_from(wait).unwrap();
                    let copy = server.receive(&request).await;
                    let case = format!("{first} {client} {later} {edge}");
                    assert_eq!(copy, Err(VerifyError::NonceUsed), "{case}");
                }
            }
        }
    }
}

/// A clock that stays wrong refuses copies for the whole window too, and entries do expire.
#[tokio::test]
async fn an_entry_lives_as_long_as_the_window_whatever_the_clock_says() {
    let Some(redis) = Redis::start(&[]) else {
        return;
    };
    for ahead in [-YEAR, -290, 0, 290] {
        for client in [-300, 0, 300] {
            let mut server = Server::new(&redis);
            let window = Duration::from_secs(300);
            server.verifier = server.verifier.timestamp_window(window, window);
            server.set_clock_ahead(ahead);
            let request = server.signed_ahead(ahead + client);
            assert_eq!(server.receive(&request).await, Ok(()));
            server.pass(u64::try_from(300 + client).unwrap());
            assert_eq!(server.receive(&request).await, Err(VerifyError::NonceUsed));
            server.pass(u64::try_from(300 - client).unwrap());
            assert_eq!(redis.send("DBSIZE"), ":1\r\n", "{ahead} {client}");
            server.pass(u64::try_from(62 + ahead.max(0) + client.max(0)).unwrap());
            assert_eq!(redis.send("DBSIZE"), ":0\r\n", "{ahead} {client}");
        }
    }
}
