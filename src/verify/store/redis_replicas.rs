//! Claims in Redis that wait until replicas have them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, RedisError};
use tokio::sync::Semaphore;

/// The largest number of claims that wait at the same time. Each one has a connection.
const CONNECTIONS: usize = 64;

/// Waits for replicas with `WAIT`.
///
/// `WAIT` blocks its connection, and it only waits for what the same connection wrote. So each
/// claim has a connection of its own until its `WAIT` ends. A claim that is given up closes its
/// connection: otherwise, claims would queue behind a replica that does not respond.
pub(super) struct Replicas {
    count: u32,
    timeout: Duration,
    permits: Semaphore,
    idle: Mutex<Vec<MultiplexedConnection>>,
}

impl Replicas {
    pub(super) fn new(count: u32, timeout: Duration) -> Self {
        Self {
            count,
            timeout,
            permits: Semaphore::new(CONNECTIONS),
            idle: Mutex::default(),
        }
    }

    /// Runs a claim. Returns its response, and whether enough replicas have it.
    pub(super) async fn run(
        &self,
        client: &Client,
        claim: Cmd,
        limit: Duration,
    ) -> Result<(Option<String>, bool), RedisError> {
        // The semaphore is never closed.
        let _permit = self.permits.acquire().await;
        let mut connection = match self.take() {
            Some(connection) => connection,
            None => connect(client, limit).await?,
        };
        // A timeout of zero would wait for ever.
        let milliseconds = u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX);
        let milliseconds = milliseconds.clamp(1, i64::MAX as u64 / 2);
        let mut commands = redis::pipe();
        commands.add_command(claim);
        commands.cmd("WAIT").arg(self.count).arg(milliseconds);
        // If this claim is given up, the network or Redis may be gone.
        let mut others = Others {
            of: self,
            are_suspect: true,
        };
        let result = commands.query_async(&mut connection).await;
        let is_usable = match &result {
            Ok(_) => true,
            Err(error) => error.code().is_some() && !is_of_replica(error),
        };
        if is_usable {
            others.are_suspect = false;
            self.idle().push(connection);
        }
        result.map(|(response, copies): (_, u32)| (response, copies >= self.count))
    }

    fn take(&self) -> Option<MultiplexedConnection> {
        self.idle().pop()
    }

    fn idle(&self) -> MutexGuard<'_, Vec<MultiplexedConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The idle connections during a claim. If they are suspect when this is dropped, they are closed:
/// they are probably broken too.
struct Others<'a> {
    of: &'a Replicas,
    are_suspect: bool,
}

impl Drop for Others<'_> {
    fn drop(&mut self) {
        if self.are_suspect {
            self.of.idle().clear();
        }
    }
}

/// Returns whether the server is a replica now, and takes no claims.
pub(super) fn is_of_replica(error: &RedisError) -> bool {
    error.code() == Some("READONLY")
}

async fn connect(client: &Client, limit: Duration) -> Result<MultiplexedConnection, RedisError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(limit))
        .set_response_timeout(Some(limit));
    client
        .get_multiplexed_async_connection_with_config(&config)
        .await
}
