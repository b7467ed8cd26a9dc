//! Claims in Redis that wait until replicas have them.

use std::sync::{Mutex, PoisonError};
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
        let result = commands.query_async(&mut connection).await;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok((response, copies)) => {
                idle.push(connection);
                let copies: u32 = copies;
                Ok((response, copies >= self.count))
            }
            Err(error) => {
                // Redis may have restarted. The other connections are broken too then.
                idle.clear();
                Err(error)
            }
        }
    }

    fn take(&self) -> Option<MultiplexedConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop()
    }
}

async fn connect(client: &Client, limit: Duration) -> Result<MultiplexedConnection, RedisError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(limit))
        .set_response_timeout(Some(limit));
    client
        .get_multiplexed_async_connection_with_config(&config)
        .await
}
