//! A replay store in Redis, for servers on more than one machine.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, RedisError};

use super::redis_replicas::{Replicas, is_of_replica};
use super::replay::{Claimed, NonceClaim, ReplayStore};
use crate::verify::shared_error::SharedError;

/// A store of used nonces in Redis or Valkey. Any number of servers can share it. Needs a tokio
/// runtime.
///
/// A claim is one script with one key, which Redis runs as one atomic step. It calls `TIME` and
/// `SET .. NX PX ..`. It needs Redis 5 or later, and a user that may call `EVAL` and these
/// commands. It does not work on a cluster, because it does not follow the redirections of one: to
/// use several primaries, [divide the clients](crate::guide::several_servers) among them. The key
/// has a fixed size after its prefix and contains no secrets. A restart of a server loses no
/// nonces.
///
/// The store fails closed: if Redis does not respond in time, or responds with an error, the claim
/// fails and the layer responds with 503.
///
/// # Redis settings
///
/// If Redis loses a nonce, a copy of its request is accepted. Use these settings:
///
/// - `maxmemory-policy noeviction`: if Redis is full, claims fail. Redis does not drop a nonce to
///   store another.
/// - `appendonly yes` and `appendfsync always`: Redis writes a claim to the disk before it
///   responds. With `everysec`, a crash loses the nonces of up to two seconds.
///
/// With replicas, also call [`wait_for_replicas`](Self::wait_for_replicas). Otherwise, Redis
/// responds before it copies a claim to its replicas. If a replica then takes over, it does not
/// know the last claims, and copies of their requests are accepted.
///
/// # Clocks
///
/// Redis keeps an entry for the length of the whole window, past and future, whatever the clock of
/// the server says. It also keeps the entry until the timestamp has left the window by the clock of
/// Redis. It adds one minute to both. So a wrong clock of a server lets no copy in, and the clock
/// may be set right at any time. This remains:
///
/// - A copy is accepted if it reaches a server whose clock is more than a minute behind the clock
///   of Redis, and more than a minute behind the clock that accepted the original request. Examples
///   are a clock that is set back, and one of several servers whose clock is behind.
/// - A copy is accepted if the clock of Redis itself is set ahead, because entries then expire
///   early.
/// - If the clock of a server is a year ahead and clients follow it, Redis keeps these entries for
///   a year.
///
/// Let all machines set their clocks with NTP, and the machine of Redis first.
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
    replicas: Option<Replicas>,
    /// Created by the first claim, because it needs a runtime.
    connection: Mutex<Option<ConnectionManager>>,
}

/// Error returned when [`RedisReplayStore`] cannot tell whether a nonce is new.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedisReplayError {
    /// The URL is not a Redis URL, or its scheme needs a feature of the crate `redis` that is not
    /// enabled. TLS (`rediss:`) needs such a feature.
    #[error(
        "not a Redis URL, or its scheme needs a feature of the crate `redis` that is not enabled"
    )]
    Url(#[source] SharedError),
    /// Redis did not respond in time.
    #[error("Redis did not respond in time")]
    Timeout,
    /// Redis cannot be reached, or refused the command because it is full, is loading data, or is a
    /// replica.
    #[error("cannot reach Redis, or Redis refused the command")]
    Failed(#[source] SharedError),
    /// Redis has the claim, but fewer replicas than
    /// [`wait_for_replicas`](RedisReplayStore::wait_for_replicas) asks for have it in time.
    #[error("too few replicas of Redis have the claim")]
    TooFewReplicas,
    /// Redis sent a response that does not belong to this command.
    #[error("Redis sent an unexpected response")]
    UnexpectedResponse,
}

/// How long Redis keeps an entry after its window, in seconds. The clocks of servers that share a
/// Redis may differ by this much. One second is added, because clocks count whole seconds.
const MARGIN: u64 = 60 + 1;
/// The longest life of an entry, and the latest end of an entry, in seconds. Both are longer than
/// any in use, and exact as a number of Lua in milliseconds.
const LONGEST: u64 = 1 << 40;

/// Adds the key if it is absent. Its arguments are the least life of the entry, and its earliest
/// end since 1970, both in milliseconds. The script asks Redis for the time, because the clock of
/// the server may be wrong.
const CLAIM: &str = "\
local time = redis.call('TIME')
local left = tonumber(ARGV[2]) - tonumber(time[1]) * 1000
local life = string.format('%.0f', math.max(tonumber(ARGV[1]), left))
return redis.call('SET', KEYS[1], 1, 'NX', 'PX', life)";

impl RedisReplayStore {
    /// Creates a store in the Redis at this URL, such as
    /// `redis://user:password@host:port/database`.
    ///
    /// It connects at the first claim. It connects again after the connection is lost, and if the
    /// server has become a replica: then the name in the URL may belong to another server now.
    ///
    /// # Errors
    ///
    /// Returns [`RedisReplayError::Url`] if the URL is not a Redis URL, or needs a feature of the
    /// crate `redis` that is not enabled.
    pub fn new(url: &str) -> Result<Self, RedisReplayError> {
        let client =
            Client::open(url).map_err(|e| RedisReplayError::Url(SharedError::new(e.into())))?;
        Ok(Self {
            client,
            timeout: Duration::from_secs(1),
            prefix: "tower-oauth1:nonce:".to_owned(),
            replicas: None,
            connection: Mutex::default(),
        })
    }

    /// Sets how long a claim may take, including the time to connect. Default: one second.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the text at the start of every key. Default: `tower-oauth1:nonce:`.
    ///
    /// Two services that share a Redis need different prefixes if they use the same identifier for
    /// different clients. Otherwise, a nonce that one service used is refused by the other.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Makes each claim wait until this number of replicas has it, with the command `WAIT`.
    /// Default: claims do not wait.
    ///
    /// If fewer replicas have the claim after `timeout`, the claim fails and the layer responds
    /// with 503. So if a replica that has all acknowledged claims takes over, no copy of an
    /// accepted request is accepted.
    ///
    /// - Set `count` to the number of all replicas that may take over. With fewer, a replica that
    ///   lacks a claim may be the one that takes over.
    /// - With `count` replicas only, the service fails while one of them is down. Run more replicas
    ///   than that only if your fail-over always chooses the one that has received most.
    /// - Set `timeout` to less than [`timeout`](Self::timeout), which limits the whole claim. Less
    ///   than a millisecond counts as one.
    /// - The user of Redis must be allowed to call `WAIT`.
    ///
    /// A claim then takes as long as a round trip to the slowest of these replicas. Each server
    /// makes up to 64 claims at the same time, each with a connection of its own.
    ///
    /// ```
    /// use std::time::Duration;
    /// use tower_oauth1::verify::RedisReplayStore;
    ///
    /// let replay = RedisReplayStore::new("redis://127.0.0.1:6379")?
    ///     .timeout(Duration::from_secs(1))
    ///     .wait_for_replicas(1, Duration::from_millis(500));
    /// # Ok::<_, tower_oauth1::verify::RedisReplayError>(())
    /// ```
    #[must_use]
    pub fn wait_for_replicas(mut self, count: u32, timeout: Duration) -> Self {
        self.replicas = Some(Replicas::new(count, timeout));
        self
    }

    /// Returns the connection. Creates it at the first call.
    fn connection(&self) -> Result<ConnectionManager, RedisError> {
        let mut connection = self.lock();
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        // Each claim makes one attempt to connect, so that it fails fast. The next claim tries
        // again.
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(self.timeout))
            .set_response_timeout(Some(self.timeout));
        let new = ConnectionManager::new_lazy_with_config(self.client.clone(), config)?;
        Ok(connection.insert(new).clone())
    }

    fn lock(&self) -> MutexGuard<'_, Option<ConnectionManager>> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs the command on the connection that all claims share.
    async fn query(&self, command: &Cmd) -> Result<Option<String>, RedisError> {
        let mut connection = self.connection()?;
        let response = command.query_async(&mut connection).await;
        if response.as_ref().is_err_and(is_of_replica) {
            // The connection itself works, so nothing else would end it.
            self.lock().take();
        }
        response
    }

    /// Runs the script. Redis responds with `OK` if the key is new, and with nothing if the key
    /// exists. Also returns whether enough replicas have the key.
    async fn set(&self, claim: &NonceClaim<'_>) -> Result<(Option<String>, bool), RedisError> {
        let milliseconds = |seconds: u64| seconds.saturating_add(MARGIN).min(LONGEST) * 1000;
        let mut command = redis::cmd("EVAL");
        command.arg(CLAIM).arg(1).arg(self.key(claim));
        command.arg(milliseconds(claim.lifetime().as_secs()));
        command.arg(milliseconds(claim.until()));
        match &self.replicas {
            Some(replicas) => replicas.run(&self.client, command, self.timeout).await,
            None => Ok((self.query(&command).await?, true)),
        }
    }

    /// Returns the key of a claim: the prefix, then the hash in hexadecimal.
    fn key(&self, claim: &NonceClaim<'_>) -> String {
        let hash = claim.key();
        let hash = hash.iter().map(|byte| format!("{byte:02x}"));
        format!("{}{}", self.prefix, hash.collect::<String>())
    }
}

impl ReplayStore for RedisReplayStore {
    type Error = RedisReplayError;

    async fn claim(&self, claim: &NonceClaim<'_>) -> Result<Claimed, RedisReplayError> {
        let response = tokio::time::timeout(self.timeout, self.set(claim)).await;
        match response.map_err(|_| RedisReplayError::Timeout)? {
            Ok((Some(status), true)) if status == "OK" => Ok(Claimed::First),
            Ok((Some(status), false)) if status == "OK" => Err(RedisReplayError::TooFewReplicas),
            Ok((None, _)) => Ok(Claimed::Again),
            Ok((Some(_), _)) => Err(RedisReplayError::UnexpectedResponse),
            Err(error) if error.is_timeout() => Err(RedisReplayError::Timeout),
            Err(error) => Err(RedisReplayError::Failed(SharedError::new(error.into()))),
        }
    }
}

impl fmt::Debug for RedisReplayStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client contains a URL with a password, so it is omitted.
        f.debug_struct("RedisReplayStore")
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
