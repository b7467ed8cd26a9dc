//! A replay store that is right, or has one mistake.

use std::collections::HashMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tower_oauth1::protocol::{Clock, SystemClock};
use tower_oauth1::verify::{Claimed, NonceClaim, ReplayStore};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mistake {
    None,
    /// Looks, waits for something else, and writes.
    LooksThenWrites,
    /// The same, but does not wait between.
    TwoLocks,
    /// Compares the end of an entry with the clock of the server.
    ServerClock,
    /// Keeps an entry until the timestamp leaves the window, by the clock of the store.
    UntilOnly,
    /// Keeps an entry for the length of the window only.
    LifetimeOnly,
    NeverDrops,
    NeverRemembers,
    /// The key has no token.
    KeyWithoutToken,
    /// The key is client, token, timestamp and nonce, one after the other.
    JoinedKey,
    /// The column of the key ignores case.
    LowerCaseKey,
    /// The column of the key is too short.
    ShortKey,
    /// The column of the key ignores blanks at its ends.
    TrimmedKey,
    Fails,
}

/// The entries and their ends, in seconds since 1970.
pub(super) struct Store {
    mistake: Mistake,
    entries: Mutex<HashMap<String, u64>>,
    passed: AtomicU64,
}

impl Store {
    pub(super) fn new(mistake: Mistake) -> Self {
        let (entries, passed) = (Mutex::default(), AtomicU64::new(0));
        Self {
            mistake,
            entries,
            passed,
        }
    }

    /// Lets time pass for the store.
    pub(super) async fn pass(&self, time: Duration) {
        self.passed.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    pub(super) fn len(&self) -> usize {
        self.entries.lock().unwrap().len()
    }

    fn key(&self, claim: &NonceClaim<'_>) -> String {
        let token = claim.token_identifier();
        let (client, nonce) = (claim.client_identifier(), claim.nonce());
        let time = claim.timestamp();
        match self.mistake {
            Mistake::KeyWithoutToken => format!("{client:?} {time} {nonce:?}"),
            Mistake::JoinedKey => format!("{client}{}{time}{nonce}", token.unwrap_or_default()),
            Mistake::LowerCaseKey => {
                format!("{client:?} {token:?} {time} {nonce:?}").to_lowercase()
            }
            Mistake::ShortKey => {
                let key = format!("{time} {nonce:?} {token:?} {client:?}");
                key.chars().take(255).collect()
            }
            Mistake::TrimmedKey => {
                let token = token.map(str::trim);
                format!("{:?} {token:?} {time} {:?}", client.trim(), nonce.trim())
            }
            _ => format!("{:?}", claim.key()),
        }
    }
}

impl ReplayStore for Store {
    type Error = io::Error;

    async fn claim(&self, claim: &NonceClaim<'_>) -> io::Result<Claimed> {
        let now = match self.mistake {
            Mistake::ServerClock => claim.now(),
            _ => SystemClock.unix_seconds() + self.passed.load(Ordering::Relaxed),
        };
        let lifetime = now + claim.lifetime().as_secs();
        let end = match self.mistake {
            Mistake::ServerClock | Mistake::UntilOnly => claim.until(),
            Mistake::LifetimeOnly => lifetime,
            _ => lifetime.max(claim.until()),
        };
        let key = self.key(claim);
        let take = |entries: &mut HashMap<String, u64>| {
            if self.mistake != Mistake::NeverDrops {
                entries.retain(|_, end| *end >= now);
            }
            let is_first = entries.insert(key.clone(), end).is_none();
            if is_first {
                Claimed::First
            } else {
                Claimed::Again
            }
        };
        match self.mistake {
            Mistake::NeverRemembers => return Ok(Claimed::First),
            Mistake::Fails => {
                let down = io::Error::other("the disk is full");
                return Err(io::Error::new(io::ErrorKind::BrokenPipe, Outer(down)));
            }
            Mistake::LooksThenWrites | Mistake::TwoLocks => {
                let is_known = self.entries.lock().unwrap().contains_key(&key);
                if self.mistake == Mistake::LooksThenWrites {
                    tokio::task::yield_now().await;
                } else {
                    // Another thread may run, but the task does not wait.
                    std::thread::yield_now();
                }
                take(&mut self.entries.lock().unwrap());
                return Ok(if is_known {
                    Claimed::Again
                } else {
                    Claimed::First
                });
            }
            _ => {}
        }
        Ok(take(&mut self.entries.lock().unwrap()))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the database did not respond")]
struct Outer(#[source] io::Error);
