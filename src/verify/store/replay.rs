//! Replay stores and nonce claims (RFC 5849 section 3.3).

use std::convert::Infallible;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use sha1::{Digest, Sha1};

use crate::box_error::BoxError;

/// A store of used nonces. It detects copies of requests.
///
/// [`MemoryReplayStore`](crate::verify::MemoryReplayStore) is for one process. Servers on several
/// machines must share a store: the feature `redis` has one.
///
/// Use one store per set of clients. If two services use the same identifier for different clients,
/// give each service its own store, or its own part of a store. `RedisReplayStore::prefix` creates
/// such parts.
///
/// # Implementing a store
///
/// Implement `async fn claim`, and keep these rules:
///
/// - **One atomic step.** A claim is "add if absent", such as an `INSERT` on a unique column or
///   `SET NX`. Never read first and write later: two copies of a request could both pass.
/// - **An error if it is not stored.** If the store cannot keep the entry, return an error and not
///   [`First`](Claimed::First). The layer then responds with 503, and the client may try again.
/// - **Durable.** A crash of the database must not lose a claim that returned `First`. Ask the
///   primary server of the database, not a replica.
/// - **Kept long enough**, by the clock of the store: see the next section.
/// - **Swept.** Drop expired entries about once a minute. An expired entry that is still there may
///   count as used, because no timestamp inside the window needs it.
///
/// In SQLite, with [`key`](NonceClaim::key), the seconds of [`lifetime`](NonceClaim::lifetime), and
/// [`until`](NonceClaim::until) as parameters. If a row was inserted, the claim is the first one:
///
/// ```sql
/// CREATE TABLE nonces (key BLOB PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
///
/// INSERT INTO nonces VALUES ($1, max(unixepoch() + $2, $3) + 61) ON CONFLICT DO NOTHING;
///
/// DELETE FROM nonces WHERE expires_at < unixepoch();
/// ```
///
/// In Postgres:
///
/// ```sql
/// CREATE TABLE nonces (key bytea PRIMARY KEY, expires_at bigint NOT NULL);
///
/// INSERT INTO nonces VALUES ($1, greatest(extract(epoch FROM now())::bigint + $2, $3) + 61)
/// ON CONFLICT DO NOTHING;
///
/// DELETE FROM nonces WHERE expires_at < extract(epoch FROM now());
/// ```
///
/// An index on `expires_at` makes sweeping faster. Do not set `synchronous_commit` to `off`.
///
/// The feature `testing` has tests for stores of your own, in `verify::testing`.
///
/// # How long to keep an entry
///
/// Never compute the end of an entry from the clock of the server. That clock may be wrong when the
/// claim is made, and right when a copy of the request arrives. Keep the entry until *both* of
/// these have passed by the clock of the store, such as the clock of the database:
///
/// - [`lifetime`](NonceClaim::lifetime), counted from the claim. The entry then outlives the window
///   of a clock that is and stays wrong.
/// - The second [`until`](NonceClaim::until). The entry then lasts until the timestamp leaves the
///   window of a right clock. If the clock of the server is a day ahead, clients that correct their
///   clock by it sign a day ahead. Such a request can be sent again tomorrow.
///
/// Add a margin, because the clocks of servers and store differ. The statements above add a minute.
///
/// A copy is then accepted in two cases only. The first is a server whose clock is behind the clock
/// of the store, and behind the clock that accepted the original request, both by more than the
/// margin. The second is a store whose own clock is set ahead, so that entries expire early.
///
/// # Example
///
/// ```
/// use std::collections::HashSet;
/// use std::convert::Infallible;
/// use std::sync::Mutex;
/// use tower_oauth1::verify::{Claimed, NonceClaim, ReplayStore};
///
/// /// Never drops a nonce, so use it only in tests.
/// #[derive(Default)]
/// struct Ever(Mutex<HashSet<[u8; 20]>>);
///
/// impl ReplayStore for Ever {
///     type Error = Infallible;
///
///     async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, Infallible> {
///         let first = self.0.lock().unwrap().insert(claim.key());
///         Ok(if first { Claimed::First } else { Claimed::Again })
///     }
/// }
/// ```
pub trait ReplayStore: Send + Sync {
    /// The error of the store. It means that the store cannot tell whether a nonce is new.
    type Error: Into<BoxError>;

    /// Claims a nonce. Of all claims with the same [`key`](NonceClaim::key), the first one returns
    /// [`Claimed::First`] and every later one returns [`Claimed::Again`].
    fn claim(
        &self,
        claim: &NonceClaim<'_>,
    ) -> impl Future<Output = Result<Claimed, Self::Error>> + Send;
}

/// The result of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "a claim has no third result")]
pub enum Claimed {
    /// The nonce is new. From now on, every other claim of it is [`Again`](Self::Again).
    First,
    /// The nonce was claimed before.
    Again,
}

/// A claim of a nonce. The signature of its request is already verified.
#[derive(Clone, Copy)]
pub struct NonceClaim<'a> {
    client: &'a str,
    token: Option<&'a str>,
    timestamp: u64,
    nonce: &'a str,
    now: u64,
    until: u64,
    window: Duration,
}

impl<'a> NonceClaim<'a> {
    /// Creates a claim, for tests of a store. In a server, the verifier creates the claims.
    ///
    /// `kept` is the time during which the store must keep the claim by the clock of the server,
    /// from [`now`](Self::now) to [`until`](Self::until). All times are in seconds since 1970.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tower_oauth1::verify::NonceClaim;
    ///
    /// let now = 137131202;
    /// let claim = NonceClaim::new("client", Some("token"), now, "chapoH", now..=now + 300)
    ///     .with_window(Duration::from_secs(600));
    /// assert_eq!(claim.until(), now + 300);
    /// assert_eq!(claim.lifetime(), Duration::from_secs(600));
    /// ```
    pub fn new(
        client: &'a str,
        token: Option<&'a str>,
        timestamp: u64,
        nonce: &'a str,
        kept: RangeInclusive<u64>,
    ) -> Self {
        let (now, until) = kept.into_inner();
        Self {
            client,
            token,
            timestamp,
            nonce,
            now,
            until,
            window: Duration::ZERO,
        }
    }

    /// Returns this claim with the length of the window of the server, past and future together.
    /// Default: zero.
    #[must_use]
    pub fn with_window(mut self, window: Duration) -> Self {
        self.window = window;
        self
    }

    /// Returns the client identifier, decoded.
    pub fn client_identifier(&self) -> &'a str {
        self.client
    }

    /// Returns the token identifier, decoded. `None` if the request has no token.
    pub fn token_identifier(&self) -> Option<&'a str> {
        self.token
    }

    /// Returns the timestamp of the request, in seconds since 1970.
    pub fn timestamp(&self) -> u64 {
        self.timestamp
    }

    /// Returns the nonce, decoded.
    pub fn nonce(&self) -> &'a str {
        self.nonce
    }

    /// Returns the time of the server, in seconds since 1970. The clock may be wrong: see
    /// [`ReplayStore`](ReplayStore#how-long-to-keep-an-entry).
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Returns the last second at which the timestamp is inside the window, in seconds since 1970.
    /// The store must keep the claim until this second has passed by the clock of the store, and
    /// until the [`lifetime`](Self::lifetime) has passed.
    pub fn until(&self) -> u64 {
        self.until
    }

    /// Returns how long the store must keep the claim at least, counted from the claim.
    ///
    /// This is the length of the window, past and future together, or the time from
    /// [`now`](Self::now) to [`until`](Self::until) if that is longer. The length of the window
    /// does not depend on any clock.
    pub fn lifetime(&self) -> Duration {
        let left = self.until.saturating_sub(self.now);
        Duration::from_secs(left).max(self.window)
    }

    /// Returns a key of fixed size for client, token, timestamp and nonce. It contains no secrets.
    ///
    /// The key is a SHA-1 hash. Each field is hashed after its length, so different claims never
    /// have the same input.
    ///
    /// SHA-1 collisions do no harm here. A client that creates two requests with the same key only
    /// has its second request refused. To block a request of another client, an attacker needs a
    /// second preimage.
    pub fn key(&self) -> [u8; 20] {
        let mut hash = Sha1::new();
        // An absent token and an empty one give different keys, although no request has an empty
        // token.
        let has_token = [u8::from(self.token.is_some())];
        let timestamp = self.timestamp.to_be_bytes();
        for field in [
            self.client.as_bytes(),
            &has_token,
            self.token.unwrap_or_default().as_bytes(),
            &timestamp,
            self.nonce.as_bytes(),
        ] {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        hash.finalize().into()
    }
}

impl fmt::Debug for NonceClaim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NonceClaim")
            .field("client", &self.client)
            .field("timestamp", &self.timestamp)
            .field("nonce", &self.nonce)
            .field("until", &self.until)
            .field("lifetime", &self.lifetime())
            .finish_non_exhaustive()
    }
}

impl<R: ReplayStore> ReplayStore for Arc<R> {
    type Error = R::Error;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, R::Error> {
        R::claim(self, claim).await
    }
}

/// A replay store that accepts every claim. Anyone who sees a request can send it again while its
/// timestamp is inside the window.
///
/// Use it if copies of requests do no harm, or if you check nonces elsewhere.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct NoReplayProtection;

impl NoReplayProtection {
    /// Creates a store without replay protection.
    pub fn new() -> Self {
        Self
    }
}

impl ReplayStore for NoReplayProtection {
    type Error = Infallible;

    async fn claim(&self, _: &NonceClaim<'_>) -> Result<Claimed, Infallible> {
        Ok(Claimed::First)
    }
}
