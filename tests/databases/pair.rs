//! A Postgres and its replica. A relay stands between both for the network.

use std::time::{Duration, Instant};

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, Row};

use crate::postgres::Postgres;
use crate::relay::Relay;

pub(crate) struct Pair {
    pub(crate) primary: Postgres,
    pub(crate) replica: Postgres,
    pub(crate) network: Relay,
}

impl Pair {
    pub(crate) async fn start() -> Option<Self> {
        let primary = Postgres::start(&[])?;
        let network = Relay::to(primary.port());
        let replica = primary.replica(network.port());
        let pair = Self {
            primary,
            replica,
            network,
        };
        pair.wait_for("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'")
            .await;
        Some(pair)
    }

    /// Makes each commit wait until the replica has it on its disk.
    pub(crate) async fn make_synchronous(&self) {
        let setting = "ALTER SYSTEM SET synchronous_standby_names = 'replica'";
        run(&self.primary, setting).await;
        run(&self.primary, "SELECT pg_reload_conf()").await;
        self.wait_for("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
            .await;
    }

    /// Waits until a query of the primary counts one replica.
    pub(crate) async fn wait_for(&self, query: &'static str) {
        let began = Instant::now();
        let mut primary = connection(&self.primary).await;
        while number(&mut primary, query).await != 1 {
            let elapsed = began.elapsed();
            assert!(
                elapsed < Duration::from_secs(20),
                "the replica is not ready"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        primary.close().await.unwrap();
    }

    /// The machine of the primary is lost, and the replica becomes the primary.
    pub(crate) async fn fail_over(&mut self) {
        self.network.hold();
        self.primary.kill();
        run(&self.replica, "SELECT pg_promote()").await;
    }
}

pub(crate) async fn connection(postgres: &Postgres) -> AnyConnection {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(&postgres.url()).await.unwrap()
}

pub(crate) async fn run(postgres: &Postgres, statement: &str) {
    let mut connection = connection(postgres).await;
    let statement = sqlx::raw_sql(AssertSqlSafe(statement));
    statement.execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// Returns the number that a query selects.
pub(crate) async fn number(connection: &mut AnyConnection, query: &'static str) -> i64 {
    connection.fetch_one(query).await.unwrap().get(0)
}
