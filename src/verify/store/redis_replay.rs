//! Nonces in a Redis, for servers on more than one machine.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, RedisError};

use super::replay::{Claimed, NonceClaim, ReplayStore};
use crate::verify::error::SharedError;

/// Remembers nonces in a Redis or Valkey, which any number of servers share. It needs tokio.
///
/// A claim is one command, `SET .. NX PX ..`, on a key of fixed size without a secret in it, so it
/// works on a cluster too. A restart of a server forgets nothing. What Redis does not answer in time,
/// and in order, is an error, which the layer answers with 503: it fails closed.
///
/// # Of the Redis
///
/// What it forgets, it lets in again. So ask of it:
///
/// - `maxmemory-policy noeviction`: when it is full, claims fail, and no nonce goes for another.
/// - `appendonly yes` and `appendfsync always`: a claim that was answered is on the disk. With
///   `everysec` a crash forgets the nonces of up to two seconds.
/// - With replicas, `min-replicas-to-write`: a fail-over forgets what was not yet copied, as Redis
///   copies after it answers.
///
/// Entries live as long as their timestamps are in the window, and a minute more: that far may the
/// clocks of the servers be from one another.
///
/// ```
/// use std::time::Duration;
/// use tower_oauth1::verify::RedisReplayStore;
///
/// let replay = RedisReplayStore::new("redis://:password@127.0.0.1:6379/0")?
///     .timeout(Duration::from_millis(500));
/// # Ok::<_, tower_oauth1::verify::RedisReplayError>(())
/// ```
pub struct RedisReplayStore {
    client: Client,
    timeout: Duration,
    prefix: String,
    /// Made with the first claim, because it needs a runtime.
    connection: OnceLock<Result<ConnectionManager, RedisError>>,
}

/// Why [`RedisReplayStore`] cannot say whether a nonce is new.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedisReplayError {
    /// The URL is none of a Redis. Over TLS (`rediss:`) the crate `redis` wants a feature of its own.
    #[error("the URL is none of a Redis, or of a kind that is not compiled in")]
    Url(#[source] SharedError),
    /// Redis did not answer in time.
    #[error("Redis did not answer in time")]
    Timeout,
    /// Redis cannot be reached, or refused the command: it is full, loading, or a replica.
    #[error("Redis failed")]
    Failed(#[source] SharedError),
    /// Redis answered something else than a claim is answered with.
    #[error("Redis answered what no claim is answered with")]
    Answer,
}

/// How far the clocks of servers that share a Redis may be from one another, in seconds.
const SLACK: u64 = 60;
/// Longer than anybody lets nonces live, in seconds, and short enough for Redis.
const LONGEST: u64 = 1 << 40;

impl RedisReplayStore {
    /// The Redis at this URL, as in `redis://user:password@host:port/database`. It is connected with
    /// the first claim, and anew whenever the connection was lost.
    ///
    /// # Errors
    ///
    /// [`RedisReplayError::Url`] where the URL is none of a Redis.
    pub fn new(url: &str) -> Result<Self, RedisReplayError> {
        let client =
            Client::open(url).map_err(|e| RedisReplayError::Url(SharedError::new(e.into())))?;
        Ok(Self {
            client,
            timeout: Duration::from_secs(1),
            prefix: "tower-oauth1:nonce:".to_owned(),
            connection: OnceLock::new(),
        })
    }

    /// How long a claim may take, connecting included; one second without this.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// What the keys begin with; `tower-oauth1:nonce:` without this.
    ///
    /// Services that know one identifier as different clients, and share a Redis, need one each: else
    /// a nonce of the one is used up for the other.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    fn connection(&self) -> Result<ConnectionManager, RedisError> {
        let connect = || {
            // Whoever waits for a claim waits for one attempt: the next claim makes the next one.
            let config = ConnectionManagerConfig::new()
                .set_number_of_retries(0)
                .set_connection_timeout(Some(self.timeout))
                .set_response_timeout(Some(self.timeout));
            ConnectionManager::new_lazy_with_config(self.client.clone(), config)
        };
        self.connection.get_or_init(connect).clone()
    }

    async fn set(&self, claim: &NonceClaim<'_>) -> Result<Option<String>, RedisError> {
        let lives = claim.until().saturating_sub(claim.now());
        let lives = lives.saturating_add(1 + SLACK).min(LONGEST);
        let mut command = redis::cmd("SET");
        command.arg(self.key(claim)).arg(1).arg("NX");
        command.arg("PX").arg(lives * 1000);
        command.query_async(&mut self.connection()?).await
    }

    fn key(&self, claim: &NonceClaim<'_>) -> String {
        let hash = claim.key();
        let hash = hash.iter().map(|byte| format!("{byte:02x}"));
        format!("{}{}", self.prefix, hash.collect::<String>())
    }
}

impl ReplayStore for RedisReplayStore {
    type Error = RedisReplayError;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, RedisReplayError> {
        let answer = tokio::time::timeout(self.timeout, self.set(claim)).await;
        match answer.map_err(|_| RedisReplayError::Timeout)? {
            Ok(Some(answer)) if answer == "OK" => Ok(Claimed::First),
            Ok(None) => Ok(Claimed::Again),
            Ok(Some(_)) => Err(RedisReplayError::Answer),
            Err(error) if error.is_timeout() => Err(RedisReplayError::Timeout),
            Err(error) => Err(RedisReplayError::Failed(SharedError::new(error.into()))),
        }
    }
}

impl fmt::Debug for RedisReplayStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client's URL has a password.
        f.debug_struct("RedisReplayStore")
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
