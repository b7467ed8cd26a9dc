//! What goes wrong while the clients send requests.

use std::time::{Duration, Instant};

use crate::random::Random;
use crate::redis::Redis;
use crate::server::Server;

/// Causes a fault every few milliseconds until the time is over, and repairs everything at the end.
/// The faults of the clock and of Redis take turns with the rounds.
pub(crate) async fn cause(servers: &[Server], redis: Option<&mut Redis>, round: u64, end: Instant) {
    let mut random = Random::new(round);
    let mut redis = redis;
    let pause = Duration::from_millis(50);
    while Instant::now() < end {
        for server in servers {
            server.reset_some(&mut random);
            if random.percent(5) {
                server.set_ahead(random.pick(&[0, 60, -60, 600]));
            }
        }
        if let Some(redis) = redis.as_mut().filter(|_| random.percent(10)) {
            match round % 4 {
                1 => {
                    redis.kill();
                    tokio::time::sleep(pause * 4).await;
                    assert!(redis.restart(), "Redis does not restart");
                }
                2 => {
                    redis.signal("STOP");
                    tokio::time::sleep(pause * 4).await;
                    redis.signal("CONT");
                }
                3 => {
                    // Full: it takes no more nonces, and drops none.
                    redis.send("CONFIG SET maxmemory 1");
                    tokio::time::sleep(pause * 4).await;
                    redis.send("CONFIG SET maxmemory 0");
                }
                _ => {}
            }
        }
        tokio::time::sleep(pause).await;
    }
}
